/**
 * Where the provider sends the browser back: read the response, clean the URL, hand it over, close.
 * Loads nothing else, keeps nothing, decides nothing: the page that began checks the state.
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 */
export {};

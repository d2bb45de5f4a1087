/**
 * Sign in with an OAuth provider in a popup: OAuth 1, OAuth 2, OpenID Connect.
 *
 *   page (this file)           popup                        provider
 *     |   begin()                |                             |
 *     |-- open about:blank ----->|                             |
 *     |-- authorization_url ---->|-- authorization request --->|
 *     |                          |                    (consent)|
 *     |                          |<-- callback: code, state ---|
 *     |<-- BroadcastChannel -----| callback.html               |
 *     |-- taken ---------------->| closes itself
 *
 * Never `window.opener`, never the popup's location: Cross-Origin-Opener-Policy cuts both.
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 *
 * @typedef {'popup_blocked' | 'popup_closed' | 'timeout' | 'aborted' | 'declined' | 'provider_error'
 *   | 'state_mismatch' | 'framed' | 'callback_origin' | 'callback_missing'} PopupErrorCode
 * @typedef {Record<string, string>} Callback what the provider sent, and `redirect_uri`, where it arrived
 * @typedef {{ authorization_url: string, state?: string, oauth_token?: string, expires_in?: number }} Flow
 *   `expires_in` in seconds
 * @typedef {(provider: string, signal: AbortSignal) => Flow | Promise<Flow>} Begin
 * @typedef {object} PopupOptions
 * @property {number} [width] in CSS pixels
 * @property {number} [height] in CSS pixels
 * @property {string} [text] shown in the window until the provider's page is there
 * @property {number} [timeout] in milliseconds
 * @property {AbortSignal} [signal] cancels and closes the window
 */
export type PopupErrorCode = 'popup_blocked' | 'popup_closed' | 'timeout' | 'aborted' | 'declined' | 'provider_error' | 'state_mismatch' | 'framed' | 'callback_origin' | 'callback_missing';
export type Callback = Record<string, string>;
export type Flow = {
    authorization_url: string;
    state?: string;
    oauth_token?: string;
    expires_in?: number;
};
export type Begin = (provider: string, signal: AbortSignal) => Flow | Promise<Flow>;
export type PopupOptions = {
    /**
     * in CSS pixels
     */
    width?: number;
    /**
     * in CSS pixels
     */
    height?: number;
    /**
     * shown in the window until the provider's page is there
     */
    text?: string;
    /**
     * in milliseconds
     */
    timeout?: number;
    /**
     * cancels and closes the window
     */
    signal?: AbortSignal;
};
/** Why a sign-in ended without a code. `code` is the contract, `message` a sentence for people. */
export declare class PopupError extends Error {
    code: PopupErrorCode;
    provider: string | undefined;
    callback: Callback | undefined;
    /**
     * @param {PopupErrorCode} code
     * @param {string} message
     * @param {{ provider?: string, callback?: Callback, cause?: unknown }} [details]
     */
    constructor(code: PopupErrorCode, message: string, { provider, callback, cause }?: {
        provider?: string;
        callback?: Callback;
        cause?: unknown;
    });
}
/**
 * Open a popup and return what the provider sent to the callback. Call it inside the click, before
 * any `await`. A second call while the window is open brings it to the front and rejects: `aborted`.
 *
 * @param {string} provider
 * @param {Begin} begin asks your server for the authorization URL, or builds it
 * @param {PopupOptions} [options]
 * @returns {Promise<Callback>}
 */
export declare function authorize(provider: string, begin: Begin, { signal, timeout, ...look }?: PopupOptions): Promise<Callback>;
/**
 * Wrap `begin` so that a flow can begin before the click is over. Call `prepare(provider)` on
 * `pointerdown` and pass the wrapped function to `authorize`: if the flow has begun by then, the
 * window opens at the provider's page right away. A flow that is not used serves the next click.
 *
 * @param {Begin} begin
 * @returns {Begin & { prepare: (provider: string) => void }}
 */
export declare function preparable(begin: Begin): Begin & {
    prepare: (provider: string) => void;
};
/** In another site's frame, browsers keep a page and its popup apart. @param {string} provider */
export declare function checkFrame(provider: string): void;
/**
 * @param {Flow} flow
 * @param {string} provider
 * @returns {{ url: string, key: string }} key: what the provider will send back to identify the flow
 */
export declare function readFlow({ authorization_url, state, oauth_token }: Flow, provider: string): {
    url: string;
    key: string;
};
/**
 * The state of OAuth 2, the request token of OAuth 1, or Twitter's name for a request token refused.
 *
 * @param {Callback} callback
 */
export declare const callbackKey: ({ state, oauth_token, denied }: Callback) => string | undefined;
/**
 * Return the callback, or throw what it says: `declined` or `provider_error`.
 *
 * @param {Callback} callback
 * @param {string} provider
 */
export declare function checkCallback(callback: Callback, provider: string): Callback;
/** The key of a callback that arrived at the app itself, because the server sent it instead. */
export declare const strayKey: () => string | undefined;
export declare const MISSING = "The server sent the app instead of the callback page.";

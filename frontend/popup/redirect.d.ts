import type { Begin, Callback } from './popup.js';
/**
 * Leave for the provider. Settles only if `begin` fails, or if the person comes back by the back
 * button and the browser has kept this page: `aborted`.
 *
 * @param {string} provider
 * @param {Begin} begin
 * @param {unknown} [data] a little JSON that `takeRedirect` returns
 * @returns {Promise<never>}
 */
export declare function authorizeByRedirect(provider: string, begin: Begin, data?: unknown): Promise<never>;
/**
 * Take the callback that a redirect brought back to this page, once. Call it when the page starts,
 * before a router does. Returns null if nothing came back that this browser began; throws as
 * `authorize` does, and adds `data` to the error.
 *
 * @returns {{ provider: string, callback: Callback, data: any } | null}
 */
export declare function takeRedirect(): {
    provider: string;
    callback: Callback;
    data: any;
} | null;
/**
 * Take the callback and finish the sign-in with it. Whoever calls while that is under way gets the
 * same promise, because React's StrictMode runs effects twice. Returns what `finish` returned, or
 * null if nothing came back; rejects with what `takeRedirect` throws.
 *
 * @template T
 * @param {(answer: { provider: string, callback: Callback, data: any }) => T | Promise<T>} finish
 * @returns {Promise<T | null>}
 */
export declare function finishRedirect<T>(finish: (answer: {
    provider: string;
    callback: Callback;
    data: any;
}) => T | Promise<T>): Promise<T | null>;

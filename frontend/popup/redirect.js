/**
 * The same sign-in without a popup: this page goes to the provider and comes back.
 *
 * A ten-minute cookie named after the state stores the return path and proves that this browser
 * started the flow. It is used once. On https no sibling domain can set it. On plain http one can, so
 * compare `provider` and `data` with what you know. The callback page leads back with the response in
 * the fragment, which no server and no Referer ever sees, and `takeRedirect` removes it immediately.
 * (Not in `history.state`: Chromium drops it if the pages differ in Cross-Origin-Opener-Policy.)
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 *
 * @import { Begin, Callback } from './popup.js'
 */
import {
  callbackKey,
  checkCallback,
  checkFrame,
  MISSING,
  PopupError,
  readFlow,
  strayKey,
} from './popup.js'

/**
 * Leave for the provider. Settles only if `begin` fails, or if the person comes back by the back
 * button and the browser has kept this page: `aborted`.
 *
 * @param {string} provider
 * @param {Begin} begin
 * @param {unknown} [data] a little JSON that `takeRedirect` returns
 * @returns {Promise<never>}
 */
export async function authorizeByRedirect(provider, begin, data) {
  checkFrame(provider)
  const { url, key } = readFlow(await begin(provider, new AbortController().signal), provider)
  const { pathname, search, hash } = location
  setCookie(key, JSON.stringify({ provider, data, back: pathname + search, hash }), 600)
  return new Promise((_, reject) => {
    addEventListener(
      'pageshow',
      ({ persisted }) => {
        if (persisted) reject(new PopupError('aborted', 'The sign-in was cancelled.', { provider }))
      },
      { once: true },
    )
    location.assign(url)
  })
}

/**
 * Take the callback that a redirect brought back to this page, once. Call it when the page starts,
 * before a router does. Returns null if nothing came back that this browser began; throws as
 * `authorize` does, and adds `data` to the error.
 *
 * @returns {{ provider: string, callback: Callback, data: any } | null}
 */
export function takeRedirect() {
  const stray = strayKey()
  const lost = stray && takeCookie(stray)
  if (lost) {
    const error = new PopupError('callback_missing', MISSING, { provider: lost.provider })
    throw Object.assign(error, { data: lost.data })
  }
  if (!location.hash.startsWith('#oauth&')) return null
  /** @type {Callback} */
  const callback = Object.fromEntries(new URLSearchParams(location.hash.slice(7)))
  const left = takeCookie(callbackKey(callback) ?? '')
  history.replaceState(history.state, '', location.pathname + location.search + (left?.hash ?? ''))
  if (!left) return null
  const { provider, data } = left
  try {
    return { provider, data, callback: checkCallback(callback, provider) }
  } catch (error) {
    throw Object.assign(/** @type {PopupError} */ (error), { data })
  }
}

/** @type {Promise<any> | undefined} */
let finishing

/**
 * Take the callback and finish the sign-in with it. Whoever calls while that is under way gets the
 * same promise, because React's StrictMode runs effects twice. Returns what `finish` returned, or
 * null if nothing came back; rejects with what `takeRedirect` throws.
 *
 * @template T
 * @param {(answer: { provider: string, callback: Callback, data: any }) => T | Promise<T>} finish
 * @returns {Promise<T | null>}
 */
export function finishRedirect(finish) {
  finishing ??= (async () => {
    const answer = takeRedirect()
    return answer && finish(answer)
  })().finally(() => {
    finishing = undefined
  })
  return finishing
}

/**
 * Return what this page noted when it left, and remove the note.
 *
 * @param {string} key
 * @returns {{ provider: string, data: any, hash: string } | null} null: this browser did not begin
 */
function takeCookie(key) {
  const name = cookieName(key)
  const cookie = document.cookie.split('; ').find(cookie => cookie.startsWith(name)) ?? ''
  setCookie(key, '', 0)
  try {
    const note = JSON.parse(decodeURIComponent(cookie.slice(name.length)))
    return typeof note.provider === 'string' ? note : null
  } catch {
    return null // there is none, or not of this page's making
  }
}

/** @param {string} key @param {string} value @param {number} seconds */
function setCookie(key, value, seconds) {
  const pair = cookieName(key) + encodeURIComponent(value)
  const secure = pair.startsWith('__Host-') ? '; Secure' : ''
  document.cookie = `${pair}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`
}

/** As in callback.js: on https, one that no sibling domain can set. @param {string} key */
const cookieName = key =>
  `${location.protocol === 'https:' ? '__Host-' : ''}oauth-${encodeURIComponent(key)}=`

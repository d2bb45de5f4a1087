/**
 * The same sign-in without a popup: this page goes to the provider and comes back.
 *
 * A cookie of ten minutes, named after the state, remembers the way back and proves that this
 * browser began; it is taken once. The callback page leads back with the answer in the fragment,
 * which no server and no Referer ever sees, and `takeRedirect` removes it at once. (Not in
 * `history.state`: Chromium drops that where the pages differ in Cross-Origin-Opener-Policy.)
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 *
 * @import { Begin, Callback } from './popup.js'
 */
import { callbackKey, checkCallback, PopupError, readFlow } from './popup.js'

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
  const { url, key } = readFlow(await begin(provider, new AbortController().signal))
  const { pathname, search, hash } = location
  setCookie(key, JSON.stringify({ provider, data, back: pathname + search, hash }), 600)
  return new Promise((_, reject) => {
    addEventListener(
      'pageshow',
      ({ persisted }) => {
        if (persisted) reject(new PopupError('aborted', 'The sign-in was given up.', { provider }))
      },
      { once: true },
    )
    location.assign(url)
  })
}

/**
 * Take the answer that a redirect brought back to this page, once. Call it when the page starts,
 * before a router does. Returns null when nothing came back that this browser began; throws as
 * `authorize` does, the error with `data`.
 *
 * @returns {{ provider: string, callback: Callback, data: any } | null}
 */
export function takeRedirect() {
  if (!location.hash.startsWith('#oauth&')) return null
  /** @type {Callback} */
  const callback = Object.fromEntries(new URLSearchParams(location.hash.slice(7)))
  const key = callbackKey(callback) ?? ''
  const name = `oauth-${encodeURIComponent(key)}=`
  const cookie = document.cookie.split('; ').find(cookie => cookie.startsWith(name))
  const way = JSON.parse(decodeURIComponent(cookie?.slice(name.length) ?? 'null'))
  history.replaceState(history.state, '', location.pathname + location.search + (way?.hash ?? ''))
  if (!way) return null
  setCookie(key, '', 0)
  const { provider, data } = way
  try {
    return { provider, data, callback: checkCallback(callback, provider) }
  } catch (error) {
    throw Object.assign(/** @type {PopupError} */ (error), { data })
  }
}

/** @param {string} key @param {string} value @param {number} seconds */
function setCookie(key, value, seconds) {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `oauth-${encodeURIComponent(key)}=${encodeURIComponent(value)}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`
}

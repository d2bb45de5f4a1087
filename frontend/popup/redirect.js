/**
 * The same sign-in without a popup: this page goes to the provider and comes back.
 *
 * A cookie of ten minutes, named after the state, remembers the way back; it is taken once. The
 * callback page turns its own history entry into the page that began and hands the answer over in
 * `history.state`: no web storage, and no code in an address that is kept.
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 *
 * @import { Begin, Callback } from './popup.js'
 */
import { checkCallback, PopupError, readFlow } from './popup.js'

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
  const { protocol, pathname, search, hash } = location
  const way = encodeURIComponent(JSON.stringify({ provider, data, back: pathname + search + hash }))
  document.cookie = `oauth-${encodeURIComponent(key)}=${way}; Path=/; Max-Age=600; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`
  return new Promise((_, reject) => {
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) reject(new PopupError('aborted', 'The sign-in was given up.', { provider }))
    }, { once: true })
    location.assign(url)
  })
}

/**
 * Take the answer that a redirect brought back to this page, once. Call it when the page starts,
 * before a router does. Returns null when nothing came back; throws as `authorize` does.
 *
 * @returns {{ provider: string, callback: Callback, data: any } | null}
 */
export function takeRedirect() {
  const { oauthRedirect, ...rest } = history.state ?? {}
  if (!oauthRedirect) return null
  history.replaceState(Object.keys(rest).length ? rest : null, '')
  const { provider, callback, data } = oauthRedirect
  return { provider, data, callback: checkCallback(callback, provider) }
}

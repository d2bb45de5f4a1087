/**
 * Sign in with an OAuth provider in a popup: OAuth 1, OAuth 2, OpenID Connect.
 *
 *   page (this file)           popup                        provider
 *     |-- open about:blank ----->|                             |
 *     |   begin()                |                             |
 *     |-- authorization_url ---->|-- authorization request --->|
 *     |                          |                    (consent)|
 *     |                          |<-- callback: code, state ---|
 *     |<-- BroadcastChannel -----| callback.html               |
 *     |-- taken ---------------->| closes itself
 *
 * Never `window.opener`, never the popup's location: Cross-Origin-Opener-Policy cuts both.
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 *
 * @typedef {'popup_blocked' | 'popup_closed' | 'timeout' | 'aborted' | 'declined'
 *   | 'provider_error' | 'state_mismatch'} PopupErrorCode
 * @typedef {Record<string, string>} Callback what the provider sent, and `redirect_uri`, where it arrived
 * @typedef {{ authorization_url: string, state?: string, oauth_token?: string }} Flow
 * @typedef {(provider: string, signal: AbortSignal) => Flow | Promise<Flow>} Begin
 * @typedef {object} PopupOptions
 * @property {number} [width] in CSS pixels
 * @property {number} [height] in CSS pixels
 * @property {string} [text] shown in the window until the provider's page is there
 * @property {number} [timeout] in milliseconds
 * @property {AbortSignal} [signal] cancels and closes the window
 */

/** Why a sign-in ended without a code. `code` is the contract, `message` a sentence for people. */
export class PopupError extends Error {
  /**
   * @param {PopupErrorCode} code
   * @param {string} message
   * @param {{ provider?: string, callback?: Callback, cause?: unknown }} [details]
   */
  constructor(code, message, { provider, callback, cause } = {}) {
    super(message, { cause })
    this.name = 'PopupError'
    this.code = code
    this.provider = provider
    this.callback = callback
  }
}

/** @type {Map<string, { popup: Window, stop: (error: unknown) => void }>} one popup per provider */
const flows = new Map()

/**
 * Open a popup and return what the provider sent to the callback. Call it inside the click, before
 * any `await`. A second call while the window is open brings it to the front and rejects: `aborted`.
 *
 * @param {string} provider
 * @param {Begin} begin asks your server for the authorization URL, or builds it
 * @param {PopupOptions} [options]
 * @returns {Promise<Callback>}
 */
export async function authorize(provider, begin, { signal, timeout = 300_000, ...look } = {}) {
  const aborted = () =>
    new PopupError('aborted', 'The sign-in was cancelled.', { provider, cause: signal?.reason })
  if (signal?.aborted) throw aborted()
  const earlier = flows.get(provider)
  if (earlier && !earlier.popup.closed) {
    earlier.popup.focus()
    throw aborted()
  }
  earlier?.stop(aborted())

  const focused = document.activeElement
  const popup = openPopup(look, provider)
  const name = `oauth-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`
  popup.name = name
  const channel = new BroadcastChannel('oauth-popup')
  const done = new AbortController()
  const until = { signal: done.signal }
  try {
    return await new Promise((resolve, reject) => {
      flows.set(provider, { popup, stop: reject })
      signal?.addEventListener('abort', () => reject(aborted()), until)
      const timer = setTimeout(
        reject,
        timeout,
        new PopupError('timeout', 'The sign-in took too long.', { provider }),
      )
      const watch = watchClosed(popup, () => {
        reject(new PopupError('popup_closed', 'The sign-in window was closed.', { provider }))
      })
      done.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        watch.stop()
      })
      ;(async () => begin(provider, done.signal))()
        .then(flow => {
          const { url, key } = readFlow(flow)
          channel.addEventListener(
            'message',
            ({ data }) => {
              const callback = data?.callback
              const ours = callback && callbackKey(callback) === key
              if (!ours && data?.name !== name) return
              channel.postMessage({ taken: data.id })
              if (ours) resolve(callback)
              else
                reject(
                  new PopupError('state_mismatch', 'The response belongs to another sign-in.', {
                    provider,
                  }),
                )
            },
            until,
          )
          if (!done.signal.aborted) watch.go(url)
        })
        .catch(reject)
    }).then(callback => checkCallback(callback, provider))
  } finally {
    if (flows.get(provider)?.popup === popup) flows.delete(provider)
    done.abort()
    channel.close()
    popup.close()
    if (!flows.size) returnFocus(focused)
  }
}

/**
 * Open the window, centred over this one, on whatever screen that is. `authorize` does it for you.
 *
 * @param {PopupOptions} [options]
 * @param {string} [provider] for the error
 */
export function openPopup(
  { width = 480, height = 640, text = 'Opening the sign-in page…' } = {},
  provider,
) {
  const left = Math.round(screenX + (outerWidth - width) / 2)
  const top = Math.round(screenY + (outerHeight - height) / 2)
  const popup = open(
    'about:blank',
    '',
    `popup,width=${width},height=${height},left=${left},top=${top}`,
  )
  if (!popup || popup.closed) {
    throw new PopupError('popup_blocked', 'The browser blocked the sign-in window.', { provider })
  }
  const { body, documentElement } = popup.document
  popup.document.title = text
  body.textContent = text
  documentElement.style.cssText =
    'color-scheme: light dark; font: 1rem/1.5 system-ui; padding: 1rem'
  return popup
}

/**
 * Call back when the window was closed by hand. `closed` also turns true when COOP cuts the tie to
 * a living window, so it is believed only on our own blank page, or where the tie outlived the
 * provider's first page and this page has the focus again; and then only after a grace time.
 *
 * @param {Window} popup
 * @param {() => void} onClosed
 */
function watchClosed(popup, onClosed) {
  let gone = false
  let tied = true
  let left = Infinity
  /** @type {number | undefined} */
  let grace
  const watch = setInterval(() => {
    if (!popup.closed) tied ||= performance.now() - left > 250
    else {
      clearInterval(watch)
      if (tied && (!gone || document.hasFocus())) grace = setTimeout(onClosed, 1000)
    }
  }, 100)
  return {
    /** @param {string} url */
    go(url) {
      gone = true
      tied = false
      popup.addEventListener('pagehide', () => {
        left = performance.now()
      })
      popup.location.replace(url)
    },
    stop() {
      clearInterval(watch)
      clearTimeout(grace)
    },
  }
}

/**
 * @param {Flow} flow
 * @returns {{ url: string, key: string }} key: what the provider will send back to tell this flow from others
 */
export function readFlow({ authorization_url, state, oauth_token }) {
  const { href, protocol, searchParams } = new URL(authorization_url)
  const key = state ?? oauth_token ?? searchParams.get('state') ?? searchParams.get('oauth_token')
  if (!key || !protocol.startsWith('http'))
    throw new TypeError('begin() must return an authorization_url with a state or an oauth_token')
  return { url: href, key }
}

/**
 * The state of OAuth 2, the request token of OAuth 1, or Twitter's name for a request token refused.
 *
 * @param {Callback} callback
 */
export const callbackKey = ({ state, oauth_token, denied }) => state ?? oauth_token ?? denied

/**
 * Return the callback, or throw what it says: `declined` or `provider_error`.
 *
 * @param {Callback} callback
 * @param {string} provider
 */
export function checkCallback(callback, provider) {
  const error = callback.error ?? callback.oauth_problem ?? (callback.denied && 'denied')
  if (!error) return callback
  const declined = /denied|refused|cancel/.test(error)
  throw declined
    ? new PopupError('declined', 'The sign-in was declined.', { provider, callback })
    : new PopupError('provider_error', 'The provider could not sign you in.', {
        provider,
        callback,
      })
}

/** @param {Element | null} element what had the focus when the window opened */
function returnFocus(element) {
  window.focus()
  if (document.activeElement === document.body && element instanceof HTMLElement) element.focus()
}

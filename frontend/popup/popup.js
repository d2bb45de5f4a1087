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
  /** @param {PopupErrorCode} code @param {string} message @param {unknown} [cause] */
  const failure = (code, message, cause) => new PopupError(code, message, { provider, cause })
  const aborted = () => failure('aborted', 'The sign-in was cancelled.', signal?.reason)
  checkFrame(provider)
  if (signal?.aborted) throw aborted()
  const earlier = flows.get(provider)
  if (earlier && !earlier.popup.closed) {
    earlier.popup.focus()
    throw aborted()
  }
  earlier?.stop(aborted())

  const focused = document.activeElement
  const name = `oauth-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`
  const channel = new BroadcastChannel('oauth-popup')
  const done = new AbortController()
  const until = { signal: done.signal }
  /** @type {Window | null} */
  let popup = null
  try {
    const begun = begin(provider, done.signal)
    const ready = 'then' in begun ? undefined : readFlow(begun, provider).url
    const opened = openPopup(look, name, ready)
    popup = opened
    return await new Promise((resolve, reject) => {
      Promise.resolve(begun).then(expect).catch(reject)
      if (!opened)
        return reject(failure('popup_blocked', 'The browser blocked the sign-in window.'))
      flows.set(provider, { popup: opened, stop: reject })
      signal?.addEventListener('abort', () => reject(aborted()), until)
      const timer = setTimeout(
        () => reject(failure('timeout', 'The sign-in took too long.')),
        timeout,
      )
      const watch = watchClosed(opened, Boolean(ready), () =>
        reject(failure('popup_closed', 'The sign-in window was closed.')),
      )
      done.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        watch.stop()
      })

      /** @param {Flow} flow */
      function expect(flow) {
        const { url, key } = readFlow(flow, provider)
        channel.addEventListener(
          'message',
          ({ data }) => {
            const ours = data?.callback && callbackKey(data.callback) === key
            if (data?.missing === key) reject(failure('callback_missing', MISSING))
            if (!ours && data?.name !== name) return
            channel.postMessage({ taken: data.id })
            if (ours) resolve(data.callback)
            else reject(failure('state_mismatch', 'The response belongs to another sign-in.'))
          },
          until,
        )
        if (!ready && !done.signal.aborted) watch.go(url)
      }
    }).then(callback => checkCallback(callback, provider))
  } finally {
    if (flows.get(provider)?.popup === popup) flows.delete(provider)
    done.abort()
    channel.close()
    // Without an opener, no page may close a window of another origin; Chromium logs an error.
    if (!isElsewhere(popup)) popup?.close()
    if (!flows.size) returnFocus(focused)
  }
}

/**
 * Wrap `begin` so that a flow can begin before the click is over. Call `prepare(provider)` on
 * `pointerdown` and pass the wrapped function to `authorize`: if the flow has begun by then, the
 * window opens at the provider's page right away. A flow that is not used serves the next click.
 *
 * @param {Begin} begin
 * @returns {Begin & { prepare: (provider: string) => void }}
 */
export function preparable(begin) {
  /** @type {Map<string, { flow: Flow | Promise<Flow>, until: number }>} */
  const early = new Map()
  /** @param {string} provider */
  const usable = provider => {
    const found = early.get(provider)
    return found && Date.now() < found.until && found
  }

  /** @type {Begin} */
  const take = (provider, signal) => {
    const found = usable(provider)
    early.delete(provider)
    return found ? found.flow : begin(provider, signal)
  }

  /** @param {string} provider */
  const prepare = provider => {
    if (usable(provider)) return
    const flow = (async () => begin(provider, new AbortController().signal))()
    /** @type {{ flow: Flow | Promise<Flow>, until: number }} */
    const entry = { flow, until: Infinity }
    early.set(provider, entry)
    flow.then(
      begun => {
        entry.flow = begun
        // Half of its life, so that enough of it is left for the provider's page.
        entry.until = Date.now() + (begun.expires_in ?? 60) * 500
      },
      () => {
        entry.until = 0
      },
    )
  }

  return Object.assign(take, { prepare })
}

/**
 * Open the window, centred over this one, on whatever screen that is. The
 * provider gets no `opener`, by which it could lead this page elsewhere.
 *
 * @param {PopupOptions} look
 * @param {string} name
 * @param {string} [url] if it is known; until then the window is blank, with words in it
 * @returns {Window | null} null: blocked
 */
function openPopup({ width = 480, height = 640, text = 'Opening the sign-in page…' }, name, url) {
  const left = Math.round(screenX + (outerWidth - width) / 2)
  const top = Math.round(screenY + (outerHeight - height) / 2)
  const features = `popup,width=${width},height=${height},left=${left},top=${top}`
  const popup = open(url ?? 'about:blank', name, features)
  if (!popup || popup.closed) return null
  popup.opener = null
  if (!url) {
    const { body, documentElement } = popup.document
    popup.document.title = text
    body.textContent = text
    documentElement.style.cssText = 'color-scheme:light dark;font:1rem/1.5 system-ui;padding:1rem'
  }
  return popup
}

/**
 * Call back when the window was closed by hand. `closed` also turns true when COOP cuts the tie to
 * a living window. So it is believed only on our own blank page, or if the tie outlived the
 * provider's first page and this page has the focus again, which takes a moment to return; and then
 * only after a grace time for a callback that is on its way. A tie that COOP is about to cut may be
 * seen once, for some milliseconds, but not at two looks.
 *
 * @param {Window} popup
 * @param {boolean} left the window is on its way to the provider
 * @param {() => void} onClosed
 */
function watchClosed(popup, left, onClosed) {
  let tied = 0
  let looks = 0
  /** @type {number | undefined} */
  let grace
  const watch = setInterval(() => {
    if (!popup.closed) {
      if (isElsewhere(popup)) tied++
      return
    }
    const believed = !left || (tied > 1 && document.hasFocus())
    if (believed) grace = setTimeout(onClosed, 1000)
    if (believed || ++looks > 12) clearInterval(watch)
  }, 25)
  return {
    /** @param {string} url */
    go(url) {
      left = true
      popup.location.replace(url)
    },
    stop() {
      clearInterval(watch)
      clearTimeout(grace)
    },
  }
}

/** Whether a window shows a page of another origin. @param {Window | null} window */
function isElsewhere(window) {
  try {
    return !window?.document
  } catch {
    return true
  }
}

/** In another site's frame, browsers keep a page and its popup apart. @param {string} provider */
export function checkFrame(provider) {
  if (!isElsewhere(top)) return
  const message = 'This page cannot sign you in inside another site.'
  throw new PopupError('framed', message, { provider })
}

/**
 * @param {Flow} flow
 * @param {string} provider
 * @returns {{ url: string, key: string }} key: what the provider will send back to identify the flow
 */
export function readFlow({ authorization_url, state, oauth_token }, provider) {
  const { href, protocol, searchParams } = new URL(authorization_url ?? 'none:')
  const key = state ?? oauth_token ?? searchParams.get('state') ?? searchParams.get('oauth_token')
  if (!key || !protocol.startsWith('http')) {
    throw new TypeError('begin() must return an authorization_url with a state')
  }
  const back = searchParams.get('redirect_uri')
  // A form_post goes to a server, which may be elsewhere and send the browser on.
  if (back && searchParams.get('response_mode') !== 'form_post') {
    const { origin } = new URL(back, href)
    if (origin !== location.origin) {
      const message = `The callback page is at ${origin}, not at ${location.origin}.`
      throw new PopupError('callback_origin', message, { provider })
    }
  }
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
  const { error, oauth_problem, denied } = callback
  const problem = error ?? oauth_problem ?? (denied && 'denied')
  if (!problem) return callback
  const declined = /denied|refused|cancel/.test(problem)
  const message = declined ? 'The sign-in was declined.' : 'The provider reported an error.'
  const code = declined ? 'declined' : 'provider_error'
  throw new PopupError(code, message, { provider, callback })
}

/** @param {any} element what had the focus when the window opened */
function returnFocus(element) {
  window.focus()
  if (document.activeElement === document.body) element?.focus()
}

/** The key of a callback that arrived at the app itself, because the server sent it instead. */
export const strayKey = () =>
  callbackKey(Object.fromEntries(new URLSearchParams(globalThis.location?.search)))

export const MISSING = 'The server sent the app instead of the callback page.'

const missing = strayKey()
if (missing) new BroadcastChannel('oauth-popup').postMessage({ missing })

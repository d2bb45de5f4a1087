/**
 * Where the provider sends the browser back: read the response, clean the URL, hand it over, close.
 * Loads nothing else, keeps nothing, decides nothing: the page that began checks the state.
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 */
export {}

const { origin, pathname, search, hash } = location
const query = new URLSearchParams(search)
// Of `response_mode=fragment`; and if a provider posts its response (Apple's `form_post`), the
// server moves it into the fragment.
const fragment = new URLSearchParams(hash.replace(/^#(form_post&)?/, ''))
const posted = hash.startsWith('#form_post&')
// Other fragments are none: Facebook appends `#_=_`, and a token is nothing that we asked for.
const isResponse = posted || fragment.has('code') || fragment.has('error')
const response = isResponse ? fragment : query
history.replaceState(null, '', pathname)

/** @type {Record<string, string>} */
const callback = {
  ...Object.fromEntries(response),
  redirect_uri: origin + pathname,
}
const { state, oauth_token, denied } = callback
const back = returnPath(state ?? oauth_token ?? denied ?? '')

if (self !== top) say('This page cannot be used in a frame.')
else if (!String(response)) say('There is no sign-in to finish here.')
else if (back) location.replace(`${origin}/${back.slice(1)}#oauth&${new URLSearchParams(callback)}`)
else handOver()

/**
 * Look up where redirect.js began the flow with this state. The cookie is left for it to remove.
 *
 * @param {string} key
 * @returns {string | undefined} a path
 */
function returnPath(key) {
  const prefix = location.protocol === 'https:' ? '__Host-' : '' // no sibling domain can set these
  const name = `${prefix}oauth-${encodeURIComponent(key)}=`
  const cookie = document.cookie.split('; ').find(cookie => cookie.startsWith(name))
  if (!cookie) return undefined
  try {
    const { back } = JSON.parse(decodeURIComponent(cookie.slice(name.length)))
    return typeof back === 'string' ? back : undefined
  } catch {
    return undefined // not written by redirect.js
  }
}

/** Tell every page of this origin. The one that knows the state accepts; then this window closes. */
function handOver() {
  const channel = new BroadcastChannel('oauth-popup')
  const id = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const nobody = setTimeout(
    say,
    2000,
    'No page is waiting for this sign-in anymore. Close this window and sign in again.',
  )
  channel.onmessage = ({ data }) => {
    if (data?.taken !== id) return
    clearTimeout(nobody)
    window.close()
    setTimeout(say, 500, 'Done. You can close this window.')
  }
  channel.postMessage({ id, callback, name: window.name })
}

/** @param {string} sentence */
function say(sentence) {
  const status = document.querySelector('[role=status]')
  const link = document.querySelector('a')
  document.title = sentence
  if (status) status.textContent = sentence
  if (link) {
    link.href = document.documentElement.getAttribute('data-back') ?? '/'
    link.hidden = false
  }
}

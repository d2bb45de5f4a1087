/**
 * Where the provider sends the browser back to: take the answer, clean the address, hand it over, close.
 * Loads nothing else, keeps nothing, decides nothing: the page that began checks the state.
 * SPDX-License-Identifier: 0BSD (use, copy and change it; no attribution needed)
 */
export {}

const { origin, pathname, search, hash } = location
// A provider that posts its answer (Apple's `form_post`) has it moved into the fragment by the server.
const answer = hash.startsWith('#form_post&') ? hash.slice(11) : search
history.replaceState(null, '', pathname)

/** @type {Record<string, string>} */
const callback = {
  ...Object.fromEntries(new URLSearchParams(answer)),
  redirect_uri: origin + pathname,
}
const back = wayBack(callback.state ?? callback.oauth_token ?? callback.denied ?? '')

if (self !== top) say('This page does nothing inside another page.')
else if (!answer) say('This page finishes a sign-in. There is none to finish here.')
else if (back) location.replace(`${origin}/${back.slice(1)}#oauth&${new URLSearchParams(callback)}`)
else handOver()

/**
 * Where redirect.js began the flow of this state; the cookie stays for it to take.
 *
 * @param {string} key
 * @returns {string | undefined} a path
 */
function wayBack(key) {
  const name = `oauth-${encodeURIComponent(key)}=`
  const cookie = document.cookie.split('; ').find(cookie => cookie.startsWith(name))
  return cookie && JSON.parse(decodeURIComponent(cookie.slice(name.length))).back
}

/** Tell every page of this origin. Whose state it is takes it and says so; then this window closes. */
function handOver() {
  const channel = new BroadcastChannel('oauth-popup')
  const id = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const nobody = setTimeout(
    say,
    2000,
    'No page is waiting for this sign-in any more. Close this window and sign in again.',
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
  if (status) status.textContent = document.title = sentence
  if (link) {
    link.href = document.documentElement.dataset.back ?? '/'
    link.hidden = false
  }
}

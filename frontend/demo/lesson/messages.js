/**
 * The messages between page, window and provider.
 *
 * @import { Callback, Flow } from '../../popup/popup.js'
 * @import { Facts, Message } from './recording.js'
 */
import { toneOf } from '../sign-in/recovery.js'
import { maskedBody, maskedUrl } from '../sign-in/secrets.js'
import { add, currentRecording, elapsed, lastHeard, startRecording } from './recording.js'

/** @param {string} url */
const opening = url => `window.open('${url}', 'oauth-…', 'popup,…')`

/** @param {boolean} ready the provider's URL is known, so the window opens there */
export function windowOpened(ready) {
  const label = ready ? 'open a window' : 'open a blank window'
  const text = opening(ready ? 'https://…' : 'about:blank')
  add({ from: 'page', to: 'popup', label, step: 'open', text, at: elapsed() })
}

function windowBlocked() {
  add({
    from: 'page',
    to: 'popup',
    label: 'window blocked',
    step: 'ended:popup_blocked',
    text: `${opening('…')}\n→ null`,
    at: elapsed(),
    failed: 'calm',
  })
}

/** @param {Flow} flow */
export function windowLeft({ authorization_url }) {
  const recording = currentRecording()
  if (!recording) return
  const { searchParams } = new URL(authorization_url)
  recording.posted = searchParams.get('response_mode') === 'form_post'
  add({
    from: recording.window === 'popup' ? 'popup' : 'page',
    to: 'provider',
    label: 'authorization request',
    step: searchParams.has('code_challenge') ? 'consent-pkce' : 'consent',
    text: `GET ${maskedUrl(authorization_url)}`,
    at: elapsed(),
  })
}

/**
 * The provider's response has arrived at the callback page, and from there at this page.
 *
 * @param {Callback} callback
 * @param {{ known?: boolean, tone?: Message['failed'] }} [how] known: the page recognises it as its
 *   own; tone: of a refusal
 */
export function callbackArrived(callback, { known = true, tone = 'bad' } = {}) {
  const recording = currentRecording()
  if (!recording) return
  const { redirect_uri, ...sent } = callback
  const refused = 'error' in sent || 'denied' in sent || 'oauth_problem' in sent
  const arrived = maskedUrl(`${redirect_uri}?${new URLSearchParams(sent)}`)
  const at = elapsed()
  add({
    from: 'provider',
    to: 'popup',
    label: `callback: ${namesOf(sent)}`,
    step: callbackStep(refused, recording.posted),
    text: recording.posted ? `POST ${arrived.replace('?', '\n  ')}` : `GET ${arrived}`,
    at,
    failed: refused ? tone : undefined,
  })
  const text = maskedBody({ callback })
  if (recording.window === 'this tab') {
    add({ from: 'popup', to: 'page', label: 'fragment: callback', step: 'fragment', text, at })
    return
  }
  const label = 'BroadcastChannel: callback'
  add({ from: 'popup', to: 'page', label, step: 'handover', text, at })
  const step = known ? 'taken' : 'taken-unknown'
  add({ from: 'page', to: 'popup', label: 'taken', step, text: '{ "taken": … }', at })
}

/** @param {boolean} refused @param {boolean} [posted] */
function callbackStep(refused, posted) {
  if (refused) return 'refusal'
  return posted ? 'callback-posted' : 'callback'
}

const KNOWN_NAMES = [
  'error',
  'oauth_problem',
  'denied',
  'code',
  'oauth_verifier',
  'state',
  'oauth_token',
  'iss',
]

/** @param {Record<string, string>} sent @returns {string} such as `code, state` */
function namesOf(sent) {
  const shown = KNOWN_NAMES.filter(name => name in sent).map(name => {
    const tellsWhy = name === 'error' || name === 'oauth_problem'
    return tellsWhy ? `${name}=${sent[name]?.slice(0, 30)}` : name
  })
  return shown.join(', ') || 'no known parameters'
}

/**
 * The sign-in ended without a callback that the page could use.
 *
 * @param {any} error
 * @param {Facts} facts
 * @param {number} clicked
 */
export function ended(error, facts, clicked) {
  if (error.name !== 'PopupError') return
  if (error.code === 'popup_blocked') {
    startRecording(facts, clicked)
    windowBlocked()
    return
  }
  // A second click only brings the open window to the front: it recorded nothing, and ended nothing.
  if (currentRecording()?.clicked !== clicked) return
  const tone = toneOf(error.code)
  const discarded = error.code === 'state_mismatch' ? lastHeard() : undefined
  if (error.callback) callbackArrived(error.callback, { tone })
  if (discarded) callbackArrived(discarded, { known: false })
  const party = error.code === 'popup_closed' ? 'popup' : 'page'
  add({
    from: party,
    to: party,
    label: error.code,
    step: `ended:${error.code}`,
    text: `${error.name} ${error.code}: ${error.message}`,
    at: elapsed(),
    failed: tone,
  })
}

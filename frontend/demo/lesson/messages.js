/**
 * One sign-in as a list of messages, each from one party to another, as they really happen.
 *
 * @import { Callback, Flow } from '../../popup/popup.js'
 * @typedef {'page' | 'popup' | 'api' | 'provider'} Party
 * @typedef {object} Message
 * @property {Party} from
 * @property {Party} to the same party: nothing was sent, something ended there
 * @property {string} label
 * @property {string} [aside] what is said less loudly
 * @property {string} step whose lesson it teaches
 * @property {string} [text] the real thing, secrets masked
 * @property {number} [at] milliseconds after the click; unknown where only the duration is
 * @property {number} [took] milliseconds
 * @property {'bad' | 'calm'} [failed]
 * @typedef {{ provider: string, title: string, protocol: string, window: 'popup' | 'this tab' }} Facts
 * @typedef {Facts & { clicked: number, messages: Message[], posted?: boolean }} Recording posted: the callback comes by a form
 */
import { CALM } from '../sign-in/recovery.js'
import { maskedBody, maskedUrl } from '../sign-in/secrets.js'

/** @type {Recording | undefined} the sign-in that began last: of two at a time only this one is drawn */
let recording
/** @type {Callback | undefined} what the last callback page told all pages of this origin */
let heard
/** @type {(recording: Recording) => void} */
let onMessage = () => {}

/** @param {typeof onMessage} listener */
export const onMessages = listener => {
  onMessage = listener
}

export const currentRecording = () => recording

/** The time, comparable with that of a page that was here before. */
export const now = () => performance.timeOrigin + performance.now()

/** Forget the last sign-in. @param {Facts} facts @param {number} clicked @param {Message[]} [messages] */
export function startRecording(facts, clicked, messages = []) {
  recording = { ...facts, clicked, messages }
  heard = undefined
}

/** @param {Message} message */
export function add(message) {
  if (!recording) return
  recording = { ...recording, messages: [...recording.messages, message] }
  onMessage(recording)
}

/** Milliseconds after the click. */
export const elapsed = () => now() - (recording?.clicked ?? 0)

/** @param {boolean} [blocked] */
export const popupOpened = (blocked = false) =>
  add({
    from: 'page',
    to: 'popup',
    label: blocked ? 'window blocked' : 'open a blank window',
    step: blocked ? 'ended:popup_blocked' : 'open',
    text: `window.open('about:blank', '', 'popup,…')${blocked ? '\n→ null' : ''}`,
    at: elapsed(),
    failed: blocked ? 'calm' : undefined,
  })

/** @param {Flow} flow */
export function windowLeft({ authorization_url }) {
  const asked = new URL(authorization_url).searchParams
  if (recording) recording.posted = asked.get('response_mode') === 'form_post'
  add({
    from: recording?.window === 'popup' ? 'popup' : 'page',
    to: 'provider',
    label: 'authorization request',
    step: asked.has('code_challenge') ? 'consent-pkce' : 'consent',
    text: `GET ${maskedUrl(authorization_url)}`,
    at: elapsed(),
  })
}

/** @param {Callback} callback @param {boolean} [known] whether the page takes it for its own @param {Message['failed']} [tone] of a refusal */
export function answered(callback, known = true, tone = 'bad') {
  const { redirect_uri, ...sent } = callback
  const refused = 'error' in sent || 'denied' in sent || 'oauth_problem' in sent
  const failed = refused ? tone : undefined
  const at = elapsed()
  const arrived = maskedUrl(`${redirect_uri}?${new URLSearchParams(sent)}`)
  add({
    from: 'provider',
    to: 'popup',
    label: `callback: ${inShort(sent)}`,
    step: refused ? 'refusal' : recording?.posted ? 'callback-posted' : 'callback',
    text: recording?.posted ? `POST ${arrived.replace('?', '\n  ')}` : `GET ${arrived}`,
    at,
    failed,
  })
  if (recording?.window === 'this tab') {
    add({
      from: 'popup',
      to: 'page',
      label: 'fragment: callback',
      step: 'fragment',
      text: maskedBody({ callback }),
      at,
    })
  } else {
    add({
      from: 'popup',
      to: 'page',
      label: 'BroadcastChannel: callback',
      step: 'handover',
      text: maskedBody({ callback }),
      at,
    })
    add({
      from: 'page',
      to: 'popup',
      label: 'taken',
      step: known ? 'taken' : 'taken-unknown',
      text: '{ "taken": … }',
      at,
    })
  }
}

/** @param {Record<string, string>} sent @returns {string} e.g. `code, state` */
const inShort = sent =>
  ['error', 'oauth_problem', 'denied', 'code', 'oauth_verifier', 'state', 'oauth_token', 'iss']
    .filter(name => name in sent)
    .map(name => (/error|problem/.test(name) ? `${name}=${sent[name]?.slice(0, 30)}` : name))
    .join(', ') || 'nothing that we know'

/**
 * The window came to an end without an answer that the page could use.
 *
 * @param {any} error @param {Facts} facts @param {number} clicked
 */
export function ended(error, facts, clicked) {
  if (error.name !== 'PopupError') return
  if (error.code === 'popup_blocked') {
    startRecording(facts, clicked)
    popupOpened(true)
  }
  // A second click only brings the open window to the front: it recorded nothing, and ended nothing.
  if (recording?.clicked !== clicked || error.code === 'popup_blocked') return
  const tone = CALM.has(error.code) ? 'calm' : 'bad'
  if (error.callback) answered(error.callback, true, tone)
  if (error.code === 'state_mismatch' && heard) answered(heard, false)
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

// popup.js tells nobody what it throws away; the page hears the same channel.
new BroadcastChannel('oauth-popup').addEventListener('message', ({ data }) => {
  if (data?.callback) heard = data.callback
})

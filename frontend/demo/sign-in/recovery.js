/**
 * Failures as help: what happened, whose turn it is, and the one thing to do about it.
 *
 * What the API refuses says by its `source` whose turn it is and by its `recovery` what to do
 * (social-core's words); refusals.js knows better where these two are too general.
 *
 * @import { Refusal } from './refusals.js'
 * @typedef {'you' | 'provider' | 'site'} Turn
 * @typedef {'again' | 'goOn' | 'otherAccount' | 'redirect' | 'reload' | 'signIn' | 'signOut' | 'confirm'
 *   | 'linkAnother' | 'keys'} Action
 * @typedef {object} Help
 * @property {string} sentence
 * @property {Turn} turn
 * @property {Action} action
 * @property {number} [seconds] to wait before
 * @property {'calm' | 'bad'} tone calm: the person's own choice
 * @property {string} fine for developers: the code that the sentence stands for
 */
import { OF_THE_API, OF_THE_POPUP } from './refusals.js'

/** @type {Record<Action, (title: string) => string>} */
export const ACTIONS = {
  again: () => 'Try again',
  goOn: () => 'Go on',
  otherAccount: () => 'Use another account',
  redirect: title => `Go to ${title}`,
  reload: () => 'Reload the page',
  signIn: () => 'Sign in again',
  signOut: () => 'Sign out',
  confirm: title => `Confirm with ${title}`,
  linkAnother: () => 'Link another account',
  keys: () => 'Check the keys',
}

/** @type {Record<Turn, (title: string) => string>} */
export const TURNS = {
  you: () => 'Your turn',
  provider: title => `${title}’s turn`,
  site: () => 'This site’s turn',
}

/** @type {Help} where a second window has to be asked for by a second click */
export const CONFIRMED = {
  sentence: 'Thank you, it is you. Now you can go on.',
  turn: 'you',
  action: 'goOn',
  tone: 'calm',
  fine: '',
}

/** @type {Help} whoever had got in by that account is out: a session stays, tokens do not */
export const UNLINKED = {
  sentence:
    'Unlinked. That also ended every token of yours, so that nobody stays in by that account.',
  turn: 'you',
  action: 'signIn',
  tone: 'calm',
  fine: '',
}

/** The sign-in is over, wherever it was ended. */
export const ENDED = new Set(['not_authenticated', 'token_not_valid'])

/** The person's own choice, or a question to them: no harm was done. */
export const CALM = new Set([
  'declined',
  'popup_closed',
  'popup_blocked',
  'reauthentication_required',
  'disconnect_disallowed',
  'authorization_declined',
])

/** @type {Record<string, Turn>} by social-core's `source` */
const BY_SOURCE = { session: 'you', provider_response: 'provider' }
/** @type {Record<string, Action>} by social-core's `recovery`; mostly there is nothing but to try again */
const BY_RECOVERY = { use_existing_account: 'otherAccount' }

/** RFC 6749 §4.1.2.1: what a provider answers to a request that the app got wrong. */
const MISCONFIGURED =
  /^(invalid_request|unauthorized_client|unsupported_response_type|invalid_scope)$/

/**
 * @param {any} error a PopupError, an ApiError, or a bug
 * @param {string} title the provider's
 * @returns {Help | null} null: the person gave up, nothing to say
 */
export function explain(error, title) {
  const { name, code } = error
  if (code === 'aborted') return null
  if (name === 'PopupError') {
    const key = MISCONFIGURED.test(error.callback?.error) ? 'misconfigured' : code
    return help(code, title, OF_THE_POPUP[key])
  }
  if (name === 'ApiError') {
    const { source = '', recovery = '' } = error
    const [
      sentence = () => error.message,
      turn = BY_SOURCE[source] ?? 'site',
      action = BY_RECOVERY[recovery] ?? 'again',
    ] = OF_THE_API[code] ?? []
    return {
      ...help(`${error.status} ${code}`, title, [sentence, turn, action]),
      seconds: action === 'again' ? error.retryAfter : 0,
    }
  }
  return help(String(name), title, [() => 'Something in this page went wrong.', 'site', 'reload'])
}

/** @param {string} fine @param {string} title @param {Refusal | undefined} refusal @returns {Help} */
function help(fine, title, [sentence = () => '', turn = 'you', action = 'again'] = []) {
  return {
    sentence: sentence(title),
    turn,
    action,
    tone: CALM.has(fine.replace(/^\d+ /, '')) ? 'calm' : 'bad',
    fine,
  }
}

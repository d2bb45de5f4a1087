/**
 * Failures as help: what happened, who can fix it, and the one thing to do about it.
 *
 * A problem from the API says who can fix it in its `source` and what to do in its `recovery`
 * (social-core's words). refusals.js overrides both for the codes where they are too general.
 *
 * @import { Refusal } from './refusals.js'
 * @typedef {'you' | 'provider' | 'site'} Turn who can fix it
 * @typedef {'again' | 'goOn' | 'otherAccount' | 'redirect' | 'reload' | 'signIn' | 'signOut'
 *   | 'confirm' | 'linkAnother' | 'keys'} Action
 * @typedef {object} Help
 * @property {string} sentence
 * @property {Turn} turn
 * @property {Action} action
 * @property {number} [seconds] to wait before the action
 * @property {'calm' | 'bad'} tone calm: the person's own choice
 * @property {string} fine for developers: the status and code that the sentence stands for
 */
import { OF_THE_API, OF_THE_POPUP } from './refusals.js'

/** @type {Record<Action, (title: string) => string>} */
export const ACTIONS = {
  again: () => 'Try again',
  goOn: () => 'Continue',
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
  you: () => 'Over to you',
  provider: title => `${title} has a problem`,
  site: () => 'This site has a problem',
}

/** A second window requires a second click. @type {Help} */
export const CONFIRMED = {
  sentence: 'Thanks for confirming. You can continue now.',
  turn: 'you',
  action: 'goOn',
  tone: 'calm',
  fine: '',
}

/** The sign-in is over, wherever it ended. */
export const ENDED = new Set(['not_authenticated', 'token_not_valid'])

/** The person's own choice, or a question to them: nothing went wrong. */
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
/** Mostly the only thing to do is to try again. @type {Record<string, Action>} by `recovery` */
const BY_RECOVERY = { use_existing_account: 'otherAccount' }

/** RFC 6749 §4.1.2.1: how a provider refuses a request that the app got wrong. */
const MISCONFIGURED =
  /^(invalid_request|unauthorized_client|unsupported_response_type|invalid_scope)$/

/**
 * @param {any} error a PopupError, an ApiError, or a bug
 * @param {string} title the provider's
 * @returns {Help | null} null: the person gave up, and there is nothing to say
 */
export function explain(error, title) {
  if (error.code === 'aborted') return null
  if (error.name === 'PopupError') return explainPopup(error, title)
  if (error.name === 'ApiError') return explainApi(error, title)
  return {
    sentence: 'Something in this page went wrong.',
    turn: 'site',
    action: 'reload',
    tone: 'bad',
    fine: String(error.name),
  }
}

/** @param {any} error @param {string} title @returns {Help} */
function explainPopup({ code, callback }, title) {
  const key = MISCONFIGURED.test(callback?.error) ? 'misconfigured' : code
  /** @type {Refusal} */
  const [sentence = () => '', turn = 'you', action = 'again'] = OF_THE_POPUP[key] ?? []
  return { sentence: sentence(title), turn, action, tone: toneOf(code), fine: code }
}

/** @param {any} error @param {string} title @returns {Help} */
function explainApi({ status, code, message, source, recovery, retryAfter }, title) {
  /** @type {Refusal} */
  const [
    sentence = () => message,
    turn = BY_SOURCE[source] ?? 'site',
    action = BY_RECOVERY[recovery] ?? 'again',
  ] = OF_THE_API[code] ?? []
  return {
    sentence: sentence(title),
    turn,
    action,
    seconds: action === 'again' ? retryAfter : 0,
    tone: toneOf(code),
    fine: `${status} ${code}`,
  }
}

/** @param {string} code */
export const toneOf = code => (CALM.has(code) ? 'calm' : 'bad')

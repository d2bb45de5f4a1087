/**
 * Failures as help: what happened, and the one thing to do about it.
 *
 * @typedef {'again' | 'redirect' | 'reload' | null} Recovery
 * @typedef {{ sentence: string, recovery: Recovery, tone: 'calm' | 'bad' }} Help calm: the person's own choice
 */

/** @type {Record<string, [sentence: (title: string) => string, recovery: Recovery]>} */
const OF_THE_POPUP = {
  popup_blocked: [title => `Your browser blocked the window for ${title}. You can go there in this one instead.`, 'redirect'],
  popup_closed: [title => `The window for ${title} was closed before it was done.`, 'again'],
  timeout: [title => `${title} took too long to answer.`, 'again'],
  declined: [title => `You declined at ${title}, so nothing was shared and nobody is signed in.`, 'again'],
  provider_error: [title => `${title} reported an error and did not sign you in.`, 'again'],
  state_mismatch: [title => `What came back from ${title} does not belong to this sign-in, so it was thrown away.`, 'again'],
}

const CALM = new Set(['declined', 'popup_closed', 'popup_blocked'])

/** What trying again cannot change. */
const FINAL = new Set(['account_disabled', 'authentication_disallowed', 'identity_in_use', 'disconnect_disallowed'])

/** @type {Record<Exclude<Recovery, null>, (title: string) => string>} */
export const ACTIONS = {
  again: () => 'Try again',
  redirect: title => `Go to ${title}`,
  reload: () => 'Reload the page',
}

/**
 * @param {any} error a PopupError, an ApiError, or a bug
 * @param {string} title the provider's
 * @returns {Help | null} null: the person gave up, nothing to say
 */
export function explain(error, title) {
  if (error.code === 'aborted') return null
  const known = OF_THE_POPUP[error.code]
  if (known) return { sentence: known[0](title), recovery: known[1], tone: CALM.has(error.code) ? 'calm' : 'bad' }
  if (error.name === 'ApiError') return { sentence: error.message, recovery: FINAL.has(error.code) ? null : 'again', tone: 'bad' }
  return { sentence: 'Something in this page went wrong.', recovery: 'reload', tone: 'bad' }
}

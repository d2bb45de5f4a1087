/**
 * Signing in and out, in the API's words.
 *
 * @import { Callback, Flow } from '../../popup/popup.js'
 * @import { Provider, User, Way } from './api.js'
 */
import { call, currentProof, forget, remember } from './api.js'

/** @returns {Promise<User | null>} also sets the CSRF cookie */
export const whoAmI = async () => (await call('GET', 'me/')).user

/** @returns {Promise<Provider[]>} */
export const listProviders = () => call('GET', 'login/social/providers/')

/** @type {(words: string) => Promise<Provider[]>} */
export const searchProviders = words =>
  call('GET', `login/social/providers/?search=${encodeURIComponent(words)}`)

/** @type {(provider: string, signal: AbortSignal) => Promise<Flow>} */
export const begin = (provider, signal) =>
  call('POST', `login/social/begin/${provider}/`, undefined, signal)

/**
 * @param {Way} way
 * @param {string} provider
 * @param {Callback} callback what the provider sent, unread
 * @returns {Promise<User | null>}
 */
export async function complete(way, provider, callback) {
  const { token, refresh } = await call('POST', `login/social/${way}/${provider}/`, callback)
  remember({ way, token, refresh })
  return whoAmI()
}

/** End the login where it lives: the session, the token, or the refresh token. */
export async function signOut() {
  const { refresh } = currentProof()
  await call('POST', 'logout/', refresh ? { refresh } : undefined)
  forget()
}

/** Begin a flow that links instead of signing in. @type {typeof begin} */
export const beginLink = (provider, signal) =>
  call('POST', `login/social/begin/${provider}/`, { intent: 'connect' }, signal)

/** @param {string} provider @param {Callback} callback */
export const completeLink = (provider, callback) =>
  call('POST', 'social/connections/', { ...callback, provider })

/**
 * Unlinking ends all other logins. Tokens of REST framework are shared by them, so it sends a new one.
 *
 * @param {number} id
 */
export async function unlink(id) {
  const answer = await call('DELETE', `social/connections/${id}/`)
  if (answer) remember({ way: 'token', token: answer.token })
}

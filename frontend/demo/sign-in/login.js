/**
 * Signing in and out, in the API's words.
 *
 * @import { Callback } from '../../popup/popup.js'
 * @import { Provider, User, Way } from './types.js'
 */
import { preparable } from '../../popup/popup.js'
import { call } from './api.js'
import { currentProof, forget, remember } from './credentials.js'
import { renew } from './renewal.js'

/**
 * Also sets the CSRF cookie. A JWT in a cookie that has expired counts as no cookie.
 *
 * @returns {Promise<User | null>}
 */
export async function whoAmI() {
  const { user } = await call('GET', 'me/')
  const mayHaveExpired = !user && currentProof().way === 'cookie'
  if (mayHaveExpired && (await renew())) return (await call('GET', 'me/')).user
  return user
}

/** @returns {Promise<Provider[]>} */
export const listProviders = () => call('GET', 'login/social/providers/')

/** @type {(words: string) => Promise<Provider[]>} */
export const searchProviders = words =>
  call('GET', `login/social/providers/?search=${encodeURIComponent(words)}`)

/** @param {string} provider */
const beginPath = provider => `login/social/begin/${encodeURIComponent(provider)}/`

export const begin = preparable((provider, signal) =>
  call('POST', beginPath(provider), undefined, signal),
)

/** The endpoints whose response contains the user. @type {Record<Way, string>} */
const ENDPOINTS = {
  session: 'session',
  token: 'token_user',
  jwt: 'jwt_user',
  cookie: 'jwt-cookie',
}

/** @param {unknown} way */
export const isWay = way => typeof way === 'string' && Object.hasOwn(ENDPOINTS, way)

/**
 * @param {Way} way
 * @param {string} provider
 * @param {Callback} callback what the provider sent, unread
 * @returns {Promise<User>} without connections, which the response does not contain
 */
export async function complete(way, provider, callback) {
  const path = `login/social/${ENDPOINTS[way]}/${encodeURIComponent(provider)}/`
  const { token, refresh, ...user } = await call('POST', path, callback)
  remember({ way, token, refresh })
  return { ...user, connections: null }
}

/** End the login where it lives: the session, the token, or the refresh token. */
export async function signOut() {
  const { refresh } = currentProof()
  await call('POST', 'logout/', refresh ? { refresh } : undefined)
  forget()
}

/** Begin a flow that links instead of signing in. */
export const beginLink = preparable((provider, signal) =>
  call('POST', beginPath(provider), { intent: 'connect' }, signal),
)

/** @param {string} provider @param {Callback} callback */
export const completeLink = (provider, callback) =>
  call('POST', 'social/connections/', { ...callback, provider })

/** It may replace the token. @param {number} id */
export async function unlink(id) {
  const answer = await call('DELETE', `social/connections/${id}/`)
  if (answer) remember({ way: 'token', token: answer.token })
}

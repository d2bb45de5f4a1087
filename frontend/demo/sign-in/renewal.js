/** Renew what lasts minutes: the JWT in this page's memory, or the one in a cookie. */
import { read, renewBy, send } from './api.js'
import { currentProof, forget, remember } from './credentials.js'

/** @type {Promise<boolean> | null} */
let renewing = null

/**
 * Several callers at once share one request.
 *
 * @param {boolean} [always] even if it is still valid
 * @returns {Promise<boolean>} false: there is nothing to renew, or it was refused
 */
export function renew(always = false) {
  renewing ??= renewOnce(always).finally(() => {
    renewing = null
  })
  return renewing
}

/** @param {boolean} always */
async function renewOnce(always) {
  const { way, refresh } = currentProof()
  if (way === 'cookie') return oneTabAtATime(() => renewCookies(always))
  return refresh ? exchangeRefreshToken(refresh) : false
}

/** A refresh token works once and is exchanged for a new pair. @param {string} refresh */
async function exchangeRefreshToken(refresh) {
  const response = await send('POST', 'token/refresh/', { refresh })
  if (response.status === 401) return refused()
  const { access, refresh: next } = read(response)
  remember({ way: 'jwt', token: access, refresh: next ?? refresh })
  return true
}

/**
 * All tabs share the cookies, and a refresh token that is used twice ends the sign-in, so ask first
 * whether another tab has renewed them.
 *
 * @param {boolean} always
 */
async function renewCookies(always) {
  if (!always && read(await send('GET', 'me/')).user) return true
  const response = await send('POST', 'login/social/jwt-cookie/refresh/')
  if (response.status === 401) return refused()
  read(response)
  return true
}

function refused() {
  forget()
  return false
}

/** On plain http a browser has no locks. @param {() => Promise<boolean>} act */
const oneTabAtATime = act => (navigator.locks ? navigator.locks.request('renew', act) : act())

renewBy(renew)

/**
 * The API over HTTP: JSON in and out, failures as `ApiError`, and the proof of who is signed in,
 * which is kept in memory only.
 *
 * @import { Exchange, Proof } from './types.js'
 */

/** The API's refusal (RFC 9457): `code` is the contract, `message` a sentence for people. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {Record<string, string>} [problem]
   * @param {number} [retryAfter] seconds
   */
  constructor(
    status,
    { code = 'unexpected', detail, source, recovery, ...more } = {},
    retryAfter = 0,
  ) {
    super(detail ?? 'The API sent a response that this page does not understand.')
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.source = source
    this.recovery = recovery
    this.partialToken = more.partial_token
    this.retryAfter = retryAfter
  }
}

/** The API's address: a path on this origin, or an origin of its own. */
const base = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=api]')).content
const sameOrigin = base.startsWith('/')

/** The cookie's name tells the scheme: with both on one host, https sees both cookies. */
const csrfCookie =
  location.protocol === 'https:' ? /(?:^|; )__Host-csrftoken=([^;]+)/ : /(?:^|; )csrftoken=([^;]+)/

/** @type {Proof} */
let proof = { way: 'session' }
let csrf = ''
/** @type {(exchange: Exchange) => void} */
let observer = () => {}

/**
 * Call `next` with each request when it leaves, and with the same exchange once it is answered.
 *
 * @param {typeof observer} next
 */
export function observe(next) {
  observer = next
}

export const currentProof = () => proof

/** @param {Proof} next */
export function remember(next) {
  proof = next
}

export const forget = () => remember({ way: 'session' })

/**
 * @param {string} method
 * @param {string} path below /api/
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} the JSON of the response, or null if it has no body
 */
export async function call(method, path, body, signal) {
  let response = await send(method, path, body, signal)
  if (response.status === 401 && proof.refresh && (await renew())) {
    response = await send(method, path, body, signal)
  }
  return read(response)
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ status: number, answer: any, retryAfter: number }>}
 */
async function send(method, path, body, signal) {
  /** @type {Exchange} */
  const exchange = { method, path, headers: headersFor(method, body), body }
  observer(exchange)
  try {
    const response = await fetch(base + path, {
      method,
      headers: exchange.headers,
      body: body && JSON.stringify(body),
      credentials: 'include',
      signal,
    })
    exchange.status = response.status
    exchange.received = Object.fromEntries(response.headers)
    if (response.status === 204) exchange.answer = null
    else exchange.answer = await response.json().catch(() => undefined)
    const retryAfter = Number(response.headers.get('Retry-After'))
    return { status: response.status, answer: exchange.answer, retryAfter }
  } catch (error) {
    if (signal?.aborted) throw error
    exchange.status = 0
    throw new ApiError(0, { code: 'offline', detail: 'The API cannot be reached.' })
  } finally {
    if (exchange.status !== undefined) observer(exchange)
  }
}

/** @param {string} method @param {object} [body] */
function headersFor(method, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' }
  if (body) headers['Content-Type'] = 'application/json'
  if (method !== 'GET') headers['X-CSRFToken'] = csrfToken()
  if (proof.token) {
    headers.Authorization = `${proof.way === 'jwt' ? 'Bearer' : 'Token'} ${proof.token}`
  }
  return headers
}

/** Read each time: Django changes it at sign-in, in any tab. On another origin it is unreadable. */
function csrfToken() {
  const cookie = sameOrigin && document.cookie.match(csrfCookie)?.[1]
  return cookie || csrf
}

/** @param {{ status: number, answer: any, retryAfter: number }} response */
function read({ status, answer, retryAfter }) {
  if (status >= 400 || answer === undefined) throw new ApiError(status, answer, retryAfter)
  csrf = answer?.csrf_token ?? csrf
  return answer
}

/** @type {Promise<boolean> | null} */
let renewing = null

/** Renew the JWT; several callers at once share one request. False: refused, and signed out. */
export function renew() {
  renewing ??= exchangeRefreshToken().finally(() => {
    renewing = null
  })
  return renewing
}

/** A refresh token works once and is exchanged for a new pair. */
async function exchangeRefreshToken() {
  const { refresh } = proof
  const response = await send('POST', 'token/refresh/', { refresh })
  if (response.status === 401) {
    forget()
    return false
  }
  const { access, refresh: next } = read(response)
  remember({ way: 'jwt', token: access, refresh: next ?? refresh })
  return true
}

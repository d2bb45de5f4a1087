/**
 * The API over HTTP: JSON in and out, failures as `ApiError`.
 *
 * @import { Exchange } from './types.js'
 */
import { currentProof } from './credentials.js'

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

let csrf = ''
/** @type {() => Promise<boolean>} */
let renew = async () => false
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

/**
 * Call `next` when a request is refused because nobody is signed in; if it returns true, the request
 * is sent again.
 *
 * @param {typeof renew} next
 */
export function renewBy(next) {
  renew = next
}

/**
 * @param {string} method
 * @param {string} path below /api/
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} the JSON of the response, or null if it has no body
 */
export async function call(method, path, body, signal) {
  let response = await send(method, path, body, signal)
  if (response.status === 401 && (await renew())) {
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
export async function send(method, path, body, signal) {
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
  const { way, token } = currentProof()
  if (token) {
    headers.Authorization = `${way === 'jwt' ? 'Bearer' : 'Token'} ${token}`
  }
  return headers
}

/** Read each time: Django changes it at sign-in, in any tab. On another origin it is unreadable. */
function csrfToken() {
  const cookie = sameOrigin && document.cookie.match(csrfCookie)?.[1]
  return cookie || csrf
}

/** @param {{ status: number, answer: any, retryAfter: number }} response */
export function read({ status, answer, retryAfter }) {
  if (status >= 400 || answer === undefined) throw new ApiError(status, answer, retryAfter)
  csrf = answer?.csrf_token ?? csrf
  return answer
}

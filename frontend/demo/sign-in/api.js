/**
 * The API over HTTP: who we are (in memory only), JSON in and out, failures as `ApiError`.
 *
 * @typedef {'session' | 'token' | 'jwt'} Way how to stay signed in
 * @typedef {{ way: Way, token?: string, refresh?: string }} Proof what shows the API who we are
 * @typedef {{ id: number, provider: string, uid: string, title: string }} Connection
 * @typedef {{ id: number, username: string, first_name: string, last_name: string, email: string,
 *   connections: Connection[] }} User
 * @typedef {{ method: string, path: string, headers: Record<string, string>, body?: object, status?: number,
 *   answer?: unknown, received?: Record<string, string> }} Exchange one request and, once it is there, its answer; status 0: none came
 * @typedef {{ status: number, answer: any, retryAfter: number }} Response
 * @typedef {{ name: string, title: string, protocol: 'oauth1' | 'oauth2' | 'oidc', icon: string | null,
 *   mock: boolean, redirect_uri: string }} Provider
 */

/** The API's refusal (RFC 9457): `code` is the contract, `message` a sentence for people. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, source?: string, recovery?: string }} [problem]
   * @param {number} [retryAfter] seconds
   */
  constructor(status, { code = 'unexpected', detail, source, recovery } = {}, retryAfter = 0) {
    super(detail ?? 'The API gave an answer that this page does not understand.')
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.source = source
    this.recovery = recovery
    this.retryAfter = retryAfter
  }
}

/** Where the API is: here, or at an origin of its own. */
const base = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=api]')).content
const sameOrigin = base.startsWith('/')

/** @type {Proof} */
let proof = { way: 'session' }
let csrf = ''
/** @type {(exchange: Exchange) => void} */
let observer = () => {}

/** Be told of each request when it leaves, and of the same exchange again when it is answered. @param {typeof observer} next */
export const observe = next => {
  observer = next
}

export const currentProof = () => proof

/** @param {Proof} next */
export const remember = next => {
  proof = next
}

export const forget = () => remember({ way: 'session' })

/**
 * @param {string} method
 * @param {string} path below /api/
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} the answer's JSON, or null where there is none
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
 * @returns {Promise<Response>}
 */
async function send(method, path, body, signal) {
  /** @type {Record<string, string>} */
  const headers = {
    Accept: 'application/json',
    ...(body && { 'Content-Type': 'application/json' }),
    ...(method !== 'GET' && { 'X-CSRFToken': csrfToken() }),
    ...(proof.token && {
      Authorization: `${proof.way === 'jwt' ? 'Bearer' : 'Token'} ${proof.token}`,
    }),
  }
  /** @type {Exchange} */
  const exchange = { method, path, headers, body }
  observer(exchange)
  try {
    const response = await fetch(base + path, {
      method,
      signal,
      headers,
      credentials: 'include',
      body: body && JSON.stringify(body),
    })
    const answer = response.status === 204 ? null : await response.json().catch(() => undefined)
    observer(
      Object.assign(exchange, {
        status: response.status,
        answer,
        received: Object.fromEntries(response.headers),
      }),
    )
    return {
      status: response.status,
      answer,
      retryAfter: Number(response.headers.get('Retry-After')),
    }
  } catch (error) {
    if (signal?.aborted) throw error
    observer(Object.assign(exchange, { status: 0 }))
    throw new ApiError(0, { code: 'offline', detail: 'The API cannot be reached.' })
  }
}

/** @param {Response} response */
function read({ status, answer, retryAfter }) {
  if (status >= 400 || answer === undefined) throw new ApiError(status, answer, retryAfter)
  csrf = answer?.csrf_token ?? csrf
  return answer
}

/** @type {Promise<boolean> | null} */
let renewing = null

/** Swap the refresh token, which works once, for a new pair. False: refused, and the sign-in is over. */
export const renew = () =>
  (renewing ??= swap().finally(() => {
    renewing = null
  }))

async function swap() {
  const { refresh } = proof
  const response = await send('POST', 'token/refresh/', { refresh })
  if (response.status === 401) return (forget(), false)
  const { access, refresh: next } = read(response)
  remember({ way: 'jwt', token: access, refresh: next ?? refresh })
  return true
}

/** Read each time: Django changes it at sign-in, in whichever tab. Another origin's cookie cannot be read. */
const csrfToken = () => (sameOrigin && document.cookie.match(csrfCookie)?.[1]) || csrf

/** The name tells the scheme: with both on one host, https sees both cookies. */
const csrfCookie =
  location.protocol === 'https:' ? /(?:^|; )__Host-csrftoken=([^;]+)/ : /(?:^|; )csrftoken=([^;]+)/

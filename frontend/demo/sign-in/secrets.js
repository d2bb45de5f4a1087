/**
 * Masks for what the page shows of requests and responses, so that nobody reads a secret over a
 * shoulder or in a screenshot.
 */

/** What a URL or a request may show in full. Every other value is masked, known or not. */
const PLAIN = new Set([
  'access_type',
  'client_id',
  'code_challenge_method',
  'error',
  'error_description',
  'intent',
  'iss',
  'oauth_problem',
  'prompt',
  'protocol',
  'provider',
  'redirect_uri',
  'response_mode',
  'response_type',
  'scope',
])
/** What to hide in the API's own responses. */
const SECRET = new Set([
  'access',
  'csrf_token',
  'nonce',
  'oauth_token',
  'partial_token',
  'refresh',
  'state',
  'token',
])

/** Leave enough to recognise it again, too little to use it. @param {string} value */
const mask = value =>
  value.length > 12 ? `${value.slice(0, 4)}… (${value.length} characters)` : '…'

/** @param {string} header such as `Authorization: Token abc`, whose last word is the secret */
export const maskedHeader = header => header.replace(/\S+$/, mask)

/** @param {unknown} body of a request @returns {string} */
export const maskedBody = body => maskedJson(body, name => !PLAIN.has(name))

/** @param {unknown} answer of the API @returns {string} */
export const maskedAnswer = answer => maskedJson(answer, name => SECRET.has(name))

/** @param {unknown} value @param {(name: string) => boolean} isSecret */
function maskedJson(value, isSecret) {
  /** @param {string} name @param {unknown} inner */
  const replace = (name, inner) => {
    if (typeof inner !== 'string') return inner
    if (name === 'authorization_url') return maskedUrl(inner, '')
    return isSecret(name) ? mask(inner) : inner
  }
  return JSON.stringify(value, replace, 2)
}

/**
 * Without percent-encoding, for people to read.
 *
 * @param {string} address
 * @param {string} [gap] between its parameters
 */
export function maskedUrl(address, gap = '\n  ') {
  const { origin, pathname, searchParams } = new URL(address)
  const pairs = [...searchParams].map(([name, value], index) => {
    const shown = PLAIN.has(name) ? value : mask(value)
    return `${index === 0 ? '?' : '&'}${name}=${shown}`
  })
  return [origin + pathname, ...pairs].join(gap)
}

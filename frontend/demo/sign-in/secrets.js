/** What an address or a request may show in full. Every other value there is masked, known or not. */
const PLAIN =
  /^(client_id|redirect_uri|response_type|response_mode|scope|provider|protocol|prompt|access_type|code_challenge_method|iss|error|error_description|oauth_problem|intent)$/
/** What the API's own answers hide. */
const SECRET = /^(state|token|access|refresh|oauth_token|csrf_token)$/

/** Enough to recognise it further down, too little to use it. @param {string} value */
const mask = value =>
  value.length > 12 ? `${value.slice(0, 4)}… (${value.length} characters)` : '…'

/** @param {string} header such as `Authorization: Token abc`, whose last word is the secret */
export const maskedHeader = header => header.replace(/\S+$/, mask)

/** @param {unknown} body of a request @returns {string} */
export const maskedBody = body => json(body, name => !PLAIN.test(name))

/** @param {unknown} answer of the API @returns {string} */
export const maskedAnswer = answer => json(answer, name => SECRET.test(name))

/** @param {unknown} value @param {(name: string) => boolean} isSecret */
const json = (value, isSecret) =>
  JSON.stringify(
    value,
    (name, inner) => {
      if (typeof inner !== 'string') return inner
      if (name === 'authorization_url') return maskedUrl(inner, '')
      return isSecret(name) ? mask(inner) : inner
    },
    2,
  )

/** Unquoted, for people to read. @param {string} address @param {string} [gap] between its parameters */
export function maskedUrl(address, gap = '\n  ') {
  const { origin, pathname, searchParams } = new URL(address)
  const pairs = [...searchParams].map(
    ([name, value]) => `${name}=${PLAIN.test(name) ? value : mask(value)}`,
  )
  return [origin + pathname, ...pairs.map((pair, index) => `${index ? '&' : '?'}${pair}`)].join(gap)
}

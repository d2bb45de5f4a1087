/** What is shown of a secret: enough to recognise it further down, too little to use it. */
const SECRET = /^(code|state|nonce|token|access|refresh|oauth_token|oauth_verifier|denied|code_challenge|csrf_token)$/

/** @param {string} value */
const mask = value => value.length > 12 ? `${value.slice(0, 4)}… (${value.length} characters)` : '…'

/** @param {unknown} value text, or anything that JSON can say @returns {string} */
export const masked = value => typeof value === 'string'
  ? value.replace(/\S+$/, mask)
  : JSON.stringify(value, (name, inner) => {
    if (name === 'authorization_url') return maskedUrl(inner)
    return typeof inner === 'string' && SECRET.test(name) ? mask(inner) : inner
  }, 2)

/** One parameter a line, unquoted: people read it. @param {string} address */
export function maskedUrl(address) {
  const { origin, pathname, searchParams } = new URL(address)
  const lines = [...searchParams].map(([name, value]) => `${name}=${SECRET.test(name) ? mask(value) : value}`)
  return [origin + pathname, ...lines.map((line, index) => `  ${index ? '&' : '?'}${line}`)].join('\n')
}

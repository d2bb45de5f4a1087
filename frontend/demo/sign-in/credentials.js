/**
 * The proof of who is signed in, in this page's memory only.
 *
 * @import { Proof } from './types.js'
 */

/**
 * Cookies that scripts cannot read survive a reload, but not what this page knows of them. So it
 * notes in a cookie of its own that there is a JWT in one; no note means a session, or nobody.
 */
const NOTE = 'signed-in-by-jwt-cookie'

/** @type {Proof} */
let proof = { way: document.cookie.includes(NOTE) ? 'cookie' : 'session' }

export const currentProof = () => proof

/** @param {Proof} next */
export function remember(next) {
  const hasNote = proof.way === 'cookie'
  proof = next
  if (hasNote !== (next.way === 'cookie')) note(!hasNote)
}

/** @param {boolean} wanted */
function note(wanted) {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  const seconds = wanted ? 30 * 24 * 3600 : 0
  document.cookie = `${NOTE}=; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`
}

export const forget = () => remember({ way: 'session' })

/**
 * What each next request carries, and for how long: a JWT counts down and renews itself in time.
 *
 * @import { Proof } from './api.js'
 */
import { currentProof, renew } from './api.js'
import { masked } from './secrets.js'

const RENEW_BEFORE = 15 // seconds

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)

/** @type {number | undefined} */
let clock

/** Show the proof that is in use from now on, or stop if there is none. @param {boolean} signedIn */
export function showProof(signedIn) {
  clearInterval(clock)
  const proof = currentProof()
  for (const column of document.querySelectorAll('th[data-way]')) {
    const used = signedIn && /** @type {HTMLElement} */ (column).dataset.way === proof.way
    used ? column.setAttribute('aria-current', 'true') : column.removeAttribute('aria-current')
  }
  if (!signedIn) return
  find('[data-carries]').textContent = carries(proof)
  find('[data-renew]').hidden = proof.way !== 'jwt'
  tick()
  if (proof.way === 'jwt') clock = setInterval(tick, 1000)
}

export async function renewNow() {
  await renew()
  showProof(true)
}

/** @param {Proof} proof */
const carries = ({ way, token = '' }) => way === 'session'
  ? 'Cookie: sessionid=… (which this page cannot read)'
  : masked(`Authorization: ${way === 'jwt' ? 'Bearer' : 'Token'} ${token}`)

function tick() {
  const { way, token = '' } = currentProof()
  const lasts = find('[data-lasts]')
  if (way === 'session') lasts.textContent = 'Outlives a reload. Ends when you sign out.'
  if (way === 'token') lasts.textContent = 'Gone with a reload. Ends when you sign out.'
  if (way !== 'jwt') return
  const seconds = Math.max(0, Math.round(expiry(token) - Date.now() / 1000))
  lasts.textContent = `Expires in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}, and is renewed before.`
  if (seconds === RENEW_BEFORE) renewNow()
}

/** A JWT can be read by anybody who holds it (RFC 7519 §4.1.4). @param {string} token */
function expiry(token) {
  const payload = token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? ''
  return JSON.parse(atob(payload)).exp
}

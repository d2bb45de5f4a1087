/**
 * What each next request carries, and for how long: a JWT counts down and is renewed in time.
 *
 * @import { Proof } from './api.js'
 */
import { currentProof } from './api.js'
import { clockOf } from './countdown.js'
import { maskedHeader } from './secrets.js'

const RENEW_BEFORE = 15 // seconds, or a quarter of a short life

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)

/** @type {number | undefined} */
let clock
/** The JWT that is counted, when it ends and when it is renewed: by this computer's clock, right or wrong. */
let counted = '',
  ends = 0,
  due = 0
/** @type {() => unknown} */
let renewal = () => {}

/** @param {typeof renewal} act what to do when it is time to renew */
export const whenDue = act => {
  renewal = act
}

/** Show the proof that is in use from now on, or stop if there is none. @param {boolean} signedIn */
export function showProof(signedIn) {
  clearInterval(clock)
  const proof = currentProof()
  for (const cell of document.querySelectorAll('th[data-way]')) {
    const used = signedIn && /** @type {HTMLElement} */ (cell).dataset.way === proof.way
    used ? cell.setAttribute('aria-current', 'true') : cell.removeAttribute('aria-current')
  }
  find('[data-left]').textContent = ''
  if (!signedIn) return
  find('[data-carries]').textContent = carries(proof)
  find('[data-lasts]').textContent =
    proof.way === 'session'
      ? 'Outlives a reload. Ends when you sign out.'
      : 'Gone with a reload. Ends when you sign out.'
  find('[data-renew]').hidden = proof.way !== 'jwt'
  if (proof.way !== 'jwt') return
  count(proof.token ?? '')
  tick()
  clock = setInterval(tick, 1000)
}

/** @param {Proof} proof */
const carries = ({ way, token = '' }) =>
  way === 'session'
    ? 'Cookie: sessionid=… (which this page cannot read)'
    : maskedHeader(`Authorization: ${way === 'jwt' ? 'Bearer' : 'Token'} ${token}`)

/** @param {string} token */
function count(token) {
  if (token === counted) return
  const life = lifetime(token)
  counted = token
  ends = Date.now() / 1000 + life
  due = ends - Math.min(RENEW_BEFORE, life / 4)
}

function tick() {
  const now = Date.now() / 1000
  const seconds = Math.max(0, Math.round(ends - now))
  find('[data-lasts]').textContent = seconds
    ? `Expires in ${clockOf(seconds)}, and is renewed before.`
    : 'Has expired, and is about to be renewed.'
  find('[data-left]').textContent = ` (${clockOf(seconds)} left)`
  if (now < due) return
  due = now + RENEW_BEFORE // if that fails
  renewal()
}

/** A JWT can be read by anybody who holds it (RFC 7519 §4.1). @param {string} token @returns {number} seconds */
function lifetime(token) {
  const payload = token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? ''
  const { exp, iat } = JSON.parse(atob(payload))
  return exp - iat
}

/**
 * What every request now carries, and for how long: a JWT counts down and is renewed in time.
 *
 * @import { Proof } from './types.js'
 */
import { currentProof } from './credentials.js'
import { clockOf } from './countdown.js'
import { maskedHeader } from './secrets.js'

const RENEW_BEFORE = 15 // seconds, or a quarter of a short life

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)

/** @type {number | undefined} */
let clock
/** The JWT that is counted down. */
let counted = ''
/** When it expires, and when it is renewed: by this computer's clock, right or wrong. */
let ends = 0
let due = 0
/** @type {() => unknown} */
let renewal = () => {}

/** @param {typeof renewal} act what to do when it is time to renew */
export function whenDue(act) {
  renewal = act
}

/** Show the proof that is in use from now on, or stop if there is none. @param {boolean} signedIn */
export function showProof(signedIn) {
  clearInterval(clock)
  const proof = currentProof()
  for (const cell of document.querySelectorAll('th[data-way]')) {
    const inUse = signedIn && cell.getAttribute('data-way') === proof.way
    if (inUse) cell.setAttribute('aria-current', 'true')
    else cell.removeAttribute('aria-current')
  }
  find('[data-left]').textContent = ''
  if (!signedIn) return
  find('[data-carries]').textContent = headerOf(proof)
  find('[data-renew]').hidden = proof.way !== 'jwt' && proof.way !== 'cookie'
  if (proof.way === 'jwt') startClock(proof.token ?? '')
  else find('[data-lasts]').textContent = LASTS[proof.way]
}

const LASTS = {
  session: 'Survives a reload. Ends when you sign out.',
  token: 'Does not survive a reload. Ends when you sign out.',
  cookie: 'Survives a reload. Lasts minutes; renewed when the API no longer accepts it.',
}

/** @param {Proof} proof */
function headerOf({ way, token = '' }) {
  if (way === 'session') return 'Cookie: sessionid=… (which this page cannot read)'
  if (way === 'cookie') return 'Cookie: social_access=… (a JWT, which this page cannot read)'
  return maskedHeader(`Authorization: ${way === 'jwt' ? 'Bearer' : 'Token'} ${token}`)
}

/** @param {string} token */
function startClock(token) {
  if (token !== counted) {
    const life = lifetime(token)
    counted = token
    ends = Date.now() / 1000 + life
    due = ends - Math.min(RENEW_BEFORE, life / 4)
  }
  tick()
  clock = setInterval(tick, 1000)
}

function tick() {
  const now = Date.now() / 1000
  const seconds = Math.max(0, Math.round(ends - now))
  const left = clockOf(seconds)
  find('[data-lasts]').textContent =
    seconds > 0
      ? `Expires in ${left}; renewed automatically before then.`
      : 'Expired; about to be renewed.'
  find('[data-left]').textContent = ` (${left} left)`
  if (now < due) return
  due = now + RENEW_BEFORE // if it fails
  renewal()
}

/**
 * Anybody who holds a JWT can read it (RFC 7519 §4.1).
 *
 * @param {string} token
 * @returns {number} seconds
 */
function lifetime(token) {
  const payload = token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? ''
  const { exp, iat } = JSON.parse(atob(payload))
  return exp - iat
}

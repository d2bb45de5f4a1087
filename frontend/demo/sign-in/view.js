/**
 * State in, document out.
 *
 * @import { Connection, Provider, User, Way } from './types.js'
 * @import { Help } from './recovery.js'
 * @typedef {object} State
 * @property {boolean} loading
 * @property {Provider[]} providers
 * @property {Provider[]} found by the search
 * @property {string} foundWords how many those are, in words
 * @property {User | null} user
 * @property {string[]} waiting names of the providers whose window is open
 * @property {string} status
 * @property {(Help & { whose: string, label: string, act: () => unknown }) | null} problem
 */
import { countDown } from './countdown.js'
import { fillConnections, fillLinks, fillProfile, fillProviders } from './lists.js'

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)

/** @param {State} state */
export function render(state) {
  showCard(state)
  fillProviders(find('[data-providers]'), state.providers)
  fillProviders(find('[data-found]'), state.found)
  say(find('[data-found-words]'), state.foundWords)
  showWaiting(state.waiting)
  drawMonogram(state.user)
  if (state.user) {
    fillProfile(find('[data-profile]'), profileOf(state.user))
    showConnections(state.user.connections, state.providers)
  }
  if (state.problem !== shownProblem) showProblem(state.problem)
}

/** @param {State} state */
function showCard({ loading, providers, user, status, problem }) {
  const hasNone = !loading && !problem && providers.length === 0
  find('[data-card]').ariaBusy = String(loading)
  find('[data-signed-in]').hidden = !user
  find('[data-signed-out]').hidden = Boolean(user)
  find('[data-none]').hidden = !hasNone
  find('.another').hidden = hasNone
  const mocksGoogle = providers.some(({ name, mock }) => name === 'google-oauth2' && mock)
  find('.one-tap').hidden = !mocksGoogle
  find('[data-ways]').hidden = Boolean(user) || hasNone
  find('[data-ways]').disabled = Boolean(status)
  find('[data-sign-out]').hidden = !user
  find('[data-title]').textContent = user ? `Hello, ${user.first_name || user.username}` : 'Sign in'
  find('[data-tries]').hidden = !providers.some(({ mock }) => mock)
  const signedIn = user ? `Signed in as ${nameOf(user)}` : ''
  say(find('[role=status]'), status || signedIn)
  find('[role=status]').dataset.busy = String(Boolean(status))
}

/** @param {Connection[] | null} connections null: not known yet @param {Provider[]} providers */
function showConnections(connections, providers) {
  fillConnections(find('[data-connections]'), connections ?? [], providers)
  fillLinks(find('[data-link]'), providers, connections ?? [])
  find('[data-link]').disabled = !connections
  find('[data-link-it]').disabled = !connections
  find('[data-link-another]').hidden = find('[data-link]').options.length === 0
}

/** @param {string[]} waiting */
function showWaiting(waiting) {
  find('[data-cancel]').hidden = waiting.length === 0
  find('[data-link-it]').ariaBusy = String(waiting.length > 0)
  for (const button of document.querySelectorAll('[data-provider]')) {
    const provider = button.getAttribute('data-provider') ?? ''
    button.ariaBusy = String(waiting.includes(provider))
  }
}

/** @type {State['problem']} */
let shownProblem = null

/** @param {State['problem']} problem */
function showProblem(problem) {
  shownProblem = problem
  const box = find('[data-problem]')
  box.hidden = !problem
  box.dataset.tone = problem?.tone ?? ''
  find('[data-turn]').textContent = problem?.whose ?? ''
  find('[data-sentence]').textContent = problem?.sentence ?? ''
  find('[data-fine]').textContent = problem?.fine ?? ''
  const recover = find('[data-recover]')
  recover.querySelector('span').textContent = problem?.label ?? ''
  countDown(recover, find('[data-countdown]'), problem?.seconds ?? 0)
}

/** @returns {Way} */
export const chosenWay = () => find('[name=way]:checked').value

/** @param {Way} way */
export function chooseWay(way) {
  find(`[name=way][value=${way}]`).checked = true
}

/** @returns {string} the provider to link */
export const chosenLink = () => find('[data-link]').value

/** Move the focus to what somebody who cannot see the page should hear next. @param {string} selector */
export const focusOn = selector => find(selector)?.focus()

/** @param {User} user */
export const nameOf = ({ first_name, last_name, username }) =>
  `${first_name} ${last_name}`.trim() || username

/** @param {User} user @returns {[term: string, value: string][]} */
const profileOf = user => [
  ['Name', nameOf(user)],
  ['User name', user.username],
  ['E-mail', user.email || 'not shared'],
]

/** Leave equal text alone, so that it is not read out again. @param {Element} element @param {string} text */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** Initials on a hue of their own: a picture would need a request to another host. @param {User | null} user */
function drawMonogram(user) {
  const monogram = find('.monogram')
  monogram.hidden = !user
  if (!user) return
  const initials = nameOf(user).match(/(?<!\p{L})\p{L}/gu) ?? []
  monogram.textContent = initials.slice(0, 2).join('')
  monogram.style.setProperty('--hue', String(hueOf(user.username)))
}

/** @param {string} text @returns {number} degrees, the same for the same text */
function hueOf(text) {
  let hash = 7
  for (const letter of text) hash = hash * 31 + (letter.codePointAt(0) ?? 0)
  return hash % 360
}

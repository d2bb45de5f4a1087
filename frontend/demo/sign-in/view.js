/**
 * State in, document out. The only module that touches elements.
 *
 * @import { Connection, Provider, User, Way } from './api.js'
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

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)

/** @param {State} state */
export function render({ loading, providers, found, foundWords, user, waiting, status, problem }) {
  find('[data-card]').ariaBusy = String(loading)
  find('[data-signed-in]').hidden = !user
  find('[data-signed-out]').hidden = Boolean(user)
  find('[data-ways]').hidden = Boolean(user)
  find('[data-ways]').disabled = Boolean(status)
  find('[data-sign-out]').hidden = !user
  find('[data-title]').textContent = user ? `Hello, ${user.first_name || user.username}` : 'Sign in'
  say(find('[role=status]'), status || (user ? `Signed in as ${nameOf(user)}` : ''))
  find('[role=status]').dataset.busy = String(Boolean(status))
  find('[data-cancel]').hidden = !waiting.length
  find('[data-tries]').hidden = !providers.some(({ mock }) => mock)

  fill('[data-providers]', providers, 'provider', showProvider)
  fill('[data-found]', found, 'provider', showProvider)
  say(find('[data-found-words]'), foundWords)
  for (const button of document.querySelectorAll('[data-provider]')) {
    button.ariaBusy = String(
      waiting.includes(/** @type {HTMLElement} */ (button).dataset.provider ?? ''),
    )
  }
  find('[data-link-it]').ariaBusy = String(waiting.length > 0)
  drawMonogram(user)
  if (user) {
    fill('[data-profile]', facts(user), 'fact', showFact)
    fill(
      '[data-connections]',
      user.connections.map(each => ({ ...each, icon: iconOf(each, providers) })),
      'connection',
      showConnection,
    )
    offerLinks(providers, user.connections)
  }
  if (problem !== shownProblem) showProblem((shownProblem = problem))
}

/** @type {State['problem']} */
let shownProblem = null

/** @param {State['problem']} problem */
function showProblem(problem) {
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
export const chooseWay = way => {
  find(`[name=way][value=${way}]`).checked = true
}

/** Move the focus to what a person who cannot see the page should hear next. @param {string} selector */
export const focusOn = selector => find(selector)?.focus()

/** @param {User} user */
export const nameOf = ({ first_name, last_name, username }) =>
  `${first_name} ${last_name}`.trim() || username

/** Leave equal text alone, so that it is not read out again. @param {Element} element @param {string} text */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/**
 * Build a list from its template, and only when it has changed: a button keeps its focus.
 *
 * @template T
 * @param {string} selector
 * @param {T[]} items
 * @param {string} template
 * @param {(node: DocumentFragment, item: T) => void} show
 */
function fill(selector, items, template, show) {
  const list = find(selector)
  const shown = JSON.stringify(items)
  if (list.dataset.shown === shown) return
  list.dataset.shown = shown
  list.replaceChildren(
    ...items.map(item => {
      const node = find(`[data-template=${template}]`).content.cloneNode(true)
      show(node, item)
      return node
    }),
  )
}

/** @param {any} node @param {Provider} provider */
function showProvider(node, { name, title, icon, mock }) {
  node.querySelector('button').dataset.provider = name
  node.querySelector('[data-name]').textContent = title
  node.querySelector('small').hidden = mock
  showIcon(node, icon, title)
}

/** Its icon, or its first letter. @param {any} node @param {string | null} icon @param {string} title */
function showIcon(node, icon, title) {
  const [image, initial] = [node.querySelector('img'), node.querySelector('.initial')]
  image.hidden = !icon
  initial.hidden = Boolean(icon)
  initial.textContent = [...title][0]
  if (icon) image.src = icon
}

/** Initials on a hue of their own: a picture would mean a request to another host. @param {User | null} user */
function drawMonogram(user) {
  const monogram = find('.monogram')
  monogram.hidden = !user
  if (!user) return
  monogram.textContent = (nameOf(user).match(/(?<!\p{L})\p{L}/gu) ?? []).slice(0, 2).join('')
  monogram.style.setProperty(
    '--hue',
    String(
      [...user.username].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % 360,
    ),
  )
}

/** @param {User} user @returns {[string, string][]} */
const facts = user => [
  ['Name', nameOf(user)],
  ['User name', user.username],
  ['E-mail', user.email || 'none given'],
]

/** @param {any} node @param {[string, string]} fact */
function showFact(node, [term, value]) {
  node.querySelector('dt').textContent = term
  node.querySelector('dd').textContent = value
}

/** @param {Connection} connection @param {Provider[]} providers */
const iconOf = ({ provider }, providers) =>
  providers.find(({ name }) => name === provider)?.icon ?? null

/** @param {any} node @param {Connection & { icon: string | null }} connection */
function showConnection(node, { id, title, uid, icon }) {
  node.querySelector('[data-name]').textContent = title
  node.querySelector('code').textContent = uid
  const button = node.querySelector('button')
  button.dataset.unlink = String(id)
  button.ariaLabel = `Unlink ${title}`
  showIcon(node, icon, title)
}

/** @returns {string} the provider to link */
export const chosenLink = () => find('[data-link]').value

/** @param {Provider[]} providers @param {Connection[]} connections */
function offerLinks(providers, connections) {
  const linked = new Set(connections.map(({ provider }) => provider))
  const others = providers.filter(({ name }) => !linked.has(name))
  const options = others.map(({ name, title }) => new Option(title, name))
  find('[data-link]').replaceChildren(...options)
  find('[data-link-another]').hidden = !options.length
}

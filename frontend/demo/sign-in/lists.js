/**
 * The lists of the card: provider buttons, profile, linked accounts. Each is built from a template,
 * and only when it has changed, so that a button keeps its focus.
 *
 * @import { Connection, Provider } from './types.js'
 */

/** The icons that the API does not have; for a name that is not among them, the first one. */
const ICONS = new URL('../../icons/providers.svg', import.meta.url).href

/** @param {string} provider */
const drawn = provider => `${ICONS}#${provider}`

/** @param {any} list @param {Provider[]} providers */
export function fillProviders(list, providers) {
  fill(list, providers, 'provider', (node, { name, title, icon, mock }) => {
    node.querySelector('button').dataset.provider = name
    node.querySelector('[data-name]').textContent = title
    node.querySelector('small').hidden = mock
    node.querySelector('img').src = icon ?? drawn(name)
  })
}

/** @param {any} list @param {[term: string, value: string][]} facts */
export function fillProfile(list, facts) {
  fill(list, facts, 'fact', (node, [term, value]) => {
    node.querySelector('dt').textContent = term
    node.querySelector('dd').textContent = value
  })
}

/** @param {any} list @param {Connection[]} connections @param {Provider[]} providers */
export function fillConnections(list, connections, providers) {
  const withIcons = connections.map(connection => {
    const provider = providers.find(({ name }) => name === connection.provider)
    return { ...connection, icon: provider?.icon ?? drawn(connection.provider) }
  })
  fill(list, withIcons, 'connection', (node, { id, title, uid, icon }) => {
    node.querySelector('[data-name]').textContent = title
    node.querySelector('code').textContent = uid
    const button = node.querySelector('button')
    button.dataset.unlink = String(id)
    button.ariaLabel = `Unlink ${title}`
    node.querySelector('img').src = icon
  })
}

/**
 * Offer the providers that are not linked yet, and keep the one that is chosen.
 *
 * @param {any} select
 * @param {Provider[]} providers
 * @param {Connection[]} connections
 */
export function fillLinks(select, providers, connections) {
  const linked = new Set(connections.map(({ provider }) => provider))
  const others = providers.filter(({ name }) => !linked.has(name))
  const chosen = select.value
  select.replaceChildren(...others.map(({ name, title }) => new Option(title, name)))
  if (others.some(({ name }) => name === chosen)) select.value = chosen
}

/**
 * @template T
 * @param {any} list
 * @param {T[]} items
 * @param {string} template
 * @param {(node: any, item: T) => void} show
 */
function fill(list, items, template, show) {
  const shown = JSON.stringify(items)
  if (list.dataset.shown === shown) return
  list.dataset.shown = shown
  const { content } = /** @type {HTMLTemplateElement} */ (
    document.querySelector(`[data-template=${template}]`)
  )
  const nodes = items.map(item => {
    const node = content.cloneNode(true)
    show(node, item)
    return node
  })
  list.replaceChildren(...nodes)
}

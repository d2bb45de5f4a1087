/**
 * From a mock provider to the real one: where to register, what to enter there, what to set. All of
 * it comes from `.env.example`:
 *
 *   # Title: https://console.example/ (a note)
 *   #SOCIAL_AUTH_NAME_KEY=
 *
 * @import { Provider } from '../sign-in/types.js'
 * @typedef {{ address: string, note: string, variables: string[] }} Recipe
 */
import './copy.js'

const RECIPE = /^# .+?: (https:\S+)(?: \((.+)\))?\n((?:#SOCIAL_AUTH_\w+=\n?)+)/gm

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)
const choice = find('[data-real]')

/** @type {Promise<void> | undefined} */
let offered

/** Fill in the section, once. @param {Provider[]} providers */
export function offerKeys(providers) {
  offered ??= fill(providers)
  return offered
}

/** @param {Provider[]} providers */
async function fill(providers) {
  const response = await fetch('/documents/env.example').catch(() => null)
  const recipes = read(response?.ok ? await response.text() : '')
  const known = providers.filter(({ name }) => recipes.has(prefixOf(name)))
  const options = known.map(({ name, title, mock }) => {
    return new Option(mock ? title : `${title} (already real)`, name)
  })
  choice.replaceChildren(...options)
  choice.onchange = () => {
    const provider = known.find(({ name }) => name === choice.value)
    const recipe = provider && recipes.get(prefixOf(provider.name))
    if (recipe) show(provider, recipe)
  }
  if (known.length === 0) {
    for (const each of document.querySelectorAll('[data-keys]'))
      each.toggleAttribute('hidden', true)
    return
  }
  for (const each of document.querySelectorAll('[data-recipe]')) each.removeAttribute('hidden')
  choice.onchange()
}

/** Go there, with the provider chosen. @param {Provider[]} providers @param {string} [provider] */
export async function chooseKeys(providers, provider) {
  await offerKeys(providers)
  if (provider) choice.value = provider
  choice.onchange?.()
  choice.focus()
}

/** @param {string} name */
const prefixOf = name => `SOCIAL_AUTH_${name.toUpperCase().replaceAll('-', '_')}_`

/** @param {string} text @returns {Map<string, Recipe>} by the prefix of the variables */
function read(text) {
  /** @type {Map<string, Recipe>} */
  const recipes = new Map()
  for (const [, address = '', note = '', lines = ''] of text.matchAll(RECIPE)) {
    const variables = lines.match(/SOCIAL_AUTH_\w+/g) ?? []
    const prefix = `${variables[0]}`.replace(/KEY$/, '')
    recipes.set(prefix, { address, note, variables })
  }
  return recipes
}

/** @param {Provider} provider @param {Recipe} recipe */
function show({ redirect_uri }, { address, note, variables }) {
  const link = find('[data-console]')
  link.href = address
  link.textContent = new URL(address).host
  find('[data-note]').textContent = note && ` (${note})`
  find('[data-callback]').textContent = redirect_uri
  find('[data-env]').textContent = variables.map(each => `${each}=`).join('\n')
}

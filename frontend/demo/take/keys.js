/**
 * From a stand-in to the real provider: where to register, what to paste, what to set. All of it is
 * what `.env.example` says:
 *
 *   # Title: https://console.example/ (a note)
 *   #SOCIAL_AUTH_NAME_KEY=
 *
 * @import { Provider } from '../sign-in/api.js'
 * @typedef {{ address: string, note: string, variables: string[] }} Recipe
 */

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)
const choice = find('[data-real]')

/** @param {Provider[]} providers */
export async function offerKeys(providers) {
  const answer = await fetch('/documents/env.example').catch(() => null)
  const recipes = read(answer?.ok ? await answer.text() : '')
  const known = providers.filter(({ name }) => recipes.has(prefixOf(name)))
  choice.replaceChildren(
    ...known.map(
      ({ name, title, mock }) => new Option(mock ? title : `${title} (real already)`, name),
    ),
  )
  choice.onchange = () => {
    const provider = known.find(({ name }) => name === choice.value)
    const recipe = provider && recipes.get(prefixOf(provider.name))
    if (recipe) show(provider, recipe)
  }
  for (const each of document.querySelectorAll('[data-keys]')) {
    each.toggleAttribute('hidden', !known.length)
  }
  choice.onchange()
}

/** Go there, with the provider chosen. @param {string} [provider] */
export function chooseKeys(provider) {
  if (provider) choice.value = provider
  choice.onchange?.()
  choice.focus()
}

/** @param {string} name */
const prefixOf = name => `SOCIAL_AUTH_${name.toUpperCase().replaceAll('-', '_')}_`

/** @param {string} text @returns {Map<string, Recipe>} by the prefix of the variables */
function read(text) {
  const found = text.matchAll(/^# .+?: (https:\S+)(?: \((.+)\))?\n((?:#SOCIAL_AUTH_\w+=\n?)+)/gm)
  return new Map(
    [...found].map(([, address = '', note = '', lines = '']) => {
      const variables = lines.match(/SOCIAL_AUTH_\w+/g) ?? []
      return [`${variables[0]}`.replace(/KEY$/, ''), { address, note, variables }]
    }),
  )
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

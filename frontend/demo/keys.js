/**
 * From a stand-in to the real provider: where to register, what to paste, what to set.
 *
 * @import { Provider } from './api.js'
 */

/** @type {Record<string, string>} where each provider registers apps */
const CONSOLES = {
  github: 'https://github.com/settings/developers',
  'google-oauth2': 'https://console.cloud.google.com/apis/credentials',
  facebook: 'https://developers.facebook.com/apps/',
  twitter: 'https://developer.x.com/en/portal/dashboard',
  'apple-id': 'https://developer.apple.com/account/resources/identifiers/list/serviceId',
  'microsoft-graph': 'https://entra.microsoft.com/',
  gitlab: 'https://gitlab.com/-/user_settings/applications',
  'linkedin-openidconnect': 'https://www.linkedin.com/developers/apps',
  discord: 'https://discord.com/developers/applications',
  slack: 'https://api.slack.com/apps',
  spotify: 'https://developer.spotify.com/dashboard',
  'openstreetmap-oauth2': 'https://www.openstreetmap.org/oauth2/applications',
}

/** @param {string} selector @returns {any} */
const find = selector => document.querySelector(selector)

/** @param {Provider[]} providers */
export function offerKeys(providers) {
  const known = providers.filter(({ name }) => name in CONSOLES)
  const choice = find('[data-real]')
  choice.replaceChildren(...known.map(({ name, title, mock }) => new Option(mock ? title : `${title} (real already)`, name)))
  choice.onchange = () => show(known.find(({ name }) => name === choice.value))
  find('[data-keys]').hidden = !known.length
  show(known[0])
}

/** @param {Provider | undefined} provider */
function show(provider) {
  if (!provider) return
  const { name, redirect_uri } = provider
  const link = find('[data-console]')
  const variable = `SOCIAL_AUTH_${name.toUpperCase().replaceAll('-', '_')}`
  link.href = CONSOLES[name]
  link.textContent = new URL(link.href).host
  find('[data-callback]').textContent = redirect_uri
  find('[data-env]').textContent = `${variable}_KEY=\n${variable}_SECRET=`
}

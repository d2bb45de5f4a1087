/**
 * Google's One Tap, without a window: the provider gives the page an id_token, and the page posts it
 * instead of a code. Loaded when somebody tries it.
 *
 * On your page Google's script (accounts.google.com/gsi/client) does what `askForToken` does here,
 * where the mock provider stands in for Google and for the person who taps.
 *
 * @import { Provider } from '../sign-in/types.js'
 */
import { add, elapsed, now, startRecording } from '../lesson/recording.js'
import { finish } from '../sign-in/actions.js'
import { call } from '../sign-in/api.js'
import { attempt } from '../sign-in/attempt.js'
import { maskedBody, maskedUrl } from '../sign-in/secrets.js'
import { state, update } from '../sign-in/store.js'
import { chosenWay } from '../sign-in/view.js'

/** @param {string} name of a provider that is a mock @returns {Promise<void>} */
export async function oneTap(name) {
  const provider = state.providers.find(each => each.name === name)
  if (!provider) return
  const { title } = provider
  const way = chosenWay()
  startRecording({ provider: name, title, protocol: 'one-tap', window: 'not needed' }, now())
  const again = () => oneTap(name)
  await attempt({ provider: name, words: `Signing in with ${title}…`, again }, async () => {
    update({ problem: null })
    const { nonce } = await call('POST', `login/social/begin/${name}/`, { id_token: true })
    await finish(way, name, { id_token: await askForToken(provider, nonce) })
  })
}

/** @param {Provider} provider @param {string} nonce @returns {Promise<string>} */
async function askForToken({ client_id }, nonce) {
  const left = elapsed()
  const query = new URLSearchParams({ client_id, nonce, mock_person: 'ada' })
  const response = await fetch(`/one-tap?${query}`) // which leads to the mock provider
  const answer = await response.json()
  const at = elapsed()
  const asked = { label: 'ask for an id_token', text: `GET ${maskedUrl(response.url)}` }
  const answers = add({ from: 'page', to: 'provider', step: 'one-tap', at: left, ...asked })
  const text = `${response.status}\ncontent-type: application/json\n\n${maskedBody(answer)}`
  const given = { label: `${response.status} id_token`, text, at, took: at - left, answers }
  add({ from: 'provider', to: 'page', step: 'one-tap-answer', ...given })
  return answer.id_token
}

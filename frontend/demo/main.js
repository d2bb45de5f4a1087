/**
 * Entry point: wires clicks to actions, loads the page's data and resumes a redirect sign-in.
 *
 * @import { Provider } from './sign-in/types.js'
 */
import { PopupError } from '../popup/popup.js'
import { takeRedirect } from '../popup/redirect.js'
import { draw, replay } from './lesson/diagram.js'
import { exchanged } from './lesson/exchanges.js'
import { cameBack, recorded } from './lesson/recorded.js'
import { onMessages } from './lesson/recording.js'
import * as actions from './sign-in/actions.js'
import { observe } from './sign-in/api.js'
import { attempt, offerRecoveries } from './sign-in/attempt.js'
import { isWay, listProviders, searchProviders, whoAmI } from './sign-in/login.js'
import { whenDue } from './sign-in/proof.js'
import { wrap } from './sign-in/provider.js'
import { state, titleOf, update } from './sign-in/store.js'
import { chooseWay, chosenLink } from './sign-in/view.js'
import { loadKeys, offerKeys, whenNear } from './take/near.js'

/**
 * What a button does, by its data attribute.
 *
 * @type {Record<string, (value: string, button: HTMLButtonElement) => unknown>}
 */
const CLICKS = {
  provider: actions.signIn,
  cancel: actions.cancel,
  recover: () => state.problem?.act(),
  linkIt: () => actions.link(chosenLink()),
  unlink: id => actions.unlinkAccount(Number(id)),
  renew: actions.renewNow,
  signOut: actions.leave,
  replay,
  oneTap: async provider => (await import('./one-tap/one-tap.js')).oneTap(provider),
  takeAway: async kind => (await import('./lesson/take-away/take-away.js')).takeAway(kind),
}

/** What a button does when it is pressed, before it is clicked. @type {typeof CLICKS} */
const PRESSES = {
  provider: actions.prepareSignIn,
  linkIt: () => actions.prepareLink(chosenLink()),
}

/** Actions that must not run twice at once; the others open a window. */
const ONCE = new Set(['unlink', 'renew', 'signOut', 'oneTap'])

document.addEventListener('click', ({ target }) => {
  const found = find(target, CLICKS)
  if (!found) return
  const { button, name, act } = found
  if (ONCE.has(name)) once(button, act)
  else act()
})

/** A finger that comes down may be about to scroll; a mouse button is about to click. */
document.addEventListener('pointerdown', ({ target, button, pointerType }) => {
  if (button === 0 && pointerType !== 'touch') press(target)
})
document.addEventListener('pointerup', ({ target, pointerType }) => {
  if (pointerType === 'touch') press(target)
})
document.addEventListener('keydown', ({ target, key }) => {
  if (key === ' ') press(target) // the click comes when the key is released
})

/** @param {EventTarget | null} target */
function press(target) {
  const found = find(target, PRESSES)
  if (found && found.button.ariaBusy !== 'true') found.act()
}

/** @param {EventTarget | null} target @param {typeof CLICKS} actions */
function find(target, actions) {
  const button = target instanceof Element && target.closest('button')
  if (!button || button.ariaDisabled === 'true') return null
  const name = Object.keys(button.dataset).find(name => name in actions)
  if (!name) return null
  return { button, name, act: () => actions[name]?.(button.dataset[name] ?? '', button) }
}

/** @param {HTMLButtonElement} button busy until it is done @param {() => unknown} act */
async function once(button, act) {
  if (button.ariaBusy === 'true') return
  button.ariaBusy = 'true'
  await act()
  button.ariaBusy = 'false'
}

const start = () =>
  attempt({ words: 'Connecting to the API…', again: start }, async () => {
    update({ problem: null })
    const both = Promise.all([whoAmI(), listProviders()])
    const [user, providers] = await both.finally(() => update({ loading: false }))
    update({ user, providers })
    offerKeys(providers)
  })

async function offerSearch() {
  const { offerSearch } = await import('./sign-in/search.js')
  offerSearch((found, foundWords) => update({ found, foundWords }))
}

/** Take what a redirect brought back before anything else looks at the history. */
async function resume() {
  /** @type {any} */
  let result
  try {
    result = takeRedirect()
  } catch (error) {
    result = error
  }
  await start()
  if (result) await attempt({ words: '', again: start }, () => goOn(result))
}

/**
 * Finish a redirect if this page began it: on plain http, a sibling domain can plant its cookie.
 *
 * @param {any} result what takeRedirect returned or threw
 */
async function goOn(result) {
  const { provider, callback, data } = result
  const ours = isWay(data?.way) && (await offers(provider))
  if (!ours) throw new PopupError('state_mismatch', 'This page did not begin that sign-in.')
  cameBack(result, data.recording)
  chooseWay(data.way)
  const words = `Signing in with ${titleOf(provider)}…`
  await attempt({ provider, words, again: () => actions.signIn(provider) }, () => {
    if (result instanceof Error) throw result
    return actions.finish(data.way, provider, callback)
  })
}

/** Whether the API has this provider, be it shown or only found by a search. @param {string} provider */
async function offers(provider) {
  const named = (/** @type {Provider} */ { name }) => name === provider
  return state.providers.some(named) || (await searchProviders(provider)).some(named)
}

observe(exchanged)
wrap(recorded)
onMessages(draw)
whenDue(actions.keepRenewed)
offerRecoveries({
  keys: async ({ provider }) => (await loadKeys()).chooseKeys(state.providers, provider),
})
whenNear('[data-files]', async () => (await import('./take/take.js')).offerFiles())
document.querySelector('[data-search]')?.addEventListener('focus', offerSearch, { once: true })
resume()

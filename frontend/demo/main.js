/** Entry point: wires clicks to actions, loads the page's data and resumes a redirect sign-in. */
import { takeRedirect } from '../popup/redirect.js'
import { draw } from './lesson/diagram.js'
import { exchanged } from './lesson/exchanges.js'
import { cameBack, recorded } from './lesson/recorded.js'
import { onMessages } from './lesson/recording.js'
import { replay } from './lesson/replay.js'
import * as actions from './sign-in/actions.js'
import { observe } from './sign-in/api.js'
import { attempt, fail, offerRecoveries } from './sign-in/attempt.js'
import { listProviders, whoAmI } from './sign-in/login.js'
import { whenDue } from './sign-in/proof.js'
import { wrap } from './sign-in/provider.js'
import { offerSearch } from './sign-in/search.js'
import { state, titleOf, update } from './sign-in/store.js'
import { chooseWay, chosenLink } from './sign-in/view.js'
import { chooseKeys, offerKeys } from './take/keys.js'
import { copy, offerFiles } from './take/take.js'

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
  copy: (_, button) => copy(button),
}

/** What a button does when it is pressed, before it is clicked. @type {typeof CLICKS} */
const PRESSES = {
  provider: actions.prepareSignIn,
  linkIt: () => actions.prepareLink(chosenLink()),
}

/** Actions that must not run twice at once; the others open a window. */
const ONCE = new Set(['unlink', 'renew', 'signOut'])

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

/** Take what a redirect brought back before anything else looks at the history. */
async function resume() {
  /** @type {any} */
  let answer
  /** @type {any} */
  let refusal
  try {
    answer = takeRedirect()
  } catch (error) {
    refusal = error
  }
  await start()
  if (answer) await finishRedirect(answer)
  if (refusal) refuseRedirect(refusal)
}

/** @param {{ provider: string, callback: Record<string, string>, data: any }} answer */
async function finishRedirect(answer) {
  const { provider, callback, data } = answer
  cameBack(answer, data.recording)
  chooseWay(data.way)
  const words = `Signing in with ${titleOf(provider)}…`
  await attempt({ provider, words, again: () => actions.signIn(provider) }, () =>
    actions.finish(data.way, provider, callback),
  )
}

/** @param {any} refusal what takeRedirect threw */
function refuseRedirect(refusal) {
  const { provider, data } = refusal
  if (data) cameBack(refusal, data.recording)
  fail(refusal, { provider, words: '', again: () => actions.signIn(provider) })
}

observe(exchanged)
wrap(recorded)
onMessages(draw)
whenDue(actions.keepRenewed)
offerRecoveries({ keys: ({ provider }) => chooseKeys(provider) })
offerFiles()
offerSearch((found, foundWords) => update({ found, foundWords }))
resume()

/**
 * The page: clicks in, the four steps of a sign-in, one render out.
 *
 * @import { Way } from './api.js'
 * @import { State } from './view.js'
 */
import { authorize } from '../popup/popup.js'
import { authorizeByRedirect, takeRedirect } from '../popup/redirect.js'
import { observe } from './api.js'
import { draw, replay } from './diagram.js'
import { begin, beginLink, complete, completeLink, listProviders, signOut, unlink, whoAmI } from './login.js'
import { answered, exchanged, onMessages, popupOpened, startFlow, windowLeft } from './messages.js'
import { renewNow, showProof } from './proof.js'
import { ACTIONS, explain } from './recovery.js'
import { offerSearch } from './search.js'
import { offerFiles } from './take.js'
import { offerKeys } from './keys.js'
import { chooseWay, chosenLink, chosenWay, focusOn, render } from './view.js'

/** @type {State} */
let state = { loading: true, providers: [], found: [], foundWords: '', user: null, waiting: [], status: '', problem: null }
let cancel = new AbortController()
/** @type {() => void} what the button below a failure does */
let recover = () => {}
/** @type {() => void} the last thing that was tried */
let retry = () => {}

/** @param {Partial<State>} changes */
function update(changes) {
  state = { ...state, ...changes }
  render(state)
  if ('user' in changes) showProof(Boolean(state.user))
}

/** @param {string} provider */
const factsOf = provider => [...state.providers, ...state.found].find(({ name }) => name === provider)

/** @param {string} provider */
const titleOf = provider => factsOf(provider)?.title ?? provider

/** @param {string} provider */
const protocolOf = provider => factsOf(provider)?.protocol ?? ''

/**
 * Begin, and note what leaves: by now the window is open.
 *
 * @param {typeof begin} ask
 * @returns {typeof begin}
 */
const noting = ask => async (provider, signal) => {
  popupOpened()
  const flow = await ask(provider, signal)
  windowLeft(flow)
  return flow
}

/**
 * Open the popup inside the click, and do the rest with what comes back.
 *
 * @param {string} provider
 * @param {typeof begin} ask
 * @param {(callback: Record<string, string>) => Promise<void>} go
 */
async function throughPopup(provider, ask, go) {
  startFlow(protocolOf(provider))
  const callback = authorize(provider, noting(ask), { signal: cancel.signal, text: `Opening ${titleOf(provider)}…` })
  await settle(provider, async () => {
    update({ waiting: [...state.waiting, provider], status: `Continue in the ${titleOf(provider)} window`, problem: null })
    const answer = await callback.catch(told)
    answered(answer)
    await go(answer)
  })
}

/** @param {string} provider */
function signIn(provider) {
  const way = chosenWay()
  retry = () => signIn(provider)
  return throughPopup(provider, begin, callback => finish(way, provider, callback))
}

/** @param {string} provider */
function link(provider) {
  retry = () => link(provider)
  return throughPopup(provider, beginLink, async callback => {
    await completeLink(provider, callback)
    update({ user: await whoAmI() })
    focusOn('[data-link]')
  })
}

/** @param {number} id */
function cut(id) {
  retry = () => cut(id)
  return settle('', async () => {
    update({ problem: null })
    await unlink(id)
    update({ user: await whoAmI() })
    focusOn('[data-link]')
  })
}

/** A refusal by the provider has travelled the whole way as well. @param {any} error @returns {never} */
function told(error) {
  if (error.callback) answered(error.callback)
  throw error
}

/** @param {Way} way @param {string} provider @param {Record<string, string>} callback */
async function finish(way, provider, callback) {
  update({ status: `Signing in with ${titleOf(provider)}…` })
  update({ user: await complete(way, provider, callback), problem: null })
  focusOn('#card-title')
}

/** @param {string} provider */
function signInByRedirect(provider) {
  const way = chosenWay()
  return settle(provider, () => {
    update({ status: `Going to ${titleOf(provider)}…`, problem: null })
    return authorizeByRedirect(provider, begin, { way })
  })
}

/** Run one sign-in and show how it ends. @param {string} provider @param {() => Promise<void>} attempt */
async function settle(provider, attempt) {
  try {
    await attempt()
  } catch (error) {
    fail(error, provider)
  } finally {
    const waiting = [...state.waiting]
    const index = waiting.indexOf(provider)
    if (index >= 0) waiting.splice(index, 1)
    update({ waiting, ...!waiting.length && { status: '' } })
  }
}

/** @param {unknown} error @param {string} provider */
function fail(error, provider) {
  const title = titleOf(provider)
  const help = explain(error, title)
  if (!help) return
  const { recovery } = help
  update({ problem: { ...help, label: recovery ? ACTIONS[recovery](title) : '' } })
  if (recovery === 'again') recover = retry
  if (recovery === 'redirect') recover = () => signInByRedirect(provider)
  if (recovery === 'reload') recover = () => location.reload()
  focusOn('[data-recover]')
}

async function leave() {
  retry = leave
  await settle('', async () => {
    await signOut()
    update({ user: null, status: '', problem: null })
    focusOn('#card-title')
  })
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element && target.closest('button')
  if (!button) return
  const { provider } = button.dataset
  if (provider) signIn(provider)
  if (button.dataset.replay) replay(button.dataset.replay)
  if ('recover' in button.dataset) recover()
  if ('linkIt' in button.dataset) link(chosenLink())
  if (button.dataset.unlink) cut(Number(button.dataset.unlink))
  if ('renew' in button.dataset) renewNow()
  if ('signOut' in button.dataset) leave()
  if ('cancel' in button.dataset) {
    cancel.abort()
    cancel = new AbortController()
  }
})

observe(exchanged)
offerFiles()
offerSearch((found, foundWords) => update({ found, foundWords }))
onMessages(draw)

async function start() {
  const [user, providers] = await Promise.all([whoAmI(), listProviders()])
  update({ loading: false, user, providers })
  offerKeys(providers)
}

/** What a redirect brought back is taken before anything else looks at the history. */
async function resume() {
  const answer = takeRedirect()
  await start()
  if (!answer) return
  const { provider, callback, data: { way } } = answer
  startFlow(protocolOf(provider))
  answered(callback, true)
  chooseWay(way)
  await settle(provider, () => finish(way, provider, callback))
}

resume().catch(async error => {
  if (state.loading) await start().catch(() => update({ loading: false }))
  fail(error, error.provider ?? '')
})

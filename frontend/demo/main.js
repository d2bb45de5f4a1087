/** The page: clicks in, what was left unfinished taken up, and all of it wired together. */
import { takeRedirect } from '../popup/redirect.js'
import { cut, finish, giveUp, keepRenewed, leave, link, renewNow, signIn } from './sign-in/actions.js'
import { observe } from './sign-in/api.js'
import { attempt, fail } from './sign-in/attempt.js'
import { draw } from './lesson/diagram.js'
import { exchanged } from './lesson/exchanges.js'
import { offerKeys } from './take/keys.js'
import { listProviders, whoAmI } from './sign-in/login.js'
import { onMessages } from './lesson/messages.js'
import { whenDue } from './sign-in/proof.js'
import { cameBack } from './lesson/recorded.js'
import { replay } from './lesson/replay.js'
import { offerSearch } from './sign-in/search.js'
import { state, titleOf, update } from './sign-in/store.js'
import { copy, offerFiles } from './take/take.js'
import { chooseWay, chosenLink } from './sign-in/view.js'

/** @type {Record<string, (value: string, button: HTMLButtonElement) => unknown>} by the button's data attribute */
const CLICKS = {
  provider: signIn,
  cancel: giveUp,
  recover: () => state.problem?.act(),
  linkIt: () => link(chosenLink()),
  unlink: id => cut(Number(id)),
  renew: renewNow,
  signOut: leave,
  replay,
  copy: (_, button) => copy(button),
}

/** What is done once at a time, and shows it; the others have windows to show. */
const ONCE = new Set(['unlink', 'renew', 'signOut'])

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element && target.closest('button')
  if (!button || button.ariaDisabled === 'true') return
  const name = Object.keys(button.dataset).find(name => name in CLICKS)
  if (!name || (ONCE.has(name) && button.ariaBusy === 'true')) return
  const done = CLICKS[name]?.(button.dataset[name] ?? '', button)
  if (!ONCE.has(name)) return
  button.ariaBusy = 'true'
  await done
  button.ariaBusy = 'false'
})

const start = () =>
  attempt({ words: 'Asking the API…', again: start }, async () => {
    update({ problem: null })
    const [user, providers] = await Promise.all([whoAmI(), listProviders()]).finally(() =>
      update({ loading: false }),
    )
    update({ user, providers })
    offerKeys(providers)
  })

/** What a redirect brought back is taken before anything else looks at the history. */
async function resume() {
  let answer
  /** @type {any} */
  let refusal
  try {
    answer = takeRedirect()
  } catch (error) {
    refusal = error
  }
  await start()
  if (answer ?? refusal?.data) cameBack(answer ?? refusal)
  if (refusal)
    fail(refusal, { provider: refusal.provider, words: '', again: () => signIn(refusal.provider) })
  if (!answer) return
  const {
    provider,
    callback,
    data: { way },
  } = answer
  chooseWay(way)
  await attempt(
    { provider, words: `Signing in with ${titleOf(provider)}…`, again: () => signIn(provider) },
    () => finish(way, provider, callback),
  )
}

observe(exchanged)
onMessages(draw)
whenDue(keepRenewed)
offerFiles()
offerSearch((found, foundWords) => update({ found, foundWords }))
resume()

/**
 * What a person can do here: sign in, link, unlink, sign out.
 *
 * @import { Way } from './api.js'
 * @import { Attempt } from './attempt.js'
 */
import { ApiError, currentProof, forget, renew } from './api.js'
import { attempt, fail, offer, offerWays } from './attempt.js'
import { chooseKeys } from '../take/keys.js'
import { begin, beginLink, complete, completeLink, signOut, unlink, whoAmI } from './login.js'
import { showProof } from './proof.js'
import { authorize, authorizeByRedirect } from '../lesson/recorded.js'
import { CONFIRMED, UNLINKED } from './recovery.js'
import { state, titleOf, update } from './store.js'
import { chosenWay, focusOn } from './view.js'

let cancel = new AbortController()

export function giveUp() {
  cancel.abort()
  cancel = new AbortController()
}

/** @param {string} provider @returns {Promise<void>} */
export function signIn(provider) {
  const way = chosenWay()
  return throughPopup({ provider, ask: begin, again: () => signIn(provider) }, callback =>
    finish(way, provider, callback),
  )
}

/** @param {string} provider @returns {Promise<void>} */
export function link(provider) {
  return throughPopup({ provider, ask: beginLink, again: () => link(provider) }, async callback => {
    update({ status: `Linking ${titleOf(provider)}…` })
    await completeLink(provider, callback)
    update({ user: await whoAmI(), problem: null })
    focusOn('[data-link]')
  })
}

/** @param {number} id @returns {Promise<void>} */
export const cut = id =>
  attempt({ words: 'Unlinking…', again: () => cut(id) }, async () => {
    const others = state.user?.connections.filter(each => each.id !== id)
    await unlink(id)
    if (currentProof().way === 'session') {
      update({ user: await whoAmI(), problem: null })
      focusOn('[data-link]')
    } else {
      // the API has ended every token
      forget()
      update({ user: null })
      offer(UNLINKED, { words: '', again: () => {} }, others?.[0])
    }
  })

export const leave = () =>
  attempt({ words: 'Signing out…', again: leave }, async () => {
    await signOut()
    update({ user: null, problem: null })
    focusOn('#card-title')
  })

export const renewNow = () =>
  attempt({ words: 'Renewing…', again: renewNow }, async () => {
    if (!(await renew())) throw new ApiError(401, { code: 'token_not_valid' })
    showProof(true)
    update({ problem: null })
  })

/** In time, unasked: a refusal ends the sign-in, anything else is tried again later. */
export async function keepRenewed() {
  if (await renew().catch(() => true)) showProof(true)
  else
    fail(new ApiError(401, { code: 'token_not_valid' }), {
      words: '',
      again: renewNow,
      unasked: true,
    })
}

/**
 * Open the popup inside the click, and do the rest with what comes back.
 *
 * @param {{ provider: string, ask: typeof begin, again: () => unknown }} how
 * @param {(callback: Record<string, string>) => Promise<void>} go
 */
function throughPopup({ provider, ask, again }, go) {
  const callback = authorize(provider, ask, {
    signal: cancel.signal,
    text: `Opening ${titleOf(provider)}…`,
  })
  return attempt({ provider, words: '', again, opens: true }, async () => {
    update({
      waiting: [...state.waiting, provider],
      status: `Continue in the ${titleOf(provider)} window`,
      problem: null,
    })
    await go(await callback)
  })
}

/** @param {Way} way @param {string} provider @param {Record<string, string>} callback */
export async function finish(way, provider, callback) {
  update({ status: `Signing in with ${titleOf(provider)}…` })
  update({ user: await complete(way, provider, callback), problem: null })
  focusOn('#card-title')
}

/** @param {string} provider @returns {Promise<void>} */
function signInByRedirect(provider) {
  const data = { way: chosenWay() }
  return attempt({ provider, words: '', again: () => signInByRedirect(provider) }, () => {
    update({ status: `Going to ${titleOf(provider)}…`, problem: null })
    return authorizeByRedirect(provider, begin, data)
  })
}

/** Sign in again as who one is already, then do what wanted that. @param {string} provider @param {Attempt} wanted @returns {Promise<void>} */
function confirm(provider, wanted) {
  const { way } = currentProof()
  const before = state.user?.id
  return throughPopup(
    { provider, ask: begin, again: () => confirm(provider, wanted) },
    async callback => {
      await finish(way, provider, callback)
      if (state.user?.id !== before) return
      if (wanted.opens) offer(CONFIRMED, wanted)
      else setTimeout(wanted.again)
    },
  )
}

offerWays({
  redirect: ({ provider }) => provider && signInByRedirect(provider),
  signIn: ({ known }) => known && signIn(known.provider),
  signOut: leave,
  confirm: ({ known, wanted }) => known && confirm(known.provider, wanted),
  linkAnother: () => focusOn('[data-link]'),
  keys: ({ provider }) => chooseKeys(provider),
})

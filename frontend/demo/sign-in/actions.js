/**
 * What a person can do here: sign in, link, unlink, renew, sign out.
 *
 * @import { Begin } from '../../popup/popup.js'
 * @import { Way } from './types.js'
 * @import { Attempt } from './attempt.js'
 */
import { ApiError } from './api.js'
import { attempt, fail, offer, offerRecoveries, stopWaiting } from './attempt.js'
import { currentProof } from './credentials.js'
import { begin, beginLink, complete, completeLink, signOut, unlink, whoAmI } from './login.js'
import { showProof } from './proof.js'
import { provider as ask } from './provider.js'
import { CONFIRMED } from './recovery.js'
import { renew } from './renewal.js'
import { state, titleOf, update } from './store.js'
import { chosenWay, focusOn } from './view.js'

let cancellation = new AbortController()

export function cancel() {
  cancellation.abort()
  cancellation = new AbortController()
}

/** Begin when a button is pressed, before the click is over. @param {string} provider */
export const prepareSignIn = provider => ask.prepare(provider, begin)

/** @param {string} provider */
export const prepareLink = provider => ask.prepare(provider, beginLink)

/** @param {string} provider @returns {Promise<void>} */
export function signIn(provider) {
  const way = chosenWay()
  const how = { provider, begin, again: () => signIn(provider) }
  return throughPopup(how, callback => finish(way, provider, callback))
}

/** @param {string} provider @returns {Promise<void>} */
export function link(provider) {
  const how = { provider, begin: beginLink, again: () => link(provider) }
  return throughPopup(how, async callback => {
    const linking = completeLink(provider, callback)
    stopWaiting(provider)
    update({ status: `Linking ${titleOf(provider)}…` })
    await linking
    update({ user: await whoAmI(), problem: null })
    focusOn('[data-link]')
  })
}

/** @param {number} id @returns {Promise<void>} */
export const unlinkAccount = id =>
  attempt({ words: 'Unlinking…', again: () => unlinkAccount(id) }, async () => {
    await unlink(id)
    update({ user: await whoAmI(), problem: null })
    focusOn('[data-link]')
  })

export const leave = () =>
  attempt({ words: 'Signing out…', again: leave }, async () => {
    await signOut()
    update({ user: null, problem: null })
    focusOn('#card-title')
  })

export const renewNow = () =>
  attempt({ words: 'Renewing…', again: renewNow }, async () => {
    if (!(await renew(true))) throw new ApiError(401, { code: 'token_not_valid' })
    showProof(true)
    update({ problem: null })
  })

/** Renew before the JWT expires. A refusal ends the sign-in; other failures are retried later. */
export async function keepRenewed() {
  const stillSignedIn = await renew().catch(() => true)
  if (stillSignedIn) showProof(true)
  else {
    const expired = new ApiError(401, { code: 'token_not_valid' })
    fail(expired, { words: '', again: renewNow, unasked: true })
  }
}

/**
 * Open the popup inside the click, and pass on what comes back.
 *
 * @param {{ provider: string, begin: Begin, again: () => unknown }} how
 * @param {(callback: Record<string, string>) => Promise<void>} use
 */
function throughPopup({ provider, begin, again }, use) {
  const title = titleOf(provider)
  const options = { signal: cancellation.signal, text: `Opening ${title}…` }
  const callback = ask.authorize(provider, begin, options)
  return attempt({ provider, words: '', again, opens: true }, async () => {
    const waiting = [...state.waiting, provider]
    update({ waiting, status: `Continue in the ${title} window`, problem: null })
    await use(await callback)
  })
}

/**
 * Send the callback first and paint meanwhile; show who is signed in as soon as the login says so,
 * and ask for the rest afterwards.
 *
 * @param {Way} way
 * @param {string} provider
 * @param {Record<string, string>} callback
 */
export async function finish(way, provider, callback) {
  const completing = complete(way, provider, callback)
  stopWaiting(provider)
  update({ status: `Signing in with ${titleOf(provider)}…` })
  /** @type {import('./types.js').User | null} */
  let user
  try {
    user = await completing
    update({ user, status: '', problem: null })
  } catch (error) {
    const callback = await (await import('./paused.js')).ask(error, provider)
    return finish(way, provider, callback)
  }
  focusOn('#card-title')
  const all = await whoAmI()
  if (state.user === user) update({ user: all }) // and not signed out in the meantime
}

/** @param {string} provider @returns {Promise<void>} */
function signInByRedirect(provider) {
  const data = { way: chosenWay() }
  return attempt({ provider, words: '', again: () => signInByRedirect(provider) }, () => {
    update({ status: `Going to ${titleOf(provider)}…`, problem: null })
    return ask.authorizeByRedirect(provider, begin, data)
  })
}

/**
 * Sign in again as the same person, then do what required that.
 *
 * @param {string} provider
 * @param {Attempt} wanted
 * @returns {Promise<void>}
 */
function confirm(provider, wanted) {
  const { way } = currentProof()
  const before = state.user?.id
  const how = { provider, begin, again: () => confirm(provider, wanted) }
  return throughPopup(how, async callback => {
    await finish(way, provider, callback)
    if (state.user?.id !== before) return
    if (wanted.opens) offer(CONFIRMED, wanted)
    else setTimeout(wanted.again)
  })
}

offerRecoveries({
  redirect: ({ provider }) => provider && signInByRedirect(provider),
  signIn: ({ known }) => known && signIn(known.provider),
  signOut: leave,
  confirm: ({ known, wanted }) => known && confirm(known.provider, wanted),
  linkAnother: () => focusOn('[data-link]'),
})

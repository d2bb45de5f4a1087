/**
 * Run an action: show that it is in progress and, if it fails, offer a way to recover.
 *
 * @import { Connection } from './types.js'
 * @import { Action, Help } from './recovery.js'
 * @typedef {object} Attempt
 * @property {string} [provider]
 * @property {string} words shown while it is in progress
 * @property {() => unknown} again does the same once more
 * @property {boolean} [opens] a window, which requires a click
 * @property {boolean} [unasked] nobody clicked, so the focus stays where it is
 * @typedef {object} About what failed
 * @property {string} [provider]
 * @property {Connection} [known] an account that is linked
 * @property {Attempt} wanted
 */
import { forget } from './credentials.js'
import { ACTIONS, ENDED, explain, TURNS } from './recovery.js'
import { state, titleOf, update } from './store.js'
import { focusOn } from './view.js'

const SLOW = 300 // milliseconds, after which the page says what it is waiting for

/** What the button below a failure does. @type {Partial<Record<Action, (about: About) => unknown>>} */
const recoveries = {
  again: ({ wanted }) => wanted.again(),
  goOn: ({ wanted }) => wanted.again(),
  otherAccount: ({ wanted }) => wanted.again(),
  reload: () => location.reload(),
}

/** @param {typeof recoveries} more */
export const offerRecoveries = more => Object.assign(recoveries, more)

/** @param {Attempt} wanted @param {() => Promise<void>} run */
export async function attempt(wanted, run) {
  const slow = setTimeout(() => {
    if (wanted.words) update({ status: wanted.words })
  }, SLOW)
  try {
    await run()
  } catch (error) {
    fail(error, wanted)
  } finally {
    clearTimeout(slow)
    stopWaiting(wanted.provider)
  }
}

/** Forget one window; the status stays as long as another one is open. @param {string} [provider] */
export function stopWaiting(provider) {
  const waiting = [...state.waiting]
  const index = waiting.indexOf(provider ?? '')
  if (index >= 0) waiting.splice(index, 1)
  update({ waiting, status: waiting.length > 0 ? state.status : '' })
}

/** @param {any} error @param {Attempt} wanted */
export function fail(error, wanted) {
  const known = state.user?.connections?.[0]
  if (state.user && ENDED.has(error.code)) {
    forget()
    update({ user: null })
  }
  const help = explain(error, titleOf(wanted.provider))
  if (help) offer(help, wanted, known)
}

/** @param {Help} help @param {Attempt} wanted @param {Connection} [known] */
export function offer(help, wanted, known) {
  const { action, turn } = help
  const { provider } = wanted
  const title = titleOf(provider)
  const label = ACTIONS[action](known && action === 'confirm' ? known.title : title)
  const act = () => recoveries[action]?.({ provider, known, wanted })
  update({ problem: { ...help, whose: TURNS[turn](title), label, act } })
  if (!wanted.unasked) focusOn('[data-recover]')
}

/**
 * Whatever is tried here shows that it takes its time, and where it fails, the way on.
 *
 * @import { Connection } from './api.js'
 * @import { Action, Help } from './recovery.js'
 * @typedef {object} Attempt
 * @property {string} [provider]
 * @property {string} words while it takes its time
 * @property {() => unknown} again the same once more
 * @property {boolean} [opens] a window, for which a click is needed
 * @property {boolean} [unasked] nobody clicked, so the focus stays where it is
 * @typedef {{ provider?: string, known?: Connection, wanted: Attempt }} About what failed, and an account that is linked
 */
import { forget } from './api.js'
import { ACTIONS, ENDED, explain, TURNS } from './recovery.js'
import { state, titleOf, update } from './store.js'
import { focusOn } from './view.js'

const SLOW = 300 // milliseconds, after which the page says what it waits for

/** @type {Partial<Record<Action, (about: About) => unknown>>} what the button below a failure does */
const ways = {
  again: ({ wanted }) => wanted.again(),
  goOn: ({ wanted }) => wanted.again(),
  otherAccount: ({ wanted }) => wanted.again(),
  reload: () => location.reload(),
}

/** @param {typeof ways} more */
export const offerWays = more => Object.assign(ways, more)

/** @param {Attempt} wanted @param {() => Promise<void>} run */
export async function attempt(wanted, run) {
  const slow = setTimeout(() => wanted.words && update({ status: wanted.words }), SLOW)
  try {
    await run()
  } catch (error) {
    fail(error, wanted)
  } finally {
    clearTimeout(slow)
    const waiting = [...state.waiting]
    const index = waiting.indexOf(wanted.provider ?? '')
    if (index >= 0) waiting.splice(index, 1)
    update({ waiting, ...(!waiting.length && { status: '' }) })
  }
}

/** @param {any} error @param {Attempt} wanted */
export function fail(error, wanted) {
  const known = state.user?.connections[0]
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
  const title = known && action === 'confirm' ? known.title : titleOf(provider)
  const act = () => ways[action]?.({ provider, known, wanted })
  update({
    problem: { ...help, whose: TURNS[turn](titleOf(provider)), label: ACTIONS[action](title), act },
  })
  if (!wanted.unasked) focusOn('[data-recover]')
}

/** Replay a sign-in message by message, each with its lesson open. */
import { countOf } from './diagram.js'

/** @type {any} */
const figure = document.querySelector('[data-diagram]')
const list = figure.querySelector('ol')
/** @type {(name: string) => any} */
const button = name => figure.querySelector(`[data-replay=${name}]`)
/** @type {Record<string, string>} */
const KEYS = { ArrowRight: 'next', ArrowLeft: 'previous', Home: 'first', Escape: 'all' }

/** The number of the message shown last; 0: all are shown. */
let current = 0

/** Show all messages, of another sign-in. */
export function stop() {
  current = 0
  show()
}

/** @param {string} step `first`, `next`, `previous` or `all` */
export function replay(step) {
  const wasReplaying = current > 0
  current = numberAfter(step)
  const isReplaying = current > 0
  const item = list.children[current - 1]
  for (const each of list.querySelectorAll('details')) each.open = item?.contains(each) ?? false
  show()
  if (isReplaying !== wasReplaying) button(isReplaying ? 'next' : 'first').focus()
  item?.scrollIntoView({ block: 'nearest' })
}

/** @param {string} step @returns {number} 0 at the end, too */
function numberAfter(step) {
  if (step === 'first') return 1
  if (step === 'previous') return Math.max(1, current - 1)
  if (step === 'next' && current < list.children.length) return current + 1
  return 0
}

/** Show the messages up to the current one, and announce it to people who cannot see it. */
export function show() {
  const items = [...list.children]
  const isReplaying = current > 0
  for (const [index, item] of items.entries()) {
    item.hidden = isReplaying && index >= current
    if (index === current - 1) item.setAttribute('aria-current', 'step')
    else item.removeAttribute('aria-current')
  }
  for (const name of ['previous', 'next', 'all']) button(name).hidden = !isReplaying
  button('first').hidden = isReplaying
  button('previous').disabled = current === 1
  figure.querySelector('[data-count]').textContent = isReplaying
    ? `${current} of ${items.length}`
    : countOf(items.length)
  figure.querySelector('[data-told]').textContent = isReplaying ? textOf(items[current - 1]) : ''
}

/** @param {any} item @returns {string} its message and lesson */
function textOf(item) {
  const parts = [item.querySelector('summary'), item.querySelector('[data-lesson]')]
  return parts
    .map(part => part.textContent)
    .join(' ')
    .replace(/\s+/g, ' ')
}

figure.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
  const step = KEYS[event.key]
  const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey
  const scrolls = event.target instanceof Element && event.target.closest('pre')
  if (current === 0 || !step || modified || scrolls) return
  event.preventDefault()
  replay(step)
})

/**
 * The messages as a sequence diagram: an ordered list to read, with an arrow drawn beside each item.
 *
 * @import { Message, Recording } from './recording.js'
 */
import { drawArrow, placeLabel } from './arrows.js'

const NAMES = { page: 'Page', popup: 'Window', api: 'API', provider: 'Provider' }
const ENDS = { bad: 'Failed: ', calm: 'Ended: ' }

/** @type {any} */
const figure = document.querySelector('[data-diagram]')
const list = figure.querySelector('ol')
/** Shown before the first sign-in. @type {any} */
const steps = document.querySelector('[data-steps]')
/** @type {Message | undefined} */
let first
/** Loaded when somebody replays. @type {typeof import('./replay.js') | undefined} */
let player

/** @param {Recording} recording one that has grown, or another one */
export function draw({ messages, title, protocol, window }) {
  if (messages[0] !== first) {
    first = messages[0]
    list.replaceChildren()
    player?.stop()
  }
  for (const message of messages.slice(list.children.length)) {
    list.append(itemFor(message, protocol))
  }
  figure.querySelector('[data-window]').textContent = window
  figure.querySelector('[data-provider-title]').textContent = title
  figure.hidden = messages.length === 0
  steps.hidden = messages.length > 0
  figure.querySelector('[data-count]').textContent = countOf(messages.length)
  player?.show()
}

/** @param {number} total */
export const countOf = total => (total === 1 ? '1 message' : `${total} messages`)

/** @param {string} step `first`, `next`, `previous` or `all` */
export async function replay(step) {
  player ??= await import('./replay.js')
  player.replay(step)
}

/** @param {Message} message @param {string} protocol */
function itemFor(message, protocol) {
  const { from, to, label, step, at, failed } = message
  const node = /** @type {any} */ (
    document.querySelector('[data-template=message]')
  ).content.cloneNode(true)
  node.querySelector('li').dataset.failed = failed ?? 'no'
  node.querySelector('details').open = /^(ended|refused):/.test(step)
  node.querySelector('[data-parties]').textContent = partiesOf(message)
  node.querySelector('[data-label]').textContent = label
  node.querySelector('[data-aside]').textContent = asideOf(message)
  node.querySelector('[data-at]').textContent = at === undefined ? '' : seconds(at)
  node.querySelector('pre').textContent =
    message.text ?? 'Not available: the page has been reloaded since.'
  teach(node.querySelector('p'), step, protocol)
  placeLabel(node.querySelector('[data-line]'), from, to)
  drawArrow(node.querySelector('svg'), from, to, Boolean(failed))
  return node
}

/** @param {Message} message @returns {string} such as `Failed: API to Page: ` */
function partiesOf({ from, to, failed }) {
  const end = failed ? ENDS[failed] : ''
  const parties = from === to ? NAMES[from] : `${NAMES[from]} to ${NAMES[to]}`
  return `${end}${parties}: `
}

/** @param {Message} message */
function asideOf({ aside = '', took }) {
  if (took === undefined) return aside
  return took < 1000 ? `${Math.round(took)} ms` : seconds(took)
}

/** @param {number} milliseconds */
const seconds = milliseconds => `${(milliseconds / 1000).toFixed(2)} s`.replace('-', '−')

/** @type {Promise<typeof import('./lessons.js') | null> | undefined} */
let lessons

/** Load the lessons once, a moment after the first message: until then the sign-in comes first. */
function loadLessons() {
  lessons ??= new Promise(done => setTimeout(done, 1000))
    .then(() => import('./lessons.js'))
    .catch(() => {
      lessons = undefined // the server may be back for the next message
      return null
    })
  return lessons
}

/** @param {HTMLElement} paragraph @param {string} step @param {string} protocol */
async function teach(paragraph, step, protocol) {
  const loaded = await loadLessons()
  if (!loaded) return
  const { sentence, source, link } = loaded.lessonOf(step, protocol)
  const [words, anchor] = /** @type {any} */ (paragraph.children)
  words.textContent = sentence
  anchor.textContent = source
  anchor.href = link
  player?.show() // a replay may have come to it already
}

/**
 * The messages as a sequence diagram: an ordered list to read, with an arrow drawn beside each item.
 *
 * @import { Message, Party, Recording } from './messages.js'
 */
import { show, stop } from './replay.js'

/** @type {Party[]} */
const PARTIES = ['page', 'popup', 'api', 'provider']
const NAMES = { page: 'Page', popup: 'Window', api: 'API', provider: 'Provider' }
const ENDS = { bad: 'Failed: ', calm: 'Ended: ' }
const SVG = 'http://www.w3.org/2000/svg'
const MIDDLE = 8 // of an arrow's height, in CSS pixels
const CROSS = 'M-4 -4 L4 4 M-4 4 L4 -4'

/** @type {any} */
const figure = document.querySelector('[data-diagram]')
const list = figure.querySelector('ol')
/** @type {any} what is there before the first sign-in */
const steps = document.querySelector('[data-steps]')
/** @type {Message | undefined} */
let first

/** @param {Recording} recording one that has grown, or another one */
export function draw({ messages, title, protocol, window }) {
  if (messages[0] !== first) {
    first = messages[0]
    list.replaceChildren()
    stop()
  }
  for (const message of messages.slice(list.children.length)) list.append(item(message, protocol))
  figure.querySelector('[data-window]').textContent = window
  figure.querySelector('[data-provider-title]').textContent = title
  figure.hidden = !messages.length
  steps.hidden = Boolean(messages.length)
  show()
}

/** @param {Message} message @param {string} protocol */
function item({ from, to, label, aside = '', step, text, at, took, failed }, protocol) {
  const node = /** @type {any} */ (
    document.querySelector('[data-template=message]')
  ).content.cloneNode(true)
  /** @param {string} name @param {string} words */
  const say = (name, words) => {
    node.querySelector(`[data-${name}]`).textContent = words
  }
  node.querySelector('li').dataset.failed = failed ?? 'no'
  node.querySelector('details').open = /^(ended|refused):/.test(step)
  say(
    'parties',
    `${failed ? ENDS[failed] : ''}${NAMES[from]}${from === to ? '' : ` to ${NAMES[to]}`}: `,
  )
  say('label', label)
  say('aside', took === undefined ? aside : took < 1000 ? `${Math.round(took)} ms` : seconds(took))
  say('at', at === undefined ? '' : seconds(at))
  teach(node.querySelector('p'), step, protocol)
  const pre = node.querySelector('pre')
  pre.textContent = text ?? 'What it said is gone: this page has been loaded anew since.'
  placeLabel(node.querySelector('[data-line]'), (lane(from) + lane(to)) / 2)
  drawArrow(node.querySelector('svg'), from, to, Boolean(failed))
  return node
}

/** Only who signs in loads the lessons. @param {HTMLElement} paragraph @param {string} step @param {string} protocol */
async function teach(paragraph, step, protocol) {
  const lessons = await import('./lessons.js').catch(() => null) // the server is gone
  if (!lessons) return
  const [sentence, source, link] = lessons.lessonOf(step, protocol)
  const [words, anchor] = /** @type {any} */ (paragraph.children)
  words.textContent = sentence
  anchor.textContent = source
  anchor.href = link
}

/** @param {number} milliseconds */
const seconds = milliseconds => `${(milliseconds / 1000).toFixed(2)} s`

/** @param {Party} party in percent of the width */
const lane = party => ((PARTIES.indexOf(party) + 0.5) * 100) / PARTIES.length

/** In the middle of its arrow, as long as that leaves it inside: a box as wide as fits around there. @param {any} line @param {number} middle */
function placeLabel(line, middle) {
  const side = middle > 50 ? 'end' : 'start'
  line.dataset.side = side
  line.style.setProperty('--free', `${Math.abs(100 - 2 * middle)}%`)
}

/** @param {SVGSVGElement} svg @param {Party} from @param {Party} to @param {boolean} failed */
function drawArrow(svg, from, to, failed) {
  const [start, end] = [lane(from), lane(to)]
  const origin = at(start)
  origin.append(failed ? shape('path', { d: CROSS, class: 'cross' }) : shape('circle', { r: 3 }))
  if (from !== to) {
    const head = at(end)
    head.append(shape('path', { d: `M0 0 L${start < end ? -9 : 9} -5 V5 Z` }))
    svg.append(shape('line', { x1: `${start}%`, x2: `${end}%`, y1: MIDDLE, y2: MIDDLE }), head)
  }
  svg.dataset.to = start < end ? 'right' : 'left'
  svg.append(origin)
}

/** @param {number} x in percent */
const at = x => shape('svg', { x: `${x}%`, y: MIDDLE, overflow: 'visible' })

/** @param {string} name @param {Record<string, string | number>} attributes */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  return element
}

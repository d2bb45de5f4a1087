/**
 * The messages as a sequence diagram: an ordered list to read, with an arrow drawn beside each item.
 *
 * @import { Message, Party } from './messages.js'
 */
import { LESSONS } from './lessons.js'

/** @type {Party[]} */
const PARTIES = ['page', 'popup', 'api', 'provider']
const NAMES = { page: 'Page', popup: 'Window', api: 'API', provider: 'Provider' }
const SVG = 'http://www.w3.org/2000/svg'

/** @type {any} */
const figure = document.querySelector('[data-diagram]')
const list = figure.querySelector('ol')
/** @type {any} what is there before the first sign-in */
const steps = document.querySelector('[data-steps]')
/** How many are shown; all of them unless somebody goes through them one by one. */
let shown = Infinity
/** @type {Message[]} */
let drawn = []

/** @param {Message[]} messages a longer list than before, or a new one */
export function draw(messages) {
  if (messages[0] !== drawn[0]) {
    list.replaceChildren()
    shown = Infinity
  }
  for (const message of messages.slice(list.children.length)) list.append(item(message))
  drawn = messages
  figure.hidden = !messages.length
  steps.hidden = Boolean(messages.length)
  show()
}

/** Replay: the first one, the next, the one before, or all. @param {string} step */
export function replay(step) {
  const last = Math.min(shown, drawn.length)
  shown = { first: 1, previous: Math.max(1, last - 1), next: last + 1 }[step] ?? Infinity
  if (shown >= drawn.length && step !== 'previous') shown = Infinity
  const current = list.children[Math.min(shown, drawn.length) - 1]
  for (const each of list.querySelectorAll('details')) each.open = shown !== Infinity && current?.contains(each)
  show()
  if (shown !== Infinity) current?.scrollIntoView({ block: 'nearest' })
}

function show() {
  const stepping = shown !== Infinity
  const last = Math.min(shown, drawn.length)
  ;[...list.children].forEach((each, index) => {
    each.hidden = index >= last
    if (stepping && index === last - 1) each.ariaCurrent = 'step'
    else each.removeAttribute('aria-current')
  })
  figure.querySelector('[data-replay=previous]').disabled = stepping && last <= 1
  figure.querySelector('[data-replay=next]').disabled = !stepping
  figure.querySelector('[data-count]').textContent = stepping ? `${last} of ${drawn.length}` : `${drawn.length} messages`
}

/** @param {Message} message */
function item(message) {
  const { from, to, label, step, text, at, took, failed } = message
  const node = /** @type {any} */ (document.querySelector('[data-template=message]')).content.cloneNode(true)
  const [sentence = '', source = '', link = ''] = LESSONS[step] ?? []
  node.querySelector('li').dataset.failed = String(Boolean(failed))
  node.querySelector('[data-parties]').textContent = `${NAMES[from]} to ${NAMES[to]}: `
  node.querySelector('[data-label]').textContent = label
  node.querySelector('[data-time]').textContent = took === undefined ? `${Math.round(at)} ms` : `took ${Math.round(took)} ms`
  node.querySelector('[data-lesson]').textContent = sentence
  const anchor = node.querySelector('a')
  anchor.hidden = !link
  anchor.textContent = source
  anchor.href = link
  node.querySelector('pre').textContent = text
  const summary = node.querySelector('summary')
  const middle = (lane(from) + lane(to)) / 2
  summary.style.setProperty('--middle', `${middle}%`)
  if (middle > 70) summary.dataset.edge = 'end'
  drawArrow(node.querySelector('svg'), from, to)
  return node
}

/** @param {Party} party in percent of the width */
const lane = party => (PARTIES.indexOf(party) + 0.5) * 100 / PARTIES.length

/** @param {SVGSVGElement} svg @param {Party} from @param {Party} to */
function drawArrow(svg, from, to) {
  const [start, end] = [lane(from), lane(to)]
  const direction = Math.sign(end - start)
  svg.append(
    shape('line', { x1: `${start}%`, x2: `${end}%`, y1: 8, y2: 8 }),
    shape('circle', { cx: `${start}%`, cy: 8, r: 3 }),
  )
  const head = shape('svg', { x: `${end}%`, y: 8, overflow: 'visible' })
  head.append(shape('path', { d: `M0 0 L${-9 * direction} -5 V5 Z` }))
  svg.append(head)
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  return element
}

/**
 * The arrow of one message, and where its label stands.
 *
 * @import { Party } from './recording.js'
 */

/** @type {Party[]} from left to right */
const PARTIES = ['page', 'popup', 'api', 'provider']
const SVG = 'http://www.w3.org/2000/svg'
const MIDDLE = 8 // of an arrow's height, in CSS pixels
const CROSS = 'M-4 -4 L4 4 M-4 4 L4 -4'

/** @param {Party} party @returns {number} in percent of the width */
const laneOf = party => ((PARTIES.indexOf(party) + 0.5) * 100) / PARTIES.length

/**
 * Centre the label over its arrow, as far as it stays inside the figure: `--free` is how much wider
 * than twice the distance to the nearer edge it may become, on the side that has room.
 *
 * @param {any} line
 * @param {Party} from
 * @param {Party} to
 */
export function placeLabel(line, from, to) {
  const middle = (laneOf(from) + laneOf(to)) / 2
  line.dataset.side = middle > 50 ? 'end' : 'start'
  line.style.setProperty('--free', `${Math.abs(100 - 2 * middle)}%`)
}

/** @param {SVGSVGElement} svg @param {Party} from @param {Party} to @param {boolean} failed */
export function drawArrow(svg, from, to, failed) {
  const start = laneOf(from)
  const end = laneOf(to)
  const origin = at(start)
  origin.append(failed ? shape('path', { d: CROSS, class: 'cross' }) : shape('circle', { r: 3 }))
  if (from !== to) {
    const back = start < end ? -9 : 9
    const head = at(end)
    head.append(shape('path', { d: `M0 0 L${back} -5 V5 Z` }))
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

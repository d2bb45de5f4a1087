/**
 * The messages between page and API.
 *
 * @import { Exchange } from '../sign-in/types.js'
 * @import { Recording } from './recording.js'
 */
import { toneOf } from '../sign-in/recovery.js'
import { maskedAnswer, maskedBody, maskedHeader } from '../sign-in/secrets.js'
import { drawCalls } from './calls.js'
import { add, currentRecording, elapsed, now } from './recording.js'

/** Headers of a response that say something about a sign-in. */
const TELLING = ['content-type', 'retry-after', 'x-request-id', 'server-timing']

/**
 * Which requests were drawn, in which sign-in and as which message, and when they left.
 *
 * @type {WeakMap<Exchange, { clicked: number, number: number, at: number }>}
 */
const drawn = new WeakMap()

/**
 * Requests to begin that left when a button was pressed, by provider: they are drawn if it is
 * clicked.
 *
 * @type {Map<string, { exchange: Exchange, left: number, arrived: number }>}
 */
const early = new Map()
let pressed = ''

/** @param {string} provider @param {() => void} prepare may send a request */
export function watchEarly(provider, prepare) {
  pressed = provider
  prepare()
  pressed = ''
}

/** Draw what left before the click, and what has arrived. @param {string} provider */
export function drawEarly(provider) {
  const found = early.get(provider)
  const recording = currentRecording()
  early.delete(provider)
  if (!found || !recording) return
  const { exchange, left, arrived } = found
  requestLeft(exchange, recording, left - recording.clicked)
  if (arrived) responseArrived(exchange, arrived - recording.clicked)
}

/** @param {Exchange} exchange a request that leaves, and again when it is answered */
export function exchanged(exchange) {
  if (exchange.status === undefined) return leaves(exchange)
  for (const each of early.values()) if (each.exchange === exchange) each.arrived = now()
  const request = drawn.get(exchange)
  if (request && request.clicked === currentRecording()?.clicked) {
    responseArrived(exchange, elapsed())
  }
}

/** @param {Exchange} exchange */
function leaves(exchange) {
  const recording = currentRecording()
  if (pressed) early.set(pressed, { exchange, left: now(), arrived: 0 })
  else if (recording && belongs(exchange, recording)) requestLeft(exchange, recording, elapsed())
}

/**
 * Of two sign-ins at a time the other one is left out, and so is every look at the providers.
 *
 * @param {Exchange} exchange
 * @param {Recording} recording
 */
function belongs({ path, body }, { provider }) {
  if (path.startsWith('login/social/providers/')) return false
  const [, inPath] = path.match(/^login\/social\/[\w-]+\/(?!refresh)([^/]+)\//) ?? []
  const about = inPath ?? /** @type {any} */ (body)?.provider
  return about === undefined || about === provider
}

/** @param {Exchange} exchange @param {Recording} recording @param {number} at */
function requestLeft(exchange, { clicked }, at) {
  const { method, path, headers, body } = exchange
  const lines = [`${method} /api/${path}`]
  for (const [name, value] of Object.entries(headers)) {
    const isSecret = name === 'X-CSRFToken' || name === 'Authorization'
    const line = `${name}: ${value}`
    lines.push(isSecret ? maskedHeader(line) : line)
  }
  if (body) lines.push('', maskedBody(body))
  const label = `${method} ${path.replace(/^(login\/)?social\//, '')}`
  const message = { label, step: stepOf(exchange), text: lines.join('\n'), at }
  const number = add({ from: 'page', to: 'api', ...message })
  drawn.set(exchange, { clicked, number, at })
}

/** @param {Exchange} exchange whose request was drawn @param {number} at */
function responseArrived(exchange, at) {
  const { status, answer, received = {} } = exchange
  const request = drawn.get(exchange)
  const took = at - (request?.at ?? at)
  if (!status) {
    const step = 'refused:offline'
    add({ from: 'page', to: 'page', label: 'no response', step, at, took, failed: 'bad' })
    return
  }
  const problem = status >= 400 ? codeOf(answer) : undefined
  const beginning = stepOf(exchange) === 'begin'
  const providerFailed = drawCalls(received['server-timing'] ?? '', beginning, problem)
  const lines = [`${status}`]
  for (const name of TELLING) if (received[name]) lines.push(`${name}: ${received[name]}`)
  if (answer) lines.push('', maskedAnswer(answer))
  add({
    from: 'api',
    to: 'page',
    label: `${status} ${problem ?? namesOf(answer)}`.trim(),
    step: problem ? refusalStep(problem, providerFailed) : `${stepOf(exchange)}-answer`,
    text: lines.join('\n'),
    at,
    took,
    answers: request?.number,
    failed: problem ? toneOf(problem) : undefined,
  })
}

/** @param {string} problem @param {boolean} providerFailed */
const refusalStep = (problem, providerFailed) => (providerFailed ? 'relayed' : `refused:${problem}`)

/** @param {any} problem @returns {string} */
const codeOf = problem => problem?.code ?? 'unexpected'

/** @param {Exchange} exchange */
function stepOf({ method, path }) {
  if (path.includes('/begin/')) return 'begin'
  if (path.includes('connections')) return method === 'DELETE' ? 'unlink' : 'connections'
  if (path.includes('jwt-cookie')) return path.includes('refresh') ? 'refresh-cookie' : 'cookie'
  const [, way] = path.match(/social\/(session|token|jwt)(_user)?\//) ?? []
  const [other] = path.match(/refresh|logout/) ?? []
  return way ?? other ?? 'me'
}

const SHOWN_NAMES = ['authorization_url', 'nonce', 'token', 'access', 'refresh', 'username', 'user']

/** @param {any} answer @returns {string} what it contains, such as `token, refresh` */
function namesOf(answer) {
  const names = SHOWN_NAMES.filter(name => answer?.[name])
  return names.map(name => (name === 'username' ? 'user' : name)).join(', ')
}

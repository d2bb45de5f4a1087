/**
 * The messages between page and API.
 *
 * @import { Exchange } from '../sign-in/api.js'
 * @import { Recording } from './recording.js'
 */
import { toneOf } from '../sign-in/recovery.js'
import { maskedAnswer, maskedBody, maskedHeader } from '../sign-in/secrets.js'
import { drawCalls } from './calls.js'
import { add, currentRecording, elapsed } from './recording.js'

/** Headers of a response that say something about a sign-in. */
const TELLING = ['content-type', 'retry-after', 'x-request-id', 'server-timing']

/**
 * Which requests were drawn, in which sign-in, and when they left.
 *
 * @type {WeakMap<Exchange, { clicked: number, at: number }>}
 */
const drawn = new WeakMap()

/** @param {Exchange} exchange a request that leaves, and again when it is answered */
export function exchanged(exchange) {
  const recording = currentRecording()
  if (!recording) return
  if (exchange.status === undefined) {
    if (belongs(exchange, recording)) requestLeft(exchange, recording)
    return
  }
  const request = drawn.get(exchange)
  if (request?.clicked === recording.clicked) responseArrived(exchange, request.at)
}

/**
 * Of two sign-ins at a time the other one is left out, and so is every look at the providers.
 *
 * @param {Exchange} exchange
 * @param {Recording} recording
 */
function belongs({ path, body }, { provider }) {
  if (path.startsWith('login/social/providers/')) return false
  const [, inPath] = path.match(/^login\/social\/\w+\/([^/]+)\//) ?? []
  const about = inPath ?? /** @type {any} */ (body)?.provider
  return about === undefined || about === provider
}

/** @param {Exchange} exchange @param {Recording} recording */
function requestLeft(exchange, { clicked }) {
  const { method, path, headers, body } = exchange
  const at = elapsed()
  drawn.set(exchange, { clicked, at })
  const lines = [`${method} /api/${path}`]
  for (const [name, value] of Object.entries(headers)) {
    const isSecret = name === 'X-CSRFToken' || name === 'Authorization'
    const line = `${name}: ${value}`
    lines.push(isSecret ? maskedHeader(line) : line)
  }
  if (body) lines.push('', maskedBody(body))
  const label = `${method} ${path.replace(/^(login\/)?social\//, '')}`
  add({ from: 'page', to: 'api', label, step: stepOf(exchange), text: lines.join('\n'), at })
}

/** @param {Exchange} exchange @param {number} left when the request left */
function responseArrived(exchange, left) {
  const { status, answer, received = {} } = exchange
  const at = elapsed()
  const took = at - left
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
  const [, way] = path.match(/social\/(session|token|jwt)\//) ?? []
  const [other] = path.match(/refresh|logout/) ?? []
  return way ?? other ?? 'me'
}

const SHOWN_NAMES = ['authorization_url', 'token', 'access', 'refresh', 'username', 'user']

/** @param {any} answer @returns {string} what it contains, such as `token, refresh` */
function namesOf(answer) {
  const names = SHOWN_NAMES.filter(name => answer?.[name])
  return names.map(name => (name === 'username' ? 'user' : name)).join(', ')
}

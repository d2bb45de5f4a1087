/**
 * What page and API say to one another, and what the API says to the provider meanwhile: a browser
 * sees nothing of that, so the API's answer tells it, in the standard header Server-Timing.
 *
 * @import { Exchange } from '../sign-in/api.js'
 * @import { Recording } from './messages.js'
 * @typedef {{ method: string, address: string, status: string, took: number, sent: string[] }} Call
 */
import { add, currentRecording, elapsed } from './messages.js'
import { CALM } from '../sign-in/recovery.js'
import { maskedAnswer, maskedBody, maskedHeader } from '../sign-in/secrets.js'

const NONE = '-' // instead of a status
/** Headers of an answer that say something about a sign-in. */
const TELLING = ['content-type', 'retry-after', 'x-request-id', 'server-timing']

/** @type {WeakMap<Exchange, { clicked: number, at: number }>} whose request was drawn, and when it left */
const drawn = new WeakMap()

/** @param {Exchange} exchange a request that leaves, and again when it is answered */
export function exchanged(exchange) {
  const recording = currentRecording()
  if (!recording) return
  if (!('status' in exchange))
    return belongs(exchange, recording) ? asked(exchange, recording) : undefined
  const request = drawn.get(exchange)
  if (request?.clicked === recording.clicked) answered(exchange, request.at)
}

/** Of two sign-ins at a time the other one is left out, and so is a look at the list of providers. @param {Exchange} exchange @param {Recording} recording */
function belongs({ path, body }, { provider }) {
  const other =
    path.match(/^login\/social\/(?:providers|\w+\/([^/]+))\//)?.[1] ??
    /** @type {any} */ (body)?.provider
  return !path.startsWith('login/social/providers/') && (!other || other === provider)
}

/** @param {Exchange} exchange @param {Recording} recording */
function asked(exchange, { clicked }) {
  const { method, path, headers, body } = exchange
  const at = elapsed()
  drawn.set(exchange, { clicked, at })
  const lines = Object.entries(headers).map(([name, value]) =>
    /csrf|author/i.test(name) ? maskedHeader(`${name}: ${value}`) : `${name}: ${value}`,
  )
  const text = [`${method} /api/${path}`, ...lines, ...(body ? ['', maskedBody(body)] : [])].join(
    '\n',
  )
  add({
    from: 'page',
    to: 'api',
    label: `${method} ${path.replace(/^(login\/)?social\//, '')}`,
    step: stepOf(exchange),
    text,
    at,
  })
}

/** @param {Exchange} exchange @param {number} asked when the request left */
function answered(exchange, asked) {
  const { status = 0, answer, received = {} } = exchange
  const at = elapsed()
  const took = at - asked
  if (!status) {
    add({
      from: 'page',
      to: 'page',
      label: 'no answer',
      step: 'refused:offline',
      at,
      took,
      failed: 'bad',
    })
    return
  }
  const problem = status < 400 ? undefined : codeOf(answer)
  const relayed = drawCalls(
    providerCalls(received['server-timing'] ?? ''),
    stepOf(exchange) === 'begin',
    problem,
  )
  const step = problem ? (relayed ? 'relayed' : `refused:${problem}`) : `${stepOf(exchange)}-answer`
  const head = [
    status,
    ...TELLING.filter(name => received[name]).map(name => `${name}: ${received[name]}`),
  ]
  const text = [...head, ...(answer ? ['', maskedAnswer(answer)] : [])].join('\n')
  add({
    from: 'api',
    to: 'page',
    label: `${status} ${problem ?? inShort(answer)}`.trim(),
    step,
    text,
    at,
    took,
    failed: problem && (CALM.has(problem) ? 'calm' : 'bad'),
  })
}

/**
 * Draw each call and its answer; return whether the last of them failed.
 *
 * @param {Call[]} calls @param {boolean} beginning @param {string} [problem] the API's code, if it has refused
 */
function drawCalls(calls, beginning, problem) {
  let exchanged = false
  calls.forEach((call, index) => {
    const { method, address, status, took, sent } = call
    const step = !sent.length
      ? /well-known/.test(address)
        ? 'discovery'
        : 'keys'
      : beginning
        ? 'request-token'
        : exchanged
          ? 'profile'
          : 'exchange'
    exchanged ||= step === 'exchange'
    add({
      from: 'api',
      to: 'provider',
      label: `${method} …/${address.replace(/^.*\//, '')}`,
      aside: address.replace(/\/.*$/, ''),
      step: sent.includes('code_verifier') ? `${step}-pkce` : step,
      text: [
        `${method} https://${address}`,
        ...sent.map(name =>
          name.includes(':') ? `${name.replace(':', ': ')} •••` : `  ${name}=•••`,
        ),
      ].join('\n'),
    })
    const ending = index === calls.length - 1 ? problem : undefined
    const lesson = hasFailed(call)
      ? ending
        ? `refused:${ending}`
        : 'again'
      : ending && step !== 'keys'
        ? 'unusable'
        : `${step}-answer`
    add({
      from: 'provider',
      to: 'api',
      label: status === NONE ? 'no whole answer' : status,
      took,
      step: lesson,
      failed: hasFailed(call) ? 'bad' : undefined,
      text: status === NONE ? 'No whole answer came.' : `${status}\n\nIts body stays at the API.`,
    })
  })
  return calls.slice(-1).some(hasFailed)
}

/** @param {any} problem @returns {string} */
const codeOf = problem => problem?.code ?? 'unexpected'

/** @param {Call} call */
const hasFailed = ({ status }) => !status.startsWith('2')

/** Read `provider;dur=12.3;desc="POST github.com/login/oauth/access_token 200";sent="code client_secret"`. @param {string} header @returns {Call[]} */
const providerCalls = header =>
  [
    ...header.matchAll(
      /provider;dur=([\d.]+);desc="([^" ]+) ([^" ]+) ([^" ]+)"(?:;sent="([^"]*)")?/g,
    ),
  ].map(([, took, method = '', address = '', status = '', sent = '']) => ({
    took: Number(took),
    method,
    address,
    status,
    sent: sent ? sent.split(' ') : [],
  }))

/** @param {Exchange} exchange */
function stepOf({ method, path }) {
  if (path.includes('/begin/')) return 'begin'
  if (path.includes('connections')) return method === 'DELETE' ? 'unlink' : 'connections'
  return (
    path.match(/social\/(session|token|jwt)\//)?.[1] ?? path.match(/refresh|logout/)?.[0] ?? 'me'
  )
}

/** What an answer holds. @param {any} answer @returns {string} */
const inShort = answer =>
  ['authorization_url', 'token', 'access', 'refresh', 'username', 'user']
    .filter(name => answer?.[name])
    .map(name => (name === 'username' ? 'user' : name))
    .join(', ')

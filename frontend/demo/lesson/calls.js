/**
 * The messages between API and provider. A browser sees none of them, so the API's response reports
 * them in the standard header Server-Timing (in DEBUG only).
 *
 * @typedef {object} Call
 * @property {string} method
 * @property {string} address without its scheme
 * @property {string} status
 * @property {number} took milliseconds
 * @property {string[]} sent the names of what was sent, never the values: a parameter's, or a
 *   header's with its scheme (`Authorization:Bearer`)
 */
import { add } from './recording.js'

const NO_STATUS = '-' // no complete response arrived
const TIMING = /provider;dur=([\d.]+);desc="([^" ]+) ([^" ]+) ([^" ]+)"(?:;sent="([^"]*)")?/g

/**
 * Draw each call and its response; return whether the last of them failed.
 *
 * @param {string} header the response's Server-Timing
 * @param {boolean} beginning the response is one to `begin`
 * @param {string} [problem] the API's code, if it refused
 */
export function drawCalls(header, beginning, problem) {
  const calls = read(header)
  let codeExchanged = false
  for (const [index, call] of calls.entries()) {
    const step = stepOf(call, beginning, codeExchanged)
    if (step === 'exchange') codeExchanged = true
    const isLast = index === calls.length - 1
    const answers = drawRequest(call, step)
    drawResponse(call, step, answers, isLast ? problem : undefined)
  }
  const last = calls.at(-1)
  return last !== undefined && hasFailed(last)
}

/**
 * Which step of the protocol a call is: only discovery and key sets are fetched without parameters.
 *
 * @param {Call} call
 * @param {boolean} beginning
 * @param {boolean} codeExchanged by an earlier call of this sign-in
 */
function stepOf({ address, sent }, beginning, codeExchanged) {
  if (sent.length === 0) return address.includes('well-known') ? 'discovery' : 'keys'
  if (beginning) return 'request-token'
  return codeExchanged ? 'profile' : 'exchange'
}

/** @param {Call} call @param {string} step @returns {number} its place in the recording */
function drawRequest({ method, address, sent }, step) {
  const lines = sent.map(name => {
    const isHeader = name.includes(':')
    return isHeader ? `${name.replace(':', ': ')} •••` : `  ${name}=•••`
  })
  return add({
    from: 'api',
    to: 'provider',
    label: `${method} …/${address.split('/').at(-1)}`,
    aside: address.split('/')[0],
    step: sent.includes('code_verifier') ? `${step}-pkce` : step,
    text: [`${method} https://${address}`, ...lines].join('\n'),
  })
}

/**
 * @param {Call} call
 * @param {string} step
 * @param {number} answers
 * @param {string} [problem] what the API made of the last call
 */
function drawResponse(call, step, answers, problem) {
  const { status, took } = call
  const complete = status !== NO_STATUS
  add({
    from: 'provider',
    to: 'api',
    label: complete ? status : 'no complete response',
    step: lessonOf(call, step, problem),
    text: complete ? `${status}\n\nIts body stays at the API.` : 'No complete response arrived.',
    took,
    answers,
    failed: hasFailed(call) ? 'bad' : undefined,
  })
}

/** @param {Call} call @param {string} step @param {string} [problem] */
function lessonOf(call, step, problem) {
  if (hasFailed(call)) return problem ? `refused:${problem}` : 'again'
  // After good keys the API's refusal is about the id_token, which came before them.
  if (problem && step !== 'keys') return 'unusable'
  return `${step}-answer`
}

/** @param {Call} call */
const hasFailed = ({ status }) => !status.startsWith('2')

/**
 * Read `provider;dur=12.3;desc="POST github.com/login/oauth/access_token 200";sent="code client_id"`.
 *
 * @param {string} header
 * @returns {Call[]}
 */
const read = header =>
  [...header.matchAll(TIMING)].map(
    ([, took, method = '', address = '', status = '', sent = '']) => ({
      took: Number(took),
      method,
      address,
      status,
      sent: sent.split(' ').filter(Boolean),
    }),
  )

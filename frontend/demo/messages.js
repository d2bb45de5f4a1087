/**
 * One sign-in as a list of messages, each from one party to another, as they really happen.
 *
 * @import { Callback, Flow } from '../popup/popup.js'
 * @import { Exchange } from './api.js'
 * @import { Step } from './lessons.js'
 * @typedef {'page' | 'popup' | 'api' | 'provider'} Party
 * @typedef {object} Message
 * @property {Party} from
 * @property {Party} to
 * @property {string} label
 * @property {Step} step what lesson it teaches
 * @property {string} text the real thing, secrets masked
 * @property {number} at milliseconds after the click
 * @property {number} [took] milliseconds
 * @property {boolean} [failed]
 */
import { masked, maskedUrl } from './secrets.js'

/** @type {Message[]} */
let messages = []
let start = 0
let protocol = ''
/** @type {(messages: Message[]) => void} */
let onMessage = () => {}

/** @param {typeof onMessage} listener */
export const onMessages = listener => {
  onMessage = listener
}

/** A click: forget the last sign-in. @param {string} ofProtocol */
export function startFlow(ofProtocol) {
  messages = []
  start = performance.now()
  protocol = ofProtocol
}

/** @param {Omit<Message, 'at'>} message @param {number} [at] */
function add(message, at = performance.now()) {
  messages = [...messages, { ...message, at: at - start }]
  onMessage(messages)
}

export const popupOpened = () => add({
  from: 'page', to: 'popup', label: 'open a blank window', step: 'open', text: "window.open('about:blank', '', 'popup,…')",
})

/** @param {Flow} flow @param {Party} [by] which window goes there */
export const windowLeft = ({ authorization_url }, by = 'popup') => add({
  from: by, to: 'provider', label: 'authorization request', step: own('consent'), text: `GET ${maskedUrl(authorization_url)}`,
})

/** @param {Callback} callback @param {boolean} [redirected] */
export function answered(callback, redirected = false) {
  const { redirect_uri, ...sent } = callback
  const failed = 'error' in sent || 'denied' in sent || 'oauth_problem' in sent
  const arrived = maskedUrl(`${redirect_uri}?${new URLSearchParams(sent)}`)
  add({ from: 'provider', to: 'popup', label: failed ? 'callback: declined' : 'callback', step: failed ? 'declined' : own('callback'), text: `GET ${arrived}`, failed })
  if (redirected) {
    add({ from: 'popup', to: 'page', label: 'fragment', step: 'fragment', text: masked({ callback }) })
  } else {
    add({ from: 'popup', to: 'page', label: 'BroadcastChannel', step: 'handover', text: masked({ callback }) })
    add({ from: 'page', to: 'popup', label: 'taken', step: 'taken', text: '{ "taken": … }' })
  }
}

/** @type {WeakMap<Exchange, number>} */
const left = new WeakMap()

/** @param {Exchange} exchange */
export function exchanged(exchange) {
  // A list of providers is no message of a sign-in.
  if (!messages.length || exchange.path.startsWith('login/social/providers/')) return
  const { method, path, headers, body, status, answer, timing } = exchange
  const now = performance.now()
  const step = stepOf(path)
  const asked = left.get(exchange)
  if (asked === undefined) {
    left.set(exchange, now)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${/csrf|author/i.test(name) ? masked(value) : value}`)
    add({ from: 'page', to: 'api', label: `${method} ${shortened(path)}`, step: `${step}`, text: [`${method} /api/${path}`, ...lines, '', body ? masked(body) : ''].join('\n').trim() })
    return
  }
  for (const call of providerCalls(timing ?? '')) {
    add({ from: 'api', to: 'provider', label: call.what, step: stepOfCall(call.path), text: `${call.method} https://${call.path}\n→ ${call.status}`, took: call.took, failed: call.status >= '400' || call.status === '-' }, asked)
  }
  add({ from: 'api', to: 'page', label: String(status), step: `${step}-answer`, text: [`${status}`, timing && `Server-Timing: ${timing}`, '', answer ? masked(answer) : ''].filter(line => line !== undefined).join('\n').trim(), took: now - asked, failed: Number(status) >= 400 })
}

/** Most lessons differ by protocol. @param {string} step @returns {Step} */
const own = step => `${step}-${protocol === 'oauth1' ? 'oauth1' : 'oauth2'}`

/** @param {string} path */
const shortened = path => path.replace(/^(login\/)?social\//, '')

/** @param {string} path @returns {Step} */
function stepOf(path) {
  if (path.includes('/begin/')) return own('begin')
  if (path.startsWith('me')) return 'me'
  if (path.startsWith('logout')) return 'logout'
  if (path.startsWith('token/refresh')) return 'refresh'
  if (path.includes('connections')) return 'connections'
  return path.match(/social\/(session|token|jwt)/)?.[1] ?? 'me'
}

/** @param {string} path @returns {Step} */
function stepOfCall(path) {
  if (path.includes('request_token')) return 'request-token'
  if (/certs|keys|jwk|openid-configuration/.test(path)) return 'keys'
  if (/token/.test(path)) return own('exchange')
  return own('profile')
}

/** Read `provider;dur=12.3;desc="POST github.com/login/oauth/access_token 200"`. @param {string} header */
function providerCalls(header) {
  return [...header.matchAll(/provider;dur=([\d.]+);desc="(\S+) (\S+) (\S+)"/g)].map(([, took, method = '', path = '', status = '']) => ({
    took: Number(took), method, path, status, what: `${method} ${path.replace(/^([^/]+)\/.*?([^/]*)$/, '$1/…/$2')}`,
  }))
}

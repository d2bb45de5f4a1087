/**
 * A recording as HTTP Archive (HAR 1.2), which the developer tools of browsers open.
 *
 * It is made of the messages' texts, which are HTTP with every secret masked: nothing is in it that
 * the page does not show. A page sees neither cookies nor what a provider responds to a window.
 *
 * @import { Message, Recording } from '../recording.js'
 * @typedef {{ name: string, value: string }} Pair
 * @typedef {object} Http
 * @property {string} start the first line
 * @property {Pair[]} parameters of the URL, or of a form
 * @property {Pair[]} headers
 * @property {string} body
 */

const REQUEST = /^(GET|POST|DELETE) (\S+)$/
const UNSEEN = { start: '0', parameters: [], headers: [], body: '' }

/** @param {Recording} recording */
export function harOf(recording) {
  const { messages, clicked, title } = recording
  const replies = new Map(messages.map(message => [message.answers, message]))
  const entries = messages.flatMap((message, number) => {
    const request = read(message.text)
    if (!REQUEST.test(request.start)) return []
    const reply = replies.get(number)
    const at = new Date(clicked + startOf(messages, number))
    return [entry(at, requestOf(request), responseOf(reply), reply?.took ?? 0)]
  })
  return {
    log: {
      version: '1.2',
      creator: { name: 'Rest Social Example', version: '1' },
      entries,
      comment: `A sign-in with ${title}. Secrets are masked, and cookies are left out.`,
    },
  }
}

/**
 * When a request left. Of those between API and provider only the durations are known: each leaves
 * when the one before it is answered, and the first one when the page's request arrives.
 *
 * @param {Message[]} messages
 * @param {number} number
 * @returns {number} milliseconds after the click
 */
function startOf(messages, number) {
  const { at } = /** @type {Message} */ (messages[number])
  if (at !== undefined) return at
  const before = messages.slice(0, number)
  const asked = before.findLastIndex(({ from, to }) => from === 'page' && to === 'api')
  const taken = before.slice(asked + 1).filter(({ from }) => from === 'provider')
  return taken.reduce((sum, { took = 0 }) => sum + took, messages[asked]?.at ?? 0)
}

/**
 * @param {Date} left
 * @param {object} request
 * @param {object} response
 * @param {number} wait milliseconds
 */
function entry(left, request, response, wait) {
  return {
    startedDateTime: left.toISOString(),
    time: wait,
    request,
    response,
    cache: {},
    timings: { send: 0, wait, receive: 0 },
  }
}

/** @param {Http} http */
function requestOf({ start, parameters, headers, body }) {
  const [, method = '', target = ''] = start.match(REQUEST) ?? []
  const url = new URL(target, location.href)
  const isForm = method === 'POST' && parameters.length > 0
  if (!isForm) for (const { name, value } of parameters) url.searchParams.append(name, value)
  return {
    ...COMMON,
    method,
    url: url.href,
    headers,
    queryString: isForm ? [] : parameters,
    ...(isForm && {
      postData: { mimeType: 'application/x-www-form-urlencoded', params: parameters },
    }),
    ...(body && { postData: { mimeType: 'application/json', text: body } }),
  }
}

/** @param {Message | undefined} reply */
function responseOf(reply) {
  const { start, headers, body } = reply ? read(reply.text) : UNSEEN
  const type = headers.find(({ name }) => name === 'content-type')?.value ?? 'x-unknown'
  return {
    ...COMMON,
    status: Number(start.split(' ')[0]) || 0, // as developer tools say that none arrived
    statusText: '',
    headers,
    content: { size: body.length, mimeType: type, ...(body && { text: body }) },
    redirectURL: '',
  }
}

const COMMON = { httpVersion: 'unknown', cookies: [], headersSize: -1, bodySize: -1 }

/** @param {string} [text] of a message @returns {Http} */
function read(text = '') {
  const [start = '', ...lines] = text.split('\n')
  const blank = lines.indexOf('')
  const head = blank < 0 ? lines : lines.slice(0, blank)
  return {
    start,
    parameters: pairsOf(head, /^ +[?&]?([^=]+)=(.*)$/),
    headers: pairsOf(head, /^([\w-]+): (.*)$/),
    body: blank < 0 ? '' : lines.slice(blank + 1).join('\n'),
  }
}

/** @param {string[]} lines @param {RegExp} pattern @returns {Pair[]} */
function pairsOf(lines, pattern) {
  return lines.flatMap(line => {
    const [, name = '', value = ''] = line.match(pattern) ?? []
    return name ? [{ name, value }] : []
  })
}

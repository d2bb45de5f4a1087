/**
 * popup.js's and redirect.js's functions, with every message recorded for the diagram.
 *
 * @import { Begin, Callback } from '../../popup/popup.js'
 * @import { Begin as PreparableBegin } from '../sign-in/provider.js'
 * @import { Facts, Recording } from './recording.js'
 */
import * as popup from '../../popup/popup.js'
import * as redirect from '../../popup/redirect.js'
import { protocolOf, titleOf } from '../sign-in/store.js'
import { drawEarly, watchEarly } from './exchanges.js'
import { callbackArrived, ended, windowLeft, windowOpened } from './messages.js'
import { currentRecording, now, startRecording } from './recording.js'

export const recorded = { authorize, authorizeByRedirect, prepare }

/** @param {string} provider @param {Facts['window']} window @returns {Facts} */
const factsOf = (provider, window) => ({
  provider,
  title: titleOf(provider),
  protocol: protocolOf(provider),
  window,
})

/** @type {typeof popup.authorize} */
async function authorize(provider, begin, options) {
  const facts = factsOf(provider, 'popup')
  const clicked = now()
  try {
    const callback = await popup.authorize(provider, recording(begin, facts, clicked), options)
    callbackArrived(callback)
    return callback
  } catch (error) {
    ended(error, facts, clicked)
    throw error
  }
}

/** @param {string} provider @param {PreparableBegin} begin */
function prepare(provider, begin) {
  watchEarly(provider, () => begin.prepare(provider))
}

/** @type {typeof redirect.authorizeByRedirect} */
function authorizeByRedirect(provider, begin, data) {
  const recordedBegin = recording(begin, factsOf(provider, 'this tab'), now())
  return redirect.authorizeByRedirect(provider, recordedBegin, {
    .../** @type {object} */ (data),
    /** Read when the page leaves: it will be loaded again, and gets the messages without texts. */
    get recording() {
      const recording = currentRecording()
      const messages = recording?.messages.map(message => ({ ...message, text: undefined }))
      return { ...recording, messages }
    },
  })
}

/**
 * Continue the recording of the page that left for the provider.
 *
 * @param {popup.PopupError | { callback: Callback }} result what takeRedirect returned or threw
 * @param {Recording} earlier
 */
export function cameBack(result, earlier) {
  startRecording(earlier, earlier.clicked, earlier.messages)
  if (result instanceof popup.PopupError) ended(result, earlier, earlier.clicked)
  else callbackArrived(result.callback)
}

/**
 * A `begin` that records what leaves: a request to the API, now or when the button was pressed, and
 * the window that opens meanwhile.
 *
 * @param {Begin} begin
 * @param {Facts} facts
 * @param {number} clicked
 * @returns {Begin}
 */
const recording = (begin, facts, clicked) => (provider, signal) => {
  startRecording(facts, clicked)
  const flow = begin(provider, signal)
  if (currentRecording()?.messages.length === 0) drawEarly(provider)
  const ready = !('then' in flow)
  if (facts.window === 'popup') windowOpened(ready)
  if (ready) windowLeft(flow)
  else flow.then(windowLeft, () => {})
  return flow
}

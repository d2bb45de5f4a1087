/**
 * popup.js's ways to ask a provider, with every message recorded for the diagram.
 *
 * @import { Begin, Callback, PopupOptions } from '../../popup/popup.js'
 * @import { Facts, Recording } from './messages.js'
 */
import * as popup from '../../popup/popup.js'
import * as redirect from '../../popup/redirect.js'
import {
  answered,
  currentRecording,
  ended,
  now,
  popupOpened,
  startRecording,
  windowLeft,
} from './messages.js'
import { protocolOf, titleOf } from '../sign-in/store.js'

/** @param {string} provider @param {Facts['window']} window @returns {Facts} */
const factsOf = (provider, window) => ({
  provider,
  title: titleOf(provider),
  protocol: protocolOf(provider),
  window,
})

/** @type {typeof popup.authorize} */
export async function authorize(provider, begin, options) {
  const facts = factsOf(provider, 'popup')
  const clicked = now()
  try {
    const callback = await popup.authorize(provider, noting(begin, facts, clicked), options)
    answered(callback)
    return callback
  } catch (error) {
    ended(error, facts, clicked)
    throw error
  }
}

/** What was recorded goes along in short, because this page will be loaded anew. @param {string} provider @param {Begin} begin @param {object} data */
export function authorizeByRedirect(provider, begin, data) {
  const note = noting(begin, factsOf(provider, 'this tab'), now())
  return redirect.authorizeByRedirect(provider, note, {
    ...data,
    get recording() {
      const recording = currentRecording()
      return {
        ...recording,
        messages: recording?.messages.map(message => ({ ...message, text: undefined })),
      }
    },
  })
}

/** Go on where the page that left had to stop. @param {{ data: { recording: Recording }, callback: Callback } | popup.PopupError & { data: { recording: Recording } }} came */
export function cameBack(came) {
  const { recording } = came.data
  startRecording(recording, recording.clicked, recording.messages)
  if (came instanceof popup.PopupError) ended(came, recording, recording.clicked)
  else answered(came.callback)
}

/** Note what leaves. By now the window is open. @param {Begin} begin @param {Facts} facts @param {number} clicked @returns {Begin} */
const noting = (begin, facts, clicked) => async (provider, signal) => {
  startRecording(facts, clicked)
  if (facts.window === 'popup') popupOpened()
  const flow = await begin(provider, signal)
  windowLeft(flow)
  return flow
}

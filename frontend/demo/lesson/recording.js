/**
 * One sign-in as a list of messages, each from one party to another, as they really happen.
 *
 * @import { Callback } from '../../popup/popup.js'
 * @typedef {'page' | 'popup' | 'api' | 'provider'} Party
 * @typedef {object} Message
 * @property {Party} from
 * @property {Party} to the same party: nothing was sent, something ended there
 * @property {string} label
 * @property {string} [aside] shown less prominently
 * @property {string} step whose lesson it teaches
 * @property {string} [text] the real thing, secrets masked
 * @property {number} [at] milliseconds after the click; unknown if only the duration is known
 * @property {number} [took] milliseconds
 * @property {number} [answers] which message of the recording it is the response to
 * @property {'bad' | 'calm'} [failed]
 * @typedef {object} Facts
 * @property {string} provider
 * @property {string} title
 * @property {string} protocol
 * @property {'popup' | 'this tab' | 'not needed'} window
 * @typedef {object} Course
 * @property {number} clicked
 * @property {Message[]} messages
 * @property {boolean} [posted] the callback arrives as a form
 * @typedef {Facts & Course} Recording
 */

/** The sign-in that began last: of two at a time only this one is drawn. @type {Recording | undefined} */
let recording
/** What the last callback page sent to all pages of this origin. @type {Callback | undefined} */
let heard
/** @type {(recording: Recording) => void} */
let onMessage = () => {}
let drawing = 0

/** @param {typeof onMessage} listener */
export function onMessages(listener) {
  onMessage = listener
}

export const currentRecording = () => recording

/** A time that can be compared with that of a page that was here before. */
export const now = () => performance.timeOrigin + performance.now()

/** Milliseconds after the click. */
export const elapsed = () => now() - (recording?.clicked ?? 0)

/**
 * Forget the last sign-in, and record another one.
 *
 * @param {Facts} facts
 * @param {number} clicked
 * @param {Message[]} [messages]
 */
export function startRecording(facts, clicked, messages = []) {
  recording = { ...facts, clicked, messages }
  heard = undefined
}

/** @param {Message} message @returns {number} its place in the recording */
export function add(message) {
  if (!recording) return -1
  recording = { ...recording, messages: [...recording.messages, message] }
  if (!drawing) drawing = setTimeout(drawNew)
  return recording.messages.length - 1
}

/** In a task of its own, so that no sign-in waits for its picture. */
function drawNew() {
  drawing = 0
  if (recording) onMessage(recording)
}

/** popup.js reports nothing about a callback that it discards; the page hears the same channel. */
export const lastHeard = () => heard

new BroadcastChannel('oauth-popup').addEventListener('message', ({ data }) => {
  if (data?.callback) heard = data.callback
})

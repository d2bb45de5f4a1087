/**
 * A recording as the text of a Mermaid sequence diagram, which GitHub and many editors draw.
 *
 * @import { Message, Recording } from '../recording.js'
 */

/** What has a meaning of its own in Mermaid, or begins a line: a provider chose part of the text. */
const SPECIAL = /[^\p{L}\p{N} .,:/?=_+()…−-]/gu

/** @param {string} text */
const escaped = text => text.replace(SPECIAL, character => `#${character.codePointAt(0)};`)

/** @param {Recording} recording */
export function mermaidOf({ messages, title, window }) {
  const lines = [
    'sequenceDiagram',
    '  participant page as Page (this tab)',
    `  participant popup as Window (${window})`,
    '  participant api as API (our server)',
    `  participant provider as ${escaped(title)}`,
    ...messages.map(message => `  ${lineOf(message)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** @param {Message} message */
function lineOf({ from, to, label, aside, took, answers, failed }) {
  const time = took === undefined ? aside : `${Math.round(took)} ms`
  const words = escaped(time ? `${label} (${time})` : label)
  if (from === to) return `Note over ${from}: ${words}`
  const line = answers === undefined ? '-' : '--'
  return `${from}${line}${failed ? 'x' : '>>'}${to}: ${words}`
}

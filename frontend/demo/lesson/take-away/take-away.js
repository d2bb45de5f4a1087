/** The sign-in that is drawn, as a file. Loaded when somebody asks for one. */
import { currentRecording } from '../recording.js'
import { harOf } from './har.js'
import { mermaidOf } from './mermaid.js'

/** @param {string} kind `har` or `mermaid` */
export function takeAway(kind) {
  const recording = currentRecording()
  if (!recording) return
  const name = `sign-in-${recording.provider}`
  if (kind === 'har') save(`${name}.har`, JSON.stringify(harOf(recording), null, 2))
  else save(`${name}.mmd`, mermaidOf(recording))
}

/** @param {string} name @param {string} text */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000) // the browser may ask where to put it
}

/**
 * Draw frontend/icons/providers.svg, or with `--check` fail if it is not what this would draw.
 *
 * social-core has icons of some providers. The page takes the others from this one file: those of
 * simple-icons and, for a brand that it does not have, a sign of our own that is nobody's logo.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import * as simpleIcons from 'simple-icons'

const file = new URL('../../frontend/icons/providers.svg', import.meta.url)
const SIZE = 24 // the side of each icon
const INK = '475069' // of the signs

/** Somebody: for every provider that has no icon here. */
const PERSON =
  'M12 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM2 22c0-5 4.5-8 10-8s10 3 10 8c0 .6-.4 1-1 1H3c-.6 0-1-.4-1-1z'
const BRIEFCASE =
  'M8 6V5a3 3 0 0 1 3-3h2a3 3 0 0 1 3 3v1h4a2 2 0 0 1 2 2v4H2V8c0-1.1.9-2 2-2h4zm2 0h4V5a1 1 0 0 0-1-1' +
  'h-2a1 1 0 0 0-1 1v1zM2 14h8v2h4v-2h8v5a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-5z'
const CONVERSATION =
  'M4 2h10a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3H8l-5 4v-4.2A3 3 0 0 1 1 10V5a3 3 0 0 1 3-3zm15 6.2A3 3 0 0 1 23 11' +
  'v5a3 3 0 0 1-2 2.8V23l-5-4h-6a3 3 0 0 1-2.4-1.2L9.3 16H14a5 5 0 0 0 5-5V8.2z'

/** By the provider's name in the API. @type {Record<string, { path: string, hex: string }>} */
const ICONS = {
  discord: simpleIcons.siDiscord,
  'linkedin-openidconnect': { path: BRIEFCASE, hex: INK },
  'openstreetmap-oauth2': simpleIcons.siOpenstreetmap,
  slack: { path: CONVERSATION, hex: INK },
  spotify: simpleIcons.siSpotify,
}

const drawing = sprite()
if (!process.argv.includes('--check')) writeFileSync(file, drawing)
else if (readFileSync(file, 'utf8') !== drawing) {
  console.error('frontend/icons/providers.svg is stale. Run: npm --prefix e2e/js run draw-icons')
  process.exitCode = 1
}

/** Side by side, each behind a view of its name; without such a view one sees the first. */
function sprite() {
  const icons = Object.entries(ICONS).map(([name, { path, hex }], index) => {
    const x = (index + 1) * SIZE
    return (
      `  <view id="${name}" viewBox="${x} 0 ${SIZE} ${SIZE}"/>\n` +
      `  <path fill="#${hex}" transform="translate(${x})" d="${path}"/>\n`
    )
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}">
  <!-- Drawn by e2e/js/icons.js. Brands: simple-icons, CC0 1.0; the marks belong to their owners. -->
  <path fill="#${INK}" d="${PERSON}"/>
${icons.join('')}</svg>
`
}

/** Print what the page loads, minified and compressed, and fail above the promised size. */
import { build } from 'esbuild'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const popup = new URL('../../frontend/popup/', import.meta.url).pathname
const limit = 2048

let worst = 0
for (const [name, source] of Object.entries({
  'popup.js': 'export { authorize, PopupError } from "./popup.js"',
  'popup.js + redirect.js': 'export * from "./popup.js"; export * from "./redirect.js"',
  'callback.js': 'import "./callback.js"',
})) {
  const {
    outputFiles: [output],
  } = await build({
    stdin: { contents: source, resolveDir: popup },
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    write: false,
  })
  const gzipped = gzipSync(output.contents, { level: 9 }).length
  worst = Math.max(worst, gzipped)
  const brotli = brotliCompressSync(output.contents).length
  console.log(
    `${name}: ${output.contents.length} bytes minified, ${gzipped} gzipped, ${brotli} brotli`,
  )
}
if (worst > limit) {
  console.error(`More than ${limit} bytes gzipped.`)
  process.exit(1)
}

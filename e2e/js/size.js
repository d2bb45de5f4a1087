/** Print what a page loads, minified and compressed, and fail above the promised size. */
import { build } from 'esbuild'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const popup = new URL('../../frontend/popup/', import.meta.url).pathname
const OPENER = 2048 // bytes gzipped, to sign in by popup
const BOTH = 2700 // by popup or by redirect

/** What a page imports, and how many bytes of it there may be, gzipped. */
const BUNDLES = {
  'popup.js': ['export { authorize, PopupError } from "./popup.js"', OPENER],
  'popup.js, to prepare': [
    'export { authorize, preparable, PopupError } from "./popup.js"',
    OPENER,
  ],
  'popup.js + redirect.js': ['export * from "./popup.js"; export * from "./redirect.js"', BOTH],
  'callback.js': ['import "./callback.js"', OPENER],
}

for (const [name, [source, limit]] of Object.entries(BUNDLES)) {
  const bundle = await build({
    stdin: { contents: source, resolveDir: popup },
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    write: false,
  })
  const { contents } = bundle.outputFiles[0]
  const gzipped = gzipSync(contents, { level: 9 }).length
  const brotli = brotliCompressSync(contents).length
  console.log(`${name}: ${contents.length} bytes minified, ${gzipped} gzipped, ${brotli} brotli`)
  if (gzipped > limit) {
    console.error(`More than ${limit} bytes gzipped.`)
    process.exitCode = 1
  }
}

/**
 * Write the examples of the popup's README to a folder, and those of each guide to one of its own
 * below it, with popup/ and post.ts: to examples/, where tsc reads them, or to another.
 *   node examples.js /tmp/somewhere
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const popup = new URL('../../frontend/popup/', import.meta.url)
const examples = process.argv[2]
  ? pathToFileURL(`${process.argv[2]}/`)
  : new URL('./examples/', import.meta.url)

rmSync(examples, { recursive: true, force: true })
extract('README.md', examples)
cpSync(popup, new URL('popup/', examples), { recursive: true })
for (const guide of readdirSync(new URL('guides/', popup))) {
  const folder = new URL(`${guide.replace('.md', '')}/`, examples)
  extract(`guides/${guide}`, folder)
  cpSync(popup, new URL('src/popup/', folder), { recursive: true })
  cpSync(new URL('post.ts', examples), new URL('src/post.ts', folder))
}

/** @param {string} document @param {URL} folder */
function extract(document, folder) {
  const text = readFileSync(new URL(document, popup), 'utf8')
  for (const [, name, code] of text.matchAll(/^```\w+ ([\w./+-]+)\n(.*?)^```$/gms)) {
    const file = new URL(name, folder)
    mkdirSync(new URL('./', file), { recursive: true })
    writeFileSync(file, code)
  }
}

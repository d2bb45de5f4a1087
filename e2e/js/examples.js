/**
 * Write the popup README's examples to a folder: examples/, where tsc reads them, or another.
 *   node examples.js /tmp/somewhere
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const popup = new URL('../../frontend/popup/', import.meta.url)
const examples = process.argv[2]
  ? pathToFileURL(`${process.argv[2]}/`)
  : new URL('./examples/', import.meta.url)

rmSync(examples, { recursive: true, force: true })
mkdirSync(examples)
cpSync(popup, new URL('popup/', examples), { recursive: true })
const readme = readFileSync(new URL('README.md', popup), 'utf8')
for (const [, name, code] of readme.matchAll(/^```\w+ ([\w.-]+)\n(.*?)^```$/gms)) {
  writeFileSync(new URL(name, examples), code)
}

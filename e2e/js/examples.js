/** Write the popup README's examples to examples/, where tsc reads them and the tests run them. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const popup = new URL('../../frontend/popup/', import.meta.url)
const examples = new URL('./examples/', import.meta.url)

rmSync(examples, { recursive: true, force: true })
mkdirSync(examples)
cpSync(popup, new URL('popup/', examples), { recursive: true })
const readme = readFileSync(new URL('README.md', popup), 'utf8')
for (const [, name, code] of readme.matchAll(/^```\w+ ([\w.-]+)\n(.*?)^```$/gms)) {
  writeFileSync(new URL(name, examples), code)
}

/**
 * The code to copy, as it is served and as tests run it. It is fetched when somebody opens it. An
 * example is a fenced block of a document, whose first line has its name after the language.
 *
 * @typedef {(name: string) => Promise<string>} Read
 * @typedef {[name: string, about: string, read: Read]} File
 */
import './copy.js'

/** @param {string} address */
async function text(address) {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${response.status}`)
  return response.text()
}

/** @type {Read} */
const file = name => text(`/popup/${name}`)

/** @type {(document: string) => Read} */
const blockOf = document => async name => {
  const block = new RegExp(`^\`\`\`\\w+ (?:src/)?${name}\n(.*?)^\`\`\`$`, 'ms')
  return (await text(document)).match(block)?.[1] ?? ''
}

const example = blockOf('/popup/README.md')
const component = (/** @type {string} */ guide) => blockOf(`/popup/guides/${guide}.md`)
const setting = blockOf('/documents/rest_social_auth.md')

/** The commands of the README, with this API's address in them. */
async function shell() {
  const readme = await text('/documents/README.md')
  const blocks = [...readme.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block]) => block)
  const { content } = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=api]'))
  const api = new URL(content, location.href).href.replace(/\/$/, '')
  return blocks.join('\n').replace(/^api=.*$/m, `api=${api}`)
}

/** @type {Record<string, File[]>} */
const GROUPS = {
  'The popup: one folder to copy': [
    ['popup.js', 'for your page: opens the window and waits for the callback', file],
    ['callback.html', 'where the provider sends the window', file],
    ['callback.js', 'its script: hands the callback over and closes the window', file],
    ['redirect.js', 'for your page, to sign in without a popup', file],
  ],
  'Your page': [
    ['main.js', 'plain JavaScript', example],
    ['early.js', 'the same, faster: begins before the click is over', example],
    ['App.tsx', 'React', component('react')],
    ['App.vue', 'Vue', component('vue')],
    ['App.svelte', 'Svelte', component('svelte')],
    ['post.ts', 'how these three call the API', example],
    ['by-redirect.js', 'without a popup', example],
    ['without-begin.js', 'for an API that has no begin endpoint', example],
  ],
  'Your API': [
    ['settings.py', 'Django settings', setting],
    ['urls.py', 'Django URLs', setting],
    ['jwt_cookies.py', 'settings for JSON Web Tokens in cookies', setting],
  ],
  'No page at all': [['sign-in.sh', 'curl, with the address of this API', shell]],
}

export function offerFiles() {
  const groups = Object.entries(GROUPS).map(([title, files]) => {
    const section = clone('files').querySelector('section')
    section.querySelector('h3').textContent = title
    section.append(...files.map(each => row(...each)))
    return section
  })
  document.querySelector('[data-files]')?.append(...groups)
}

/** @param {string} template @returns {any} */
const clone = template =>
  /** @type {any} */ (document.querySelector(`[data-template=${template}]`)).content.cloneNode(true)

/** @param {File} file */
function row(...[name, about, read]) {
  const node = clone('file')
  const details = node.querySelector('details')
  const pre = node.querySelector('pre')
  node.querySelector('code').textContent = name
  node.querySelector('span').textContent = about
  node.querySelector('button').ariaLabel = `Copy ${name}`
  pre.ariaLabel = `${name}: ${about}`
  let loaded = false
  details.addEventListener('toggle', async () => {
    if (loaded || !details.open) return
    loaded = true
    pre.textContent = await read(name).catch(() => {
      loaded = false // try again when it is opened next
      return 'This file cannot be loaded right now.'
    })
  })
  return node
}

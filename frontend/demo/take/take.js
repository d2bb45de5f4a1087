/**
 * The code to copy, as it is served and as tests run it: fetched when somebody looks, copied by a
 * button. An example is a block of a document, ```language name.
 */

/** @typedef {[name: string, about: string, read: (name: string) => Promise<string>]} File */

/** @param {string} address */
const text = async address => {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${response.status}`)
  return response.text()
}

/** @param {string} name */
const file = name => text(`/popup/${name}`)

/** @type {(document: string) => (name: string) => Promise<string>} */
const blockOf = document => async name =>
  (await text(document)).match(new RegExp(`^\`\`\`\\w+ ${name}\n(.*?)^\`\`\`$`, 'ms'))?.[1] ?? ''

const example = blockOf('/popup/README.md')
const setting = blockOf('/documents/rest_social_auth.md')

/** The whole conversation of the README, with this API in it. */
async function shell() {
  const base = new URL(
    /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=api]')).content,
    location.href,
  ).href
  const blocks = [...(await text('/documents/README.md')).matchAll(/^```bash\n(.*?)^```$/gms)].map(
    ([, block]) => block,
  )
  return blocks.join('\n').replace(/^api=.*$/m, `api=${base.replace(/\/$/, '')}`)
}

/** @type {Record<string, File[]>} */
const GROUPS = {
  'The popup: one folder to copy': [
    ['popup.js', 'for your page: opens the window and waits for the answer', file],
    ['callback.html', 'where the provider sends the window', file],
    ['callback.js', 'its script: hands the answer over and closes', file],
    ['redirect.js', 'for your page, to go without a window', file],
  ],
  'Your page': [
    ['main.js', 'plain JavaScript', example],
    ['App.jsx', 'React', example],
    ['App.vue', 'Vue', example],
    ['App.svelte', 'Svelte', example],
    ['post.js', 'how these three talk to the API', example],
    ['by-redirect.js', 'without a window', example],
    ['without-begin.js', 'with an API that does not begin', example],
  ],
  'Your API': [
    ['settings.py', 'Django settings', setting],
    ['urls.py', 'Django addresses', setting],
  ],
  'No page at all': [['sign-in.sh', 'curl, with this very API', shell]],
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
  let there = false
  details.addEventListener('toggle', async () => {
    if (there || !details.open) return
    there = true
    pre.textContent = await read(name).catch(() => {
      there = false // the next look tries again
      return 'This file cannot be fetched just now.'
    })
  })
  return node
}

/**
 * Copy what stands before the button. `navigator.clipboard` is missing on plain http; a selection
 * can be copied anywhere.
 *
 * @param {HTMLButtonElement} button
 */
export function copy(button) {
  const selection = getSelection()
  selection?.selectAllChildren(/** @type {Element} */ (button.previousElementSibling))
  const copied = document.execCommand('copy')
  if (copied) selection?.removeAllRanges()
  button.textContent = copied ? 'Copied' : 'Press Ctrl+C'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 2000)
}

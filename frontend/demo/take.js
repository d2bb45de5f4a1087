/** The code to copy, as it is served: fetched when somebody looks, copied by a button. */

/** @type {[name: string, about: string][]} */
const FILES = [
  ['popup.js', 'for your page: opens the window and waits for the answer'],
  ['callback.html', 'where the provider sends the window'],
  ['callback.js', 'its script: hands the answer over and closes'],
  ['redirect.js', 'for your page, to go without a window'],
]
/** @type {[name: string, about: string][]} blocks of code in popup/README.md, which its tests run */
const EXAMPLES = [
  ['main.js', 'plain JavaScript'],
  ['App.jsx', 'React'],
  ['App.vue', 'Vue'],
  ['App.svelte', 'Svelte'],
  ['post.js', 'how the three of them talk to the API'],
  ['by-redirect.js', 'by redirect'],
  ['without-begin.js', 'with an API that does not begin'],
]

export function offerFiles() {
  const files = FILES.map(([name, about]) => file(name, about, async () => text(name)))
  const examples = EXAMPLES.map(([name, about]) => file(name, about, async () => block(await text('README.md'), name)))
  document.querySelector('[data-files]')?.append(...files, ...examples)
}

/** @param {string} name */
const text = async name => (await fetch(`/popup/${name}`)).text()

/** @param {string} readme @param {string} name */
const block = (readme, name) => readme.match(new RegExp(`^\`\`\`\\w+ ${name}\n(.*?)^\`\`\`$`, 'ms'))?.[1] ?? ''

/** @param {string} name @param {string} about @param {() => Promise<string>} read */
function file(name, about, read) {
  const node = /** @type {any} */ (document.querySelector('[data-template=file]')).content.cloneNode(true)
  const details = node.querySelector('details')
  const pre = node.querySelector('pre')
  node.querySelector('code').textContent = name
  node.querySelector('span').textContent = about
  pre.ariaLabel = `${name}: ${about}`
  const button = node.querySelector('button')
  button.ariaLabel = `Copy ${name}`
  button.onclick = () => copy(pre, button)
  details.addEventListener('toggle', async () => {
    pre.textContent = await read().catch(() => 'This file cannot be fetched just now.')
  }, { once: true })
  return node
}

/** `navigator.clipboard` is missing on plain http; a selection can be copied anywhere. @param {HTMLElement} pre @param {HTMLButtonElement} button */
function copy(pre, button) {
  getSelection()?.selectAllChildren(pre)
  const copied = document.execCommand('copy')
  button.textContent = copied ? 'Copied' : 'Press Ctrl+C'
  setTimeout(() => { button.textContent = 'Copy' }, 2000)
}

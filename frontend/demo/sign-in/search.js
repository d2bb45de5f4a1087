/**
 * Any other provider: what is typed is looked for among all that the API has set up.
 *
 * @import { Provider } from './api.js'
 */
import { searchProviders } from './login.js'

const PAUSE = 200 // milliseconds without a key
const SLOW = 300 // milliseconds, after which the page says what it waits for

/** @param {(found: Provider[], words: string) => void} show */
export function offerSearch(show) {
  const field = /** @type {HTMLInputElement} */ (document.querySelector('[data-search]'))
  let timer = 0
  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(look, PAUSE)
  })

  async function look() {
    const words = field.value.trim()
    const slow = setTimeout(show, SLOW, [], 'Searching…')
    const found = words ? await searchProviders(words).catch(() => null) : []
    clearTimeout(slow)
    if (words !== field.value.trim()) return // typed on meanwhile
    show(
      found ?? [],
      words && (found ? sentence(found.length) : 'The search does not work just now.'),
    )
  }
}

/** @param {number} count */
const sentence = count =>
  count === 0
    ? 'No provider has this in its name.'
    : count === 1
      ? 'One provider found.'
      : `${count} providers found.`

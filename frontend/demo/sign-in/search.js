/**
 * Any other provider: search among all that the API has set up.
 *
 * @import { Provider } from './types.js'
 */
import { searchProviders } from './login.js'

const PAUSE = 200 // milliseconds without a key
const SLOW = 300 // milliseconds, after which the page says what it is waiting for

/** @param {(found: Provider[], words: string) => void} show */
export function offerSearch(show) {
  const field = /** @type {HTMLInputElement} */ (document.querySelector('[data-search]'))
  let timer = 0
  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(search, PAUSE)
  })
  if (field.value) search() // typed before this module was here

  async function search() {
    const words = field.value.trim()
    if (!words) return show([], '')
    const slow = setTimeout(show, SLOW, [], 'Searching…')
    const found = await searchProviders(words).catch(() => null)
    clearTimeout(slow)
    if (words !== field.value.trim()) return // more was typed in the meantime
    if (found) show(found, count(found.length))
    else show([], 'Search is unavailable right now.')
  }
}

/** @param {number} number */
function count(number) {
  if (number === 0) return 'No provider matches.'
  return number === 1 ? 'One provider found.' : `${number} providers found.`
}

/**
 * What is further down the page is loaded when somebody comes near it.
 *
 * @import { Provider } from '../sign-in/types.js'
 */

export const loadKeys = () => import('./keys.js')

/** Show the section about real keys, if there are providers. @param {Provider[]} providers */
export function offerKeys(providers) {
  for (const each of document.querySelectorAll('[data-keys]')) {
    each.toggleAttribute('hidden', providers.length === 0)
  }
  // Whoever asked for this section before it was there is led to it now.
  if (location.hash === '#keys-title') document.querySelector(location.hash)?.scrollIntoView()
  whenNear('#keys-title', async () => (await loadKeys()).offerKeys(providers))
}

/**
 * Do something once, when somebody comes as near as a screen's height.
 *
 * @param {string} selector
 * @param {() => unknown} act
 */
export function whenNear(selector, act) {
  const observer = new IntersectionObserver(
    entries => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      act()
    },
    { rootMargin: '100%' },
  )
  observer.observe(/** @type {Element} */ (document.querySelector(selector)))
}

/**
 * Do something once, when somebody comes as near as a screen's height: what is further down need
 * not be loaded before.
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

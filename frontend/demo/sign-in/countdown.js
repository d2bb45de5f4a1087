/** Minutes and seconds, and a button that waits for them. */

/** @param {number} seconds */
export const clockOf = seconds =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** @type {number | undefined} */
let timer

/**
 * Make a button wait, and show for how long. It can still be focused; `aria-disabled` says why
 * nothing happens.
 *
 * @param {HTMLElement} button
 * @param {HTMLElement} shown
 * @param {number} seconds
 */
export function countDown(button, shown, seconds) {
  clearInterval(timer)
  const end = Date.now() + seconds * 1000
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000))
    button.ariaDisabled = String(left > 0)
    shown.textContent = left > 0 ? ` in ${clockOf(left)}` : ''
    if (left === 0) clearInterval(timer)
  }
  tick()
  if (seconds > 0) timer = setInterval(tick, 1000)
}

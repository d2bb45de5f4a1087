/** The buttons that copy what is beside them. */

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element && target.closest('button')
  if (button && 'copy' in button.dataset) copy(button)
})

/**
 * Copy the text before the button. `navigator.clipboard` is missing on plain http, but a selection
 * can be copied anywhere.
 *
 * @param {HTMLButtonElement} button
 */
function copy(button) {
  const selection = getSelection()
  selection?.selectAllChildren(/** @type {Element} */ (button.previousElementSibling))
  const copied = document.execCommand('copy')
  if (copied) selection?.removeAllRanges()
  button.textContent = copied ? 'Copied' : 'Press Ctrl+C'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 2000)
}

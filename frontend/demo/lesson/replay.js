/** A sign-in again, message by message, each with its lesson open. */

/** @type {any} */
const figure = document.querySelector('[data-diagram]')
const list = figure.querySelector('ol')
/** @type {(name: string) => any} */
const button = name => figure.querySelector(`[data-replay=${name}]`)
/** @type {Record<string, string>} */
const KEYS = { ArrowRight: 'next', ArrowLeft: 'previous', Home: 'first', Escape: 'all' }

/** Which message is shown last; 0: all are. */
let current = 0

/** Another sign-in is drawn. */
export function stop() {
  current = 0
  show()
}

/** @param {string} step the first message, the next, the previous, or all */
export function replay(step) {
  const before = current
  current = { first: 1, next: current + 1, previous: Math.max(1, current - 1) }[step] ?? 0
  if (current > list.children.length) current = 0
  for (const each of list.querySelectorAll('details'))
    each.open = Boolean(current) && list.children[current - 1].contains(each)
  show()
  if (!current !== !before) button(current ? 'next' : 'first').focus()
  list.children[current - 1]?.scrollIntoView({ block: 'nearest' })
}

/** Show what the replay has come to, and tell it to those who cannot see it. */
export function show() {
  const items = [...list.children]
  items.forEach((each, index) => {
    each.hidden = current > 0 && index >= current
    if (index === current - 1) each.setAttribute('aria-current', 'step')
    else each.removeAttribute('aria-current')
  })
  for (const name of ['previous', 'next', 'all']) button(name).hidden = !current
  button('first').hidden = current > 0
  button('previous').disabled = current === 1
  figure.querySelector('[data-count]').textContent = current
    ? `${current} of ${items.length}`
    : items.length === 1
      ? '1 message'
      : `${items.length} messages`
  const { textContent = '' } = items[current - 1]?.querySelector('summary') ?? {}
  figure.querySelector('[data-told]').textContent = current
    ? `${textContent} ${items[current - 1].querySelector('[data-lesson]').textContent}`.replace(
        /\s+/g,
        ' ',
      )
    : ''
}

figure.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
  const step = KEYS[event.key]
  const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey
  const elsewhere = event.target instanceof Element && event.target.closest('pre')
  if (!current || !step || !plain || elsewhere) return
  event.preventDefault()
  replay(step)
})

/** A form for what the API wants to know before it finishes a sign-in. Loaded when one fails. */
import { titleOf, update } from './store.js'

/**
 * Ask for an e-mail address if the sign-in waits for one; else throw what it failed with.
 *
 * @param {any} error
 * @param {string} provider
 * @returns {Promise<Record<string, string>>} what to post, once the form is sent
 */
export function ask(error, provider) {
  const { partialToken } = error
  if (!partialToken) throw error
  update({ status: '', problem: null })
  document.forms[0]?.remove()
  const form = element('form', { className: 'asked' })
  const input = element('input', { type: 'email', required: true })
  input.autocomplete = 'email'
  const label = element('label', { textContent: 'Your e-mail address' })
  label.append(input)
  const why = `Almost there. ${titleOf(provider)} did not share an e-mail address, and this site needs one.`
  const proceed = { className: 'button primary', textContent: 'Continue' }
  form.append(element('p', { textContent: why }), label, element('button', proceed))
  document.querySelector('[data-signed-out]')?.prepend(form)
  input.focus()
  return new Promise(resolve => {
    form.addEventListener('submit', event => {
      event.preventDefault()
      form.remove()
      resolve({ partial_token: partialToken, email: input.value })
    })
  })
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} members
 * @returns {HTMLElementTagNameMap[Name]}
 */
const element = (name, members) => Object.assign(document.createElement(name), members)

/** The page of the stage: every button begins, everything ends in a status or an alert. */
import { authorize } from '/popup/popup.js'
import { authorizeByRedirect, takeRedirect } from '/popup/redirect.js'

const options = Object.fromEntries(new URLSearchParams(location.search))
const status = document.querySelector('[role=status]')
const alert = document.querySelector('[role=alert]')
let cancel = new AbortController()

const post = async (path, body, signal) => {
  const answer = await fetch((options.api ?? '') + path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal,
  })
  return answer.json()
}
const begin = (provider, signal) => post(`/api/begin/${provider}`, null, signal)
const complete = async callback => {
  status.textContent = `Signed in as ${(await post('/api/complete', callback)).name}`
}
const fail = ({ code, message, provider }) => {
  alert.textContent += `${code}: ${message} (${provider}) `
}

document.addEventListener('click', ({ target }) => {
  const { provider, redirect } = target.dataset
  if (provider) {
    status.textContent = 'Waiting'
    cancel = new AbortController()
    authorize(provider, begin, { signal: cancel.signal, ...options.timeout && { timeout: Number(options.timeout) } }).then(complete).catch(fail)
  }
  if (redirect) authorizeByRedirect(redirect, begin, { kind: 'session' }).catch(fail)
  if (target.matches('[data-cancel]')) cancel.abort()
})

try {
  const answer = takeRedirect()
  if (answer) complete(answer.callback)
  document.body.dataset.returned = JSON.stringify(answer?.data ?? null)
} catch (error) {
  fail(error)
}

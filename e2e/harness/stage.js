/**
 * The page of the stage: every button begins, everything ends in the status or the alert. With
 * `?prepare` the flow begins when the button is pressed, before the click.
 */
import { authorize, preparable } from '/popup/popup.js'
import { authorizeByRedirect, takeRedirect } from '/popup/redirect.js'

const options = Object.fromEntries(new URLSearchParams(location.search))
const status = document.querySelector('[role=status]')
const alert = document.querySelector('[role=alert]')
const cancel = new AbortController()

const post = async (path, body, signal) => {
  const answer = await fetch((options.api ?? '') + path, {
    method: 'POST',
    credentials: 'include',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  })
  return answer.json()
}

const begin = preparable((provider, signal) => {
  signal.addEventListener('abort', () => {
    document.body.dataset.begun = 'over'
  })
  if (options.bug === 'throw') throw new RangeError('a bug of the caller')
  if (options.bug === 'script') return { authorization_url: 'javascript:alert(1)', state: 'x' }
  if (options.bug === 'stateless') return { authorization_url: 'https://provider.example/' }
  if (options.bug === 'problem') return { detail: 'what an API responds when it refuses' }
  if (options.bug === 'late') return Promise.reject(new RangeError('a late bug of the caller'))
  return post(`/api/begin/${provider}`, null, signal).then(flow => {
    document.body.dataset.begun = 'yes'
    return flow
  })
})

const complete = async callback => {
  document.body.dataset.callback = JSON.stringify(callback)
  status.textContent = `Signed in as ${(await post('/api/complete', callback)).name}`
}

const fail = ({ code, name, message, provider }) => {
  alert.textContent += `${code ?? name}: ${message} (${provider}) `
}

const signIn = provider => {
  status.textContent = 'Waiting'
  const timeout = options.timeout ? Number(options.timeout) : undefined
  return authorize(provider, begin, { signal: cancel.signal, timeout }).then(complete).catch(fail)
}

document.addEventListener('pointerdown', ({ target }) => {
  const { provider } = target.dataset
  if (provider && 'prepare' in options) begin.prepare(provider)
})

document.addEventListener('click', ({ target }) => {
  const { provider, redirect } = target.dataset
  if (provider) signIn(provider)
  if (redirect) authorizeByRedirect(redirect, begin, { way: 'session' }).catch(fail)
  if ('cancel' in target.dataset) cancel.abort('the person pressed Cancel')
})

try {
  const answer = takeRedirect()
  document.body.dataset.data = JSON.stringify(answer?.data ?? null)
  if (answer) complete(answer.callback)
} catch (error) {
  document.body.dataset.data = JSON.stringify(error.data ?? null)
  fail(error)
}
if (options.auto) signIn(options.auto)

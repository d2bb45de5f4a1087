/**
 * For the tests of openid-client and oauth4webapi: mock providers in a process of their own, and
 * somebody who plays the browser.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { importPKCS8, SignJWT } from 'jose'

export const APP = 'https://app.example'
const E2E = fileURLToPath(new URL('..', import.meta.url))
const OPTIONS = [
  '--control',
  '--redirect-uri',
  `${APP}/callback/{provider}`,
  '--logout-redirect-uri',
  `${APP}/bye`,
]

/** Start the mock providers on a free port. */
export async function startMock() {
  const env = { ...process.env, PYTHONPATH: E2E }
  const server = spawn('python', ['-m', 'mock_providers', '--port', '0', ...OPTIONS], { env })
  const [line] = await once(createInterface(server.stdout), 'line')
  return { url: line.split(' ').pop().replace(/\/$/, ''), stop: () => server.kill() }
}

/** Where the mock answers for an address of the real provider. */
export const atMock = (mock, url) => String(url).replace(/^https:\//, mock)

/** Allow an authorization request, as Ada unless told otherwise; return the callback's address. */
export async function allow(mock, url, choice = {}) {
  const address = new URL(atMock(mock, url))
  for (const [name, value] of Object.entries({ mock_person: 'ada', ...choice }))
    address.searchParams.set(name, value)
  const response = await fetch(address, { redirect: 'manual' })
  const location = response.headers.get('location')
  if (!location) throw new Error(`The mock refused: ${await response.text()}`)
  return new URL(location)
}

/** Order something of the mock, by its control routes. */
export async function order(mock, what, body = {}) {
  const response = await fetch(`${mock}/_control/${what}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** The secret of the provider's client. Apple's is a JWT that its owner signs for each use. */
export async function secretOf(mock, slug) {
  if (slug !== 'apple-id') return `mock-secret-${slug}`
  const providers = await (await fetch(`${mock}/_providers`)).json()
  const { settings } = providers.find(each => each.slug === slug)
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: settings.KEY })
    .setIssuer(settings.TEAM)
    .setSubject(settings.CLIENT)
    .setAudience('https://appleid.apple.com')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importPKCS8(settings.SECRET, 'ES256'))
}

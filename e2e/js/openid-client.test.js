/** openid-client, with its strictest settings: by issuers of the mock's own, and by the detour. */
import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { after, before, beforeEach, test } from 'node:test'
import * as client from 'openid-client'
import { detour } from '../mock_providers/detours/fetch.js'
import { APP, allow, order, secretOf, startMock } from './clients.js'

const STRICT = [client.allowInsecureRequests, client.enableNonRepudiationChecks]
const ISSUERS = ['google-oauth2', 'azuread-oauth2-v2', 'apple-id', 'gitlab', 'oidc']
const REAL = {
  'google-oauth2': 'https://accounts.google.com',
  'azuread-oauth2-v2': 'https://login.microsoftonline.com/common/v2.0',
  gitlab: 'https://gitlab.com',
  slack: 'https://slack.com',
}
let mock
let stop

before(async () => ({ url: mock, stop } = await startMock()))
after(() => stop())
beforeEach(() => order(mock, 'reset'))

async function configure(slug, issuer = `${mock}/${slug}`, options = { execute: STRICT }) {
  const auth = client.ClientSecretPost(await secretOf(mock, slug))
  return client.discovery(new URL(issuer), `mock-${slug}`, undefined, auth, options)
}

function configureReal(slug) {
  const options = {
    execute: [client.enableNonRepudiationChecks],
    [client.customFetch]: detour(mock),
  }
  return configure(slug, REAL[slug], options)
}

async function signIn(
  config,
  slug,
  { choice = {}, begin = client.buildAuthorizationUrl, ...more } = {},
) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const checks = { expectedState: client.randomState(), expectedNonce: client.randomNonce() }
  const url = await begin(config, {
    redirect_uri: `${APP}/callback/${slug}`,
    scope: 'openid profile email',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  })
  const callback = await allow(mock, url, choice)
  return client.authorizationCodeGrant(config, callback, {
    ...checks,
    pkceCodeVerifier,
    idTokenExpected: true,
  })
}

for (const slug of ISSUERS) {
  test(`signs in with ${slug} by its issuer alone, and reads userinfo`, async () => {
    const config = await configure(slug)
    const tokens = await signIn(config, slug)
    const { sub, iss } = tokens.claims()
    assert.equal(iss, `${mock}/${slug}`)
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).sub, sub)
  })

  test(`refuses a false signature and another nonce of ${slug}`, async () => {
    const config = await configure(slug)
    for (const fault of ['signature', 'nonce', 'issuer', 'audience', 'expired', 'alg_none']) {
      const spoiled = signIn(config, slug, { choice: { mock_fault: `id_token:${fault}` } })
      await assert.rejects(spoiled, { code: /^OAUTH_/ }, fault)
    }
  })
}

for (const slug of Object.keys(REAL)) {
  test(`signs in with ${slug} at its real addresses, by the detour`, async () => {
    const tokens = await signIn(await configureReal(slug), slug)
    assert.ok(tokens.claims().iss.startsWith('https://'))
  })
}

test('without checks of its own accepts a false signature: the connection is trusted', async () => {
  const config = await configure('gitlab', undefined, { execute: [client.allowInsecureRequests] })
  assert.ok(
    (await signIn(config, 'gitlab', { choice: { mock_fault: 'id_token:signature' } })).claims(),
  )
})

test('refreshes, introspects and revokes', async () => {
  const config = await configure('oidc')
  const first = await signIn(config, 'oidc', { scope: 'openid offline_access' })
  const second = await client.refreshTokenGrant(config, first.refresh_token)
  assert.notEqual(second.refresh_token, first.refresh_token)
  assert.equal((await client.tokenIntrospection(config, second.access_token)).active, true)
  await client.tokenRevocation(config, second.refresh_token)
  assert.equal((await client.tokenIntrospection(config, second.access_token)).active, false)
  await assert.rejects(client.refreshTokenGrant(config, second.refresh_token), {
    error: 'invalid_grant',
  })
})

test('pushes its authorization request', async () => {
  const config = await configure('oidc')
  const tokens = await signIn(config, 'oidc', { begin: client.buildAuthorizationUrlWithPAR })
  assert.equal(tokens.claims().name, 'Ada Lovelace')
})

test('knows when somebody signed in', async () => {
  const config = await configure('oidc')
  const tokens = await signIn(config, 'oidc', { max_age: '60' })
  assert.ok(Math.abs(tokens.claims().auth_time - Date.now() / 1000) < 10)
})

test('gets a token for itself', async () => {
  const config = await configure('oidc')
  const { access_token: token } = await client.clientCredentialsGrant(config, { scope: 'api' })
  const profile = client.fetchUserInfo(config, token, client.skipSubjectCheck)
  await assert.rejects(profile, { code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 403 })
})

test('signs a device in, and stops when the person declines', async () => {
  const config = await configure('oidc')
  for (const choice of ['mock_person=ada', 'mock_decision=deny']) {
    const began = await client.initiateDeviceAuthorization(config, { scope: 'openid' })
    await fetch(`${began.verification_uri_complete}&${choice}`)
    const tokens = client.pollDeviceAuthorizationGrant(config, began)
    if (choice.endsWith('deny')) await assert.rejects(tokens, { error: 'access_denied' })
    else assert.equal((await tokens).claims().sub, '9000000000007001')
  }
})

test('ends the session', async () => {
  const config = await configure('oidc')
  const { id_token } = await signIn(config, 'oidc')
  const query = { post_logout_redirect_uri: `${APP}/bye`, id_token_hint: id_token, state: 's' }
  const response = await fetch(client.buildEndSessionUrl(config, query), { redirect: 'manual' })
  assert.equal(response.headers.get('location'), `${APP}/bye?state=s`)
})

test('finds the new key when keys rotate', async () => {
  const config = await configure('vault')
  await signIn(config, 'vault')
  await order(mock, 'keys', { provider: 'vault' })
  await assert.rejects(
    signIn(config, 'vault'),
    { code: /^OAUTH_/ },
    'the key set is cached for a while',
  )
  assert.ok(await signIn(await configure('vault'), 'vault'))
})

test('learns of errors at the callback and at the token endpoint', async () => {
  const config = await configure('gitlab')
  const declined = signIn(config, 'gitlab', { choice: { mock_fault: 'callback:declined' } })
  await assert.rejects(declined, { error: 'access_denied' })
  const used = signIn(config, 'gitlab', { choice: { mock_fault: 'token:used_code' } })
  await assert.rejects(used, { error: 'invalid_grant' })
})

test("README's examples for Node find their issuer", async () => {
  const readme = await readFile(new URL('../mock_providers/README.md', import.meta.url), 'utf8')
  const examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code)
  assert.equal(examples.length, 2)
  const folder = await mkdtemp(new URL('node_modules/.readme-', import.meta.url).pathname)
  await copyFile(
    new URL('../mock_providers/detours/fetch.js', import.meta.url),
    `${folder}/fetch.js`,
  )
  await writeFile(`${folder}/package.json`, '{"type": "module"}')
  for (const [number, code] of examples.entries()) {
    const file = `${folder}/${number}.js`
    await writeFile(file, code.replaceAll('http://127.0.0.1:9400', mock))
    await import(file)
  }
  await rm(folder, { recursive: true })
})

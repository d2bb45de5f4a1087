/** oauth4webapi: every response of the mock goes through its strict reading of the specifications. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { APP, allow, order, secretOf, startMock } from './clients.js'

const ISSUERS = ['google-oauth2', 'azuread-oauth2-v2', 'apple-id', 'gitlab', 'oidc']
const HTTP = { [oauth.allowInsecureRequests]: true }
let mock
let stop

before(async () => ({ url: mock, stop } = await startMock()))
after(() => stop())
beforeEach(() => order(mock, 'reset'))

async function discover(slug, algorithm = 'oidc') {
  const issuer = new URL(`${mock}/${slug}`)
  return oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { ...HTTP, algorithm }),
  )
}

/** Sign in as the library's own example does; return what it accepted. */
async function signIn(slug, choice = {}, secret = undefined) {
  const as = await discover(slug)
  const app = { client_id: `mock-${slug}` }
  const auth = oauth.ClientSecretPost(secret ?? (await secretOf(mock, slug)))
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const redirectUri = `${APP}/callback/${slug}`
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: app.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const parameters = oauth.validateAuthResponse(as, app, await allow(mock, url, choice), state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    app,
    auth,
    parameters,
    redirectUri,
    verifier,
    HTTP,
  )
  const expected = { expectedNonce: nonce, requireIdToken: true }
  const tokens = await oauth.processAuthorizationCodeResponse(as, app, response, expected)
  await oauth.validateApplicationLevelSignature(as, response, HTTP)
  return { as, app, auth, tokens, claims: oauth.getValidatedIdTokenClaims(tokens) }
}

for (const slug of ISSUERS) {
  test(`accepts discovery, code, id_token, signature and userinfo of ${slug}`, async () => {
    const { as, app, tokens, claims } = await signIn(slug)
    const response = await oauth.userInfoRequest(as, app, tokens.access_token, HTTP)
    assert.equal(
      (await oauth.processUserInfoResponse(as, app, claims.sub, response)).sub,
      claims.sub,
    )
    assert.deepEqual(await discover(slug, 'oauth2'), as)
  })

  test(`refuses what is false about ${slug}`, async () => {
    for (const fault of [
      'id_token:signature',
      'id_token:nonce',
      'callback:wrong_iss',
      'callback:wrong_state',
    ]) {
      await assert.rejects(signIn(slug, { mock_fault: fault }), { code: /^OAUTH_/ }, fault)
    }
  })
}

test('reads errors of the token endpoint', async () => {
  await assert.rejects(signIn('oidc', {}, 'guess'), { error: 'invalid_client', status: 401 })
  await assert.rejects(signIn('oidc', { mock_fault: 'token:used_code' }), {
    error: 'invalid_grant',
    status: 400,
  })
})

test('reads the challenge of a userinfo endpoint that does not know the token', async () => {
  const as = await discover('oidc')
  const app = { client_id: 'mock-oidc' }
  const response = await oauth.userInfoRequest(as, app, 'guess', HTTP)
  const read = oauth.processUserInfoResponse(as, app, oauth.skipSubjectCheck, response)
  await assert.rejects(read, error => error.cause[0].parameters.error === 'invalid_token')
})

test('reads what refresh, introspection, revocation, devices and pushed requests answer', async () => {
  const { as, app, auth } = await signIn('oidc')
  const { tokens } = await signIn('gitlab')
  const gitlab = { as: await discover('gitlab'), app: { client_id: 'mock-gitlab' } }
  const secret = oauth.ClientSecretBasic('mock-secret-gitlab')
  const refreshed = await oauth.refreshTokenGrantRequest(
    gitlab.as,
    gitlab.app,
    secret,
    tokens.refresh_token,
    HTTP,
  )
  const second = await oauth.processRefreshTokenResponse(gitlab.as, gitlab.app, refreshed)

  const told = await oauth.introspectionRequest(
    gitlab.as,
    gitlab.app,
    secret,
    second.access_token,
    HTTP,
  )
  assert.equal((await oauth.processIntrospectionResponse(gitlab.as, gitlab.app, told)).active, true)
  const revoked = await oauth.revocationRequest(
    gitlab.as,
    gitlab.app,
    secret,
    second.access_token,
    HTTP,
  )
  await oauth.processRevocationResponse(revoked)

  const device = await oauth.deviceAuthorizationRequest(as, app, auth, { scope: 'openid' }, HTTP)
  assert.ok((await oauth.processDeviceAuthorizationResponse(as, app, device)).user_code)

  const request = { redirect_uri: `${APP}/callback/oidc`, response_type: 'code', scope: 'openid' }
  const pushed = await oauth.pushedAuthorizationRequest(as, app, auth, request, HTTP)
  assert.ok((await oauth.processPushedAuthorizationResponse(as, app, pushed)).request_uri)

  const own = await oauth.clientCredentialsGrantRequest(as, app, auth, { scope: 'api' }, HTTP)
  assert.ok((await oauth.processClientCredentialsResponse(as, app, own)).access_token)
})

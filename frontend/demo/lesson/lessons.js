/**
 * What each message of a sign-in teaches, and where the standard says so.
 *
 * @import { Lesson } from './sources.js'
 */
import { FAILURES } from './failures.js'
import { discovery, FORM_POST, html, lesson, oidc, rfc } from './sources.js'

/** A step that differs in OAuth 1 or OpenID Connect has a key of its own. @type {Record<string, Lesson>} */
const LESSONS = {
  open: lesson(
    html('window.open', 'dom-open-dev'),
    'The window opens inside your click. A moment later, a popup blocker would stop it.',
  ),
  begin: lesson(
    rfc(9700, '4.7'),
    'The page asks the API to begin. The CSRF token shows that the request comes from this page.',
  ),
  'begin-oauth1': lesson(
    rfc(5849, '2'),
    'The page asks the API to begin. The CSRF token shows that the request comes from this page.',
  ),
  'begin-answer': lesson(
    rfc(6749, '10.12'),
    'The API created a one-time state and remembers it for this browser.',
    'The same state is in the URL to open, and must come back from the provider.',
  ),
  'begin-answer-oidc': lesson(
    oidc('3.1.2.1', 'AuthRequest'),
    'The API created a one-time state, and a nonce if the provider supports it:',
    'the id_token will have to contain that nonce.',
  ),
  'begin-answer-oauth1': lesson(
    rfc(5849, '2.1'),
    'The API keeps the request token’s secret, and returns the URL to open.',
  ),
  'request-token': lesson(
    rfc(5849, '2.1'),
    'The API requests a token, signed with a secret that only it and the provider know.',
  ),
  'request-token-answer': lesson(
    rfc(5849, '2.1'),
    'The signature is valid. The provider issues a request token, which identifies this sign-in.',
  ),
  discovery: lesson(
    discovery('4', 'ProviderConfig'),
    'The API looks up the provider’s endpoints and keys.',
  ),
  'discovery-answer': lesson(
    discovery('4.2', 'ProviderConfigurationResponse'),
    'The API remembers this for a day: the endpoints, the location of the keys,',
    'and the issuer that every id_token must name.',
  ),
  consent: lesson(
    rfc(6749, '4.1.1'),
    'The window tells the provider which app is asking (client_id), for what (scope),',
    'and where to send you back (redirect_uri). Now it is up to you.',
  ),
  'consent-pkce': lesson(
    rfc(7636, '4.3'),
    'The window tells the provider which app is asking, for what, and where to send you back.',
    'It also carries a code_challenge: whoever exchanges the code must know the secret behind it.',
    'Now it is up to you.',
  ),
  'consent-oauth1': lesson(
    rfc(5849, '2.2'),
    'The window takes the request token to the provider. Now it is up to you.',
  ),
  callback: lesson(
    rfc(6749, '4.1.2'),
    'You agreed. The provider sends the window back with a code,',
    'which works once and only for a minute or so.',
  ),
  'callback-posted': lesson(
    FORM_POST,
    'You agreed. The provider’s page posts the code in a form,',
    'and our server moves it into the fragment, which no log records.',
  ),
  'callback-oauth1': lesson(
    rfc(5849, '2.2'),
    'You agreed. The provider sends the window back with a verifier.',
  ),
  handover: lesson(
    html('BroadcastChannel', 'broadcasting-to-other-browsing-contexts'),
    'The window passes the callback to every page of this origin,',
    'because it may have lost window.opener on the way.',
  ),
  taken: lesson(rfc(9700, '4.7'), 'The page recognises its own state. The window closes itself.'),
  'taken-oauth1': lesson(
    rfc(5849, '2.2'),
    'The page recognises its own request token. The window closes itself.',
  ),
  'taken-unknown': lesson(
    html('window.name', 'dom-name'),
    'The page recognises its own window by name and lets it close, whatever it brought.',
  ),
  fragment: lesson(
    rfc(3986, '3.5'),
    'The callback page leads back here with the callback in the fragment,',
    'which no server sees and which this page removes right away.',
  ),
  session: lesson(rfc(6749, '4.1.3'), 'The page posts what came back, without reading it.'),
  token: lesson(
    rfc(6749, '4.1.3'),
    'The page posts what came back, without reading it, and asks for a token.',
  ),
  jwt: lesson(
    rfc(6749, '4.1.3'),
    'The page posts what came back, without reading it, and asks for a JWT.',
  ),
  cookie: lesson(
    rfc(6749, '4.1.3'),
    'The page posts what came back, without reading it, and asks for a JWT in a cookie.',
  ),
  connections: lesson(
    rfc(6749, '4.1.3'),
    'The page posts what came back, and asks the API to link the account to you.',
  ),
  exchange: lesson(
    rfc(6749, '4.1.3'),
    'The API exchanges the code for an access token, using its client secret.',
    'Neither the secret nor the token ever reaches the browser.',
  ),
  'exchange-pkce': lesson(
    rfc(7636, '4.5'),
    'The API exchanges the code for an access token, using its client secret and the',
    'code_verifier. A code stolen on the way is worthless without it.',
  ),
  'exchange-oauth1': lesson(
    rfc(5849, '2.3'),
    'The API exchanges the verifier for an access token.',
    'The signature proves that it knows its secret, without sending it.',
  ),
  'exchange-answer': lesson(
    rfc(6749, '5.1'),
    'Code, secret and redirect_uri match. The provider issues an access token.',
  ),
  'exchange-answer-oidc': lesson(
    oidc('3.1.3.3', 'TokenResponse'),
    'The provider issues an access token, and an id_token that says who you are and is signed.',
  ),
  'exchange-answer-oauth1': lesson(
    rfc(5849, '2.3'),
    'Signature and verifier are valid. The provider issues an access token and its secret.',
  ),
  keys: lesson(
    rfc(7517, '5'),
    'The API fetches the provider’s public keys, to check the signature of the id_token.',
  ),
  'keys-answer': lesson(
    oidc('3.1.3.7', 'IDTokenValidation'),
    'With these keys the API checks who signed the id_token.',
    'Then it checks for whom it was issued, when, and with which nonce.',
  ),
  profile: lesson(
    rfc(6750, '2.1'),
    'With the access token, the API asks the provider who you are.',
  ),
  'profile-oauth1': lesson(
    rfc(5849, '3.1'),
    'The API asks the provider who you are, and signs the request with the access token’s secret.',
  ),
  'profile-answer': lesson(
    rfc(9700, '2.3'),
    'Your profile. The API keeps what it needs to recognise you next time,',
    'and throws the access token away.',
  ),
  'profile-answer-oidc': lesson(
    oidc('5.3.2', 'UserInfoResponse'),
    'Your profile. Its subject must match that of the id_token: otherwise it is someone else’s.',
  ),
  again: lesson(
    rfc(9110, '9.2.2'),
    'The connection broke. A request that only reads is repeated once; a code is never sent twice.',
  ),
  unusable: lesson(
    rfc(6749, '5.1'),
    'A response arrived, but the API does not accept it. Its own response to the page says why.',
  ),
  relayed: lesson(
    rfc(9457, '3.1'),
    'The API reports the provider’s failure in its own words.',
    'The code is stable, and nothing that the provider wrote gets through.',
  ),
  'session-answer': lesson(
    rfc(6265, '4.1.2.6'),
    'You are signed in: the response sets a cookie that scripts cannot read.',
  ),
  'token-answer': lesson(
    rfc(6750, '5.3'),
    'You are signed in: the response contains a token, which this page keeps in memory only.',
  ),
  'jwt-answer': lesson(
    rfc(7519, '4.1.4'),
    'You are signed in: the response contains a signed token that lasts minutes, and one to renew it.',
  ),
  'cookie-answer': lesson(
    rfc(6265, '4.1.2.6'),
    'You are signed in: the response sets two cookies that scripts cannot read. One has a JWT that',
    'lasts minutes; the other one renews it, and is sent to a single address.',
  ),
  'connections-answer': lesson(
    rfc(9700, '4.7'),
    'The account is linked. From now on you can sign in with it, too.',
  ),
  unlink: lesson(rfc(9110, '9.3.5'), 'The page asks the API to unlink this account.'),
  'unlink-answer': lesson(rfc(9110, '15.3.5'), 'This account no longer signs you in.'),
  me: lesson(
    rfc(6750, '2.1'),
    'The page asks who is signed in. From now on, every request carries its cookie or token.',
  ),
  'me-answer': lesson(
    rfc(9110, '11.6.2'),
    'The API recognises you by that alone: the provider is no longer involved.',
  ),
  refresh: lesson(
    rfc(6749, '6'),
    'The token is about to expire. The page exchanges the refresh token for new ones.',
  ),
  'refresh-answer': lesson(rfc(9700, '4.14.2'), 'The old refresh token no longer works.'),
  'refresh-cookie': lesson(
    rfc(6265, '4.1.2.4'),
    'The JWT has expired, or is about to. Only to this address does the browser send the cookie',
    'that renews it; the CSRF token shows that the request comes from this page.',
  ),
  'refresh-cookie-answer': lesson(
    rfc(9700, '4.14.2'),
    'Both cookies are new, and the old refresh token no longer works.',
  ),
  logout: lesson(rfc(7009, '2.1'), 'The page asks the API to sign you out.'),
  'logout-answer': lesson(
    rfc(7009, '2.2'),
    'You are signed out: at the API, not only in this page.',
  ),
}

const POSTED = lesson(
  rfc(9700, '4.5.3.2'),
  'The page posts the id_token instead of a code. The nonce shows that this browser asked for it.',
)

/** Without a window: Google's One Tap. @type {Record<string, Lesson>} */
const ONE_TAP = {
  'begin-one-tap': lesson(
    oidc('15.5.2', 'NonceNotes'),
    'The page asks the API to begin with an id_token: no code, and no window.',
  ),
  'begin-answer-one-tap': lesson(
    oidc('15.5.2', 'NonceNotes'),
    'The API created a one-time nonce and remembers it for this browser.',
  ),
  'one-tap': lesson(
    {
      name: 'Google: One Tap',
      link: 'https://developers.google.com/identity/gsi/web/guides/display-google-one-tap',
    },
    'Google’s script would ask you here, in the page. The mock provider says yes for Ada.',
  ),
  'one-tap-answer': lesson(
    oidc('2', 'IDToken'),
    'The id_token says who you are, for which application, and with which nonce. It is signed.',
  ),
  'session-one-tap': POSTED,
  'token-one-tap': POSTED,
  'jwt-one-tap': POSTED,
  'cookie-one-tap': POSTED,
}

/** For codes that have no lesson of their own. */
const ANY_CODE = lesson(
  rfc(9457, '3.1'),
  'The API says why, with a code that programs can rely on.',
)

/** @param {string} step @param {string} protocol @returns {Lesson} */
export function lessonOf(step, protocol) {
  const special = `${step}-${protocol}`
  return (
    ONE_TAP[special] ??
    ONE_TAP[step] ??
    LESSONS[special] ??
    LESSONS[step] ??
    FAILURES[special] ??
    FAILURES[step] ??
    ANY_CODE
  )
}

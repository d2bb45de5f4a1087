/**
 * One sentence for each message of a sign-in, and where the standard says so.
 *
 * @typedef {[sentence: string, source: string, link: string]} Lesson
 */
import { FAILURES } from './failures.js'
import { html, oidc, rfc } from './sources.js'

/** A step of OAuth 1 or OpenID Connect that differs has its own line, e.g. `begin-oauth1`. @type {Record<string, Lesson>} */
const LESSONS = {
  open: [
    'The window opens inside your click. A moment later, a popup blocker would stop it.',
    ...html('window.open', 'dom-open-dev'),
  ],
  begin: [
    'The page asks the API to begin. The CSRF token shows that the page is ours.',
    ...rfc(9700, '4.7'),
  ],
  'begin-oauth1': [
    'The page asks the API to begin. The CSRF token shows that the page is ours.',
    ...rfc(5849, '2'),
  ],
  'begin-answer': [
    'The API has made a one-time state, keeps it in this browser’s session, and says where to go.',
    ...rfc(6749, '10.12'),
  ],
  'begin-answer-oidc': [
    'The API has made a one-time state, and a nonce where the provider knows it: the id_token will have to name it.',
    ...oidc('3.1.2.1', 'AuthRequest'),
  ],
  'begin-answer-oauth1': [
    'The API keeps the request token’s secret, and says where to go.',
    ...rfc(5849, '2.1'),
  ],
  'request-token': [
    'The API fetches a request token, signed with a secret that only it and the provider know.',
    ...rfc(5849, '2.1'),
  ],
  'request-token-answer': [
    'The provider knows the signature, and answers with a request token: the name of this sign-in.',
    ...rfc(5849, '2.1'),
  ],
  discovery: [
    'The API asks where the provider’s endpoints and keys are.',
    'OpenID Connect Discovery §4',
    'https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig',
  ],
  'discovery-answer': [
    'The API remembers this for a day: the endpoints, the keys, and the issuer that every id_token must name.',
    'OpenID Connect Discovery §4.2',
    'https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationResponse',
  ],
  consent: [
    'The window tells the provider who asks (client_id), for what (scope), and where to answer (redirect_uri). Now it is your turn.',
    ...rfc(6749, '4.1.1'),
  ],
  'consent-pkce': [
    'The window tells the provider who asks, for what, and where to answer, and shows a code_challenge: whoever swaps the code must know what that was made of. Now it is your turn.',
    ...rfc(7636, '4.3'),
  ],
  'consent-oauth1': [
    'The window takes the request token to the provider. Now it is your turn.',
    ...rfc(5849, '2.2'),
  ],
  callback: [
    'You agreed. The provider sends the window back with a code that is good once, for a minute or so.',
    ...rfc(6749, '4.1.2'),
  ],
  'callback-posted': [
    'You agreed. The provider’s page posts the code in a form, and our server moves it into the fragment, which no log keeps.',
    'OAuth 2.0 Form Post Response Mode',
    'https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html',
  ],
  'callback-oauth1': [
    'You agreed. The provider sends the window back with a verifier.',
    ...rfc(5849, '2.2'),
  ],
  handover: [
    'The window hands the answer to every page of this origin; window.opener may have been cut on the way.',
    ...html('BroadcastChannel', 'broadcasting-to-other-browsing-contexts'),
  ],
  taken: ['The page recognises its own state. The window closes itself.', ...rfc(9700, '4.7')],
  'taken-oauth1': [
    'The page recognises its own request token. The window closes itself.',
    ...rfc(5849, '2.2'),
  ],
  'taken-unknown': [
    'The page knows its own window by its name, and lets it close, whatever it brought.',
    ...html('window.name', 'dom-name'),
  ],
  fragment: [
    'The callback page leads back here with the answer in the fragment, which no server sees, and which is removed at once.',
    ...rfc(3986, '3.5'),
  ],
  session: ['The page posts what came back, unread.', ...rfc(6749, '4.1.3')],
  token: ['The page posts what came back, unread, and asks for a token.', ...rfc(6749, '4.1.3')],
  jwt: ['The page posts what came back, unread, and asks for a JWT.', ...rfc(6749, '4.1.3')],
  connections: [
    'The page posts what came back, and asks to link it to you.',
    ...rfc(6749, '4.1.3'),
  ],
  exchange: [
    'The API swaps the code for an access token, with its client secret. Neither secret nor token ever reaches the browser.',
    ...rfc(6749, '4.1.3'),
  ],
  'exchange-pkce': [
    'The API swaps the code for an access token, with its client secret and the code_verifier: a code that was stolen on the way is worth nothing without.',
    ...rfc(7636, '4.5'),
  ],
  'exchange-oauth1': [
    'The API swaps the verifier for an access token. The signature proves that it knows its secret, without sending it.',
    ...rfc(5849, '2.3'),
  ],
  'exchange-answer': [
    'Code, secret and redirect_uri belong together: the provider answers with an access token.',
    ...rfc(6749, '5.1'),
  ],
  'exchange-answer-oidc': [
    'The provider answers with an access token, and an id_token, which says who you are and is signed.',
    ...oidc('3.1.3.3', 'TokenResponse'),
  ],
  'exchange-answer-oauth1': [
    'Signature and verifier are right: the provider answers with an access token and its secret.',
    ...rfc(5849, '2.3'),
  ],
  keys: [
    'The API fetches the provider’s public keys, to check the signature of the id_token.',
    ...rfc(7517, '5'),
  ],
  'keys-answer': [
    'With these the API checks who signed the id_token, and then for whom, when and by which nonce.',
    ...oidc('3.1.3.7', 'IDTokenValidation'),
  ],
  profile: ['With the access token the API asks the provider who you are.', ...rfc(6750, '2.1')],
  'profile-oauth1': [
    'The API asks the provider who you are, signed with the access token’s secret.',
    ...rfc(5849, '3.1'),
  ],
  'profile-answer': [
    'Your profile. The API keeps what it needs to know you again, and throws the access token away.',
    ...rfc(9700, '2.3'),
  ],
  'profile-answer-oidc': [
    'Your profile. Its subject must be the one of the id_token, or it speaks of somebody else.',
    ...oidc('5.3.2', 'UserInfoResponse'),
  ],
  again: [
    'The connection broke. What only reads is asked again, once; a code is never sent twice.',
    ...rfc(9110, '9.2.2'),
  ],
  unusable: [
    'An answer came, but the API does not accept what it says. What it replies to the page tells why.',
    ...rfc(6749, '5.1'),
  ],
  relayed: [
    'The API passes the provider’s failure on in words of its own: the code stays the same, and nothing the provider wrote gets through.',
    ...rfc(9457, '3.1'),
  ],
  'session-answer': [
    'You are signed in: the answer sets a cookie that scripts cannot read.',
    ...rfc(6265, '4.1.2.6'),
  ],
  'token-answer': [
    'You are signed in: the answer holds a token, which this page keeps in memory alone.',
    ...rfc(6750, '5.3'),
  ],
  'jwt-answer': [
    'You are signed in: the answer holds a signed token for minutes, and one to renew it.',
    ...rfc(7519, '4.1.4'),
  ],
  'connections-answer': [
    'The account is linked: from now on it signs you in, too.',
    ...rfc(9700, '4.7'),
  ],
  unlink: ['The page asks to cut this account off.', ...rfc(9110, '9.3.5')],
  'unlink-answer': [
    'It signs you in no more. The last way in cannot be cut.',
    ...rfc(9110, '15.3.5'),
  ],
  me: [
    'The page asks who is signed in, and shows its proof as with every request from now on.',
    ...rfc(6750, '2.1'),
  ],
  'me-answer': [
    'The API knows you by your proof alone: the provider is asked no more.',
    ...rfc(9110, '11.6.2'),
  ],
  refresh: [
    'The token is about to expire; the page swaps the refresh token for new ones.',
    ...rfc(6749, '6'),
  ],
  'refresh-answer': ['The old refresh token is worth nothing any more.', ...rfc(9700, '4.14.2')],
  logout: ['The page asks to end what it was signed in by.', ...rfc(7009, '2.1')],
  'logout-answer': ['Signed out: at the API, not only in this page.', ...rfc(7009, '2.2')],
}

/** @type {Lesson} */
const OF_ITS_OWN_WORDS = [
  'The API says why, with a code that programs can rely on.',
  ...rfc(9457, '3.1'),
]

/** @param {string} step @param {string} protocol @returns {Lesson} */
export const lessonOf = (step, protocol) =>
  LESSONS[`${step}-${protocol}`] ??
  LESSONS[step] ??
  FAILURES[`${step}-${protocol}`] ??
  FAILURES[step] ??
  OF_ITS_OWN_WORDS

/**
 * One sentence for each message of a sign-in, and where the standard says so.
 *
 * @typedef {string} Step
 * @typedef {[sentence: string, source?: string, link?: string]} Lesson
 */

/** @param {number} number @param {string} section @returns {[string, string]} */
const rfc = (number, section) => [`RFC ${number} §${section}`, `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`]

/** @type {Record<Step, Lesson>} */
export const LESSONS = {
  open: ['The window opens inside your click. A moment later, a popup blocker would stop it.', 'HTML: window.open', 'https://html.spec.whatwg.org/#dom-open-dev'],
  'begin-oauth2': ['The page asks the API to begin. The CSRF token shows that the page is ours.', ...rfc(9700, '4.7')],
  'begin-oauth2-answer': ['The API has made a one-time state, keeps it in this browser’s session, and says where to go.', ...rfc(6749, '10.12')],
  'begin-oauth1': ['The page asks the API to begin.', ...rfc(5849, '2')],
  'request-token': ['The API fetches a request token, signed with a secret that only it and the provider know.', ...rfc(5849, '2.1')],
  'begin-oauth1-answer': ['The API keeps the request token’s secret and says where to go.', ...rfc(5849, '2.1')],
  'consent-oauth2': ['The window tells the provider who asks (client_id), for what (scope), and where to answer (redirect_uri).', ...rfc(6749, '4.1.1')],
  'consent-oauth1': ['The window takes the request token to the provider, who asks for your consent.', ...rfc(5849, '2.2')],
  'callback-oauth2': ['You agreed. The provider sends the window back with a code that is good once, for a minute or so.', ...rfc(6749, '4.1.2')],
  'callback-oauth1': ['You agreed. The provider sends the window back with a verifier.', ...rfc(5849, '2.2')],
  declined: ['No consent. The provider sends the window back and says so.', ...rfc(6749, '4.1.2.1')],
  handover: ['The window hands the answer to every page of this origin; window.opener may have been cut on the way.', 'HTML: BroadcastChannel', 'https://html.spec.whatwg.org/#broadcasting-to-other-browsing-contexts'],
  taken: ['The page recognises its own state. The window closes itself.', ...rfc(9700, '4.7')],
  fragment: ['The callback page leads back here with the answer in the fragment, which no server sees, and which is removed at once.', ...rfc(3986, '3.5')],
  session: ['The page posts what came back, unread.', ...rfc(6749, '4.1.3')],
  token: ['The page posts what came back, unread, and asks for a token.', ...rfc(6749, '4.1.3')],
  jwt: ['The page posts what came back, unread, and asks for a JWT.', ...rfc(6749, '4.1.3')],
  connections: ['The page posts what came back, and asks to link it to you.', ...rfc(6749, '4.1.3')],
  'exchange-oauth2': ['The API swaps the code for an access token, with its client secret. Neither ever reaches the browser.', ...rfc(6749, '4.1.3')],
  'exchange-oauth1': ['The API swaps the verifier for an access token, signed.', ...rfc(5849, '2.3')],
  keys: ['The API fetches the provider’s public keys, to check the signature of the id_token.', ...rfc(7517, '5')],
  'profile-oauth2': ['With the access token the API asks the provider who you are.', ...rfc(6750, '2.1')],
  'profile-oauth1': ['The API asks the provider who you are, signed with the access token.', ...rfc(5849, '3.1')],
  'session-answer': ['You are signed in: the answer sets a cookie that scripts cannot read.', ...rfc(6265, '4.1.2.6')],
  'token-answer': ['You are signed in: the answer holds a token, which this page keeps in memory alone.', ...rfc(6750, '5.3')],
  'jwt-answer': ['You are signed in: the answer holds a signed token for minutes, and one to renew it.', ...rfc(7519, '4.1.4')],
  'connections-answer': ['The account is linked: from now on it signs you in, too.'],
  me: ['The page asks who is signed in, and shows its proof as with every request from now on.', ...rfc(6750, '2.1')],
  'me-answer': ['And the API knows.'],
  refresh: ['The token is about to expire; the page swaps the refresh token for new ones.', ...rfc(6749, '6')],
  'refresh-answer': ['The old refresh token is worth nothing any more.', ...rfc(9700, '4.14.2')],
  logout: ['The page asks to end what it was signed in by.', ...rfc(7009, '2.1')],
  'logout-answer': ['Signed out: at the API, not only in this page.', ...rfc(7009, '2.2')],
}

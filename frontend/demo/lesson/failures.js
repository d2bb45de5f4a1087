/**
 * What a failure teaches: what happened, and what protected you. `ended` is what the page saw of its
 * window (popup.js's codes), `refused` what the API answered (its codes).
 *
 * @import { Lesson } from './lessons.js'
 */
import { html, oidc, rfc } from './sources.js'

/** @type {Record<string, Lesson>} */
export const FAILURES = {
  refusal: [
    'The provider sends the window back with an error instead of a code.',
    ...rfc(6749, '4.1.2.1'),
  ],
  'refusal-oauth1': ['The provider sends the window back without a verifier.', ...rfc(5849, '2.2')],
  'ended:popup_blocked': [
    'The browser allows a window only inside a click, or not at all. The page offers to go there in this window instead.',
    ...html('window.open', 'dom-open-dev'),
  ],
  'ended:popup_closed': [
    'The window was closed before it had an answer. No code was used, so there is nothing to undo.',
    ...html('window.closed', 'dom-window-closed-dev'),
  ],
  'ended:timeout': [
    'Nobody came back in time. The page stops waiting and closes the window; a late answer finds nobody.',
    ...rfc(9700, '4.7'),
  ],
  'ended:aborted': [
    'You gave up. The page closes the window; a late answer finds nobody.',
    'DOM: AbortSignal',
    'https://dom.spec.whatwg.org/#interface-AbortSignal',
  ],
  'ended:declined': [
    'You said no, and it ends here: there is no code, the page posts nothing, the API never hears of you.',
    ...rfc(6749, '4.1.2.1'),
  ],
  'ended:declined-oauth1': [
    'You said no, and it ends here: there is no verifier, the page posts nothing, the API never hears of you.',
    ...rfc(5849, '2.2'),
  ],
  'ended:provider_error': [
    'The provider could not do it. The page posts nothing, and shows words of its own: those in an address anybody may have written.',
    ...rfc(6749, '4.1.2.1'),
  ],
  'ended:state_mismatch': [
    'The state is missing, or not the one that this page waits for: somebody may want to sign you in as themselves. The page throws the answer away, the code is never used.',
    ...rfc(6749, '10.12'),
  ],
  'ended:state_mismatch-oauth1': [
    'The request token is missing, or not the one that this page waits for: somebody may want to sign you in as themselves. The page throws the answer away.',
    ...rfc(5849, '4.13'),
  ],

  'refused:offline': [
    'The API cannot be reached. Whether it got the request is unknown.',
    ...rfc(9110, '9.2.2'),
  ],
  'refused:missing_parameter': [
    'The callback brought no code. The API asks nobody, and signs nobody in.',
    ...rfc(6749, '4.1.2'),
  ],
  'refused:missing_parameter-oauth1': [
    'The callback brought no verifier. The API asks nobody, and signs nobody in.',
    ...rfc(5849, '2.3'),
  ],
  'refused:state_required': [
    'An answer without the state that began in this browser could be anybody’s. The API refuses it.',
    ...rfc(6749, '10.12'),
  ],
  'refused:session_context_missing': [
    'No sign-in with this state waits in this browser: it was never begun here, or used before. The code stays unused.',
    ...rfc(6749, '10.12'),
  ],
  'refused:redirect_uri_mismatch': [
    'The answer arrived elsewhere than the sign-in had said. The code stays unused.',
    ...rfc(6749, '10.6'),
  ],
  'refused:redirect_uri_not_allowed': [
    'The API sends codes to addresses on its list only, compared character by character.',
    ...rfc(9700, '4.1.3'),
  ],
  'refused:issuer_mismatch': [
    'The answer says that another issuer made it. The API compares: so no provider can pass another one’s code off as its own.',
    ...rfc(9207, '2.4'),
  ],
  'refused:authorization_code_rejected': [
    'The provider refused the code: one is good once, soon, and for this application alone. A stolen or replayed one is worth nothing.',
    ...rfc(6749, '5.2'),
  ],
  'refused:authorization_code_rejected-oauth1': [
    'The provider refused the verifier: one is good once, and for this request token alone.',
    ...rfc(5849, '2.3'),
  ],
  'refused:provider_rejected_client': [
    'The provider does not accept this API’s secret. Only who runs the API can mend that.',
    ...rfc(6749, '5.2'),
  ],
  'refused:credential_rejected': [
    'The provider takes back the access token that it has just given. Without a profile nobody is signed in.',
    ...rfc(6750, '3.1'),
  ],
  'refused:unavailable': [
    'The provider is out of order. The API says so, says when to try again, and does not repeat the code by itself.',
    ...rfc(9110, '15.6.4'),
  ],
  'refused:rate_limited': [
    'The provider has too much to do, and says when to try again. The API passes that on.',
    ...rfc(6585, '4'),
  ],
  'refused:http_error': [
    'The provider’s answer is of no use: a refusal, far too much, or a redirect, which nobody follows, for it would carry code and secret elsewhere.',
    ...rfc(9110, '15.6.3'),
  ],
  'refused:malformed_response': [
    'What came is not what the standard wants. The API takes nothing of it, and guesses nothing.',
    ...rfc(6749, '5.1'),
  ],
  'refused:missing_claim': [
    'Something is missing: the token, or who you are. The API signs in nobody whom it does not know.',
    ...rfc(6749, '5.1'),
  ],
  'refused:missing_claim-oidc': [
    'Something is missing: the id_token, or who you are. The API signs in nobody whom it does not know.',
    ...oidc('3.1.3.3', 'TokenResponse'),
  ],
  'refused:connection_failed': [
    'The connection broke. The code may have been used, so it is not sent again: begin anew.',
    ...rfc(9110, '9.2.2'),
  ],
  'refused:timeout': [
    'The provider was too slow: after five seconds without a byte, or ten in all, the API lets go.',
    ...rfc(9110, '15.6.5'),
  ],
  'refused:tls_error': [
    'Nobody vouches for the certificate: it may not be the provider. Nothing was sent.',
    ...rfc(9110, '4.3.4'),
  ],
  'refused:invalid_signature': [
    'The id_token is not signed by a key of the provider: anybody may have written it. It is worth nothing.',
    ...rfc(7515, '5.2'),
  ],
  'refused:invalid_claim': [
    'The id_token is genuine, but not ours: made for another application (aud), by another issuer (iss), for another access token (at_hash) or about another person (sub).',
    ...oidc('3.1.3.7', 'IDTokenValidation'),
  ],
  'refused:nonce_mismatch': [
    'The id_token names another nonce: it belongs to another sign-in, and was perhaps stolen there.',
    ...oidc('3.1.2.1', 'AuthRequest'),
  ],
  'refused:response_expired': [
    'The id_token has expired. An old one may have been lying about anywhere.',
    ...oidc('3.1.3.7', 'IDTokenValidation'),
  ],
  'refused:account_disabled': [
    'The provider knows you, but this account has been deactivated here: no cookie, no token.',
    ...rfc(9110, '15.5.4'),
  ],
  'refused:identity_in_use': [
    'This account already signs somebody else in. Linking takes nothing away from them.',
    ...rfc(9110, '15.5.10'),
  ],
  'refused:csrf_failed': [
    'The request does not show that it comes from our page. The API does nothing.',
    ...rfc(9700, '4.7'),
  ],
  'refused:user_mismatch': [
    'This answer belongs to a sign-in that somebody else began in this browser. Nothing is linked.',
    ...rfc(9700, '4.7'),
  ],
  'refused:reauthentication_required': [
    'Whoever found this page open could link an account of theirs and stay. So the API wants to see you sign in first.',
    ...rfc(9470, '3'),
  ],
  'refused:token_not_valid': [
    'The proof has expired, or was ended elsewhere. Whoever else holds it gets nothing either.',
    ...rfc(6750, '3.1'),
  ],
  'refused:storage_unavailable': [
    'The API cannot reach its database. Nothing was half written: try again later.',
    ...rfc(9110, '15.6.4'),
  ],
  'refused:internal_error': [
    'A bug of ours. The answer says its number in the log, and nothing of what went wrong.',
    ...rfc(9110, '15.6.1'),
  ],
  'refused:throttled': [
    'Too many attempts from here. The API says when to try again.',
    ...rfc(6585, '4'),
  ],
}

/**
 * What each failure teaches: what happened, and what protected you. `ended` is what the page saw of
 * its window (popup.js's codes), `refused` what the API responded (its codes).
 *
 * @import { Lesson } from './sources.js'
 */
import { ABORT, html, lesson, oidc, rfc } from './sources.js'

/** @type {Record<string, Lesson>} */
export const FAILURES = {
  refusal: lesson(
    rfc(6749, '4.1.2.1'),
    'The provider sends the window back with an error instead of a code.',
  ),
  'refusal-oauth1': lesson(
    rfc(5849, '2.2'),
    'The provider sends the window back without a verifier.',
  ),
  'ended:popup_blocked': lesson(
    html('window.open', 'dom-open-dev'),
    'The browser allows a window only inside a click, or not at all.',
    'The page offers to go to the provider in this tab instead.',
  ),
  'ended:popup_closed': lesson(
    html('window.closed', 'dom-window-closed-dev'),
    'The window was closed before it brought a callback.',
    'No code was used, so there is nothing to undo.',
  ),
  'ended:timeout': lesson(
    rfc(9700, '4.7'),
    'Nobody came back in time. The page stops waiting,',
    'and ignores a callback that arrives later.',
  ),
  'ended:aborted': lesson(
    ABORT,
    'You cancelled. The page stops waiting, and ignores a callback that arrives later.',
  ),
  'ended:declined': lesson(
    rfc(6749, '4.1.2.1'),
    'You declined, and it ends here. There is no code, the page posts nothing,',
    'and the API never learns who you are.',
  ),
  'ended:declined-oauth1': lesson(
    rfc(5849, '2.2'),
    'You declined, and it ends here. There is no verifier, the page posts nothing,',
    'and the API never learns who you are.',
  ),
  'ended:provider_error': lesson(
    rfc(6749, '4.1.2.1'),
    'The provider reported an error. The page posts nothing and shows words of its own:',
    'anybody could have written the ones in the URL.',
  ),
  'ended:state_mismatch': lesson(
    rfc(6749, '10.12'),
    'The state is missing, or not the one that this page is waiting for:',
    'somebody may be trying to sign you in to their account.',
    'The page discards the callback, and the code is never used.',
  ),
  'ended:state_mismatch-oauth1': lesson(
    rfc(5849, '4.13'),
    'The request token is missing, or not the one that this page is waiting for:',
    'somebody may be trying to sign you in to their account. The page discards the callback.',
  ),

  'refused:offline': lesson(
    rfc(9110, '9.2.2'),
    'The API cannot be reached. The page cannot know whether the request arrived.',
  ),
  'refused:missing_parameter': lesson(
    rfc(6749, '4.1.2'),
    'The callback had no code. The API calls nobody, and signs nobody in.',
  ),
  'refused:missing_parameter-oauth1': lesson(
    rfc(5849, '2.3'),
    'The callback had no verifier. The API calls nobody, and signs nobody in.',
  ),
  'refused:state_required': lesson(
    rfc(6749, '10.12'),
    'A callback without a state that began in this browser could be anybody’s. The API refuses it.',
  ),
  'refused:session_context_missing': lesson(
    rfc(6749, '10.12'),
    'No sign-in with this state is pending in this browser:',
    'it never began here, or was already completed. The code stays unused.',
  ),
  'refused:redirect_uri_mismatch': lesson(
    rfc(6749, '10.6'),
    'The callback arrived at a different address than the sign-in began with.',
    'The code stays unused.',
  ),
  'refused:redirect_uri_not_allowed': lesson(
    rfc(9700, '4.1.3'),
    'The API sends codes only to addresses on its list, compared character by character.',
  ),
  'refused:issuer_mismatch': lesson(
    rfc(9207, '2.4'),
    'The callback names another issuer. The API compares them,',
    'so that no provider can pass off another provider’s code as its own.',
  ),
  'refused:authorization_code_rejected': lesson(
    rfc(6749, '5.2'),
    'The provider refused the code: it works once, for a short time, and only for this app.',
    'A stolen or replayed code is worthless.',
  ),
  'refused:authorization_code_rejected-oauth1': lesson(
    rfc(5849, '2.3'),
    'The provider refused the verifier: it works once, and only with this request token.',
  ),
  'refused:provider_rejected_client': lesson(
    rfc(6749, '5.2'),
    'The provider does not accept the API’s secret. Only the API’s operator can fix that.',
  ),
  'refused:credential_rejected': lesson(
    rfc(6750, '3.1'),
    'The provider revoked the access token that it had just issued.',
    'Without a profile, nobody is signed in.',
  ),
  'refused:unavailable': lesson(
    rfc(9110, '15.6.4'),
    'The provider is unavailable. The API says when to try again, and never resends the code.',
  ),
  'refused:rate_limited': lesson(
    rfc(6585, '4'),
    'The provider is too busy and says when to try again. The API passes that on.',
  ),
  'refused:http_error': lesson(
    rfc(9110, '15.6.3'),
    'The provider’s response is unusable: an error, far too much data, or a redirect,',
    'which the API never follows because it would carry code and secret elsewhere.',
  ),
  'refused:malformed_response': lesson(
    rfc(6749, '5.1'),
    'The response is not what the standard requires. The API uses none of it, and guesses nothing.',
  ),
  'refused:missing_claim': lesson(
    rfc(6749, '5.1'),
    'Something is missing: the token, or who you are.',
    'The API does not sign in anybody it cannot identify.',
  ),
  'refused:missing_claim-oidc': lesson(
    oidc('3.1.3.3', 'TokenResponse'),
    'Something is missing: the id_token, or who you are.',
    'The API does not sign in anybody it cannot identify.',
  ),
  'refused:connection_failed': lesson(
    rfc(9110, '9.2.2'),
    'The connection broke. The code may have been used, so it is not sent again.',
    'Please start again.',
  ),
  'refused:timeout': lesson(
    rfc(9110, '15.6.5'),
    'The provider was too slow. The API waits five seconds for a byte, and ten in all.',
  ),
  'refused:tls_error': lesson(
    rfc(9110, '4.3.4'),
    'The certificate cannot be verified: this may not be the provider. Nothing was sent.',
  ),
  'refused:invalid_signature': lesson(
    rfc(7515, '5.2'),
    'The id_token is not signed with one of the provider’s keys.',
    'Anybody may have written it, so it proves nothing.',
  ),
  'refused:invalid_claim': lesson(
    oidc('3.1.3.7', 'IDTokenValidation'),
    'The id_token is genuine, but not meant for us: it was issued for another app (aud),',
    'by another issuer (iss), for another access token (at_hash) or about someone else (sub).',
  ),
  'refused:nonce_mismatch': lesson(
    oidc('3.1.2.1', 'AuthRequest'),
    'The id_token contains another nonce: it belongs to another sign-in,',
    'and may have been stolen there.',
  ),
  'refused:response_expired': lesson(
    oidc('3.1.3.7', 'IDTokenValidation'),
    'The id_token has expired. An old one may have been intercepted anywhere.',
  ),
  'refused:account_disabled': lesson(
    rfc(9110, '15.5.4'),
    'The provider knows you, but this account is not active here.',
    'You get neither a cookie nor a token.',
  ),
  'refused:identity_in_use': lesson(
    rfc(9110, '15.5.10'),
    'This account already signs someone else in. Linking never takes it away from them.',
  ),
  'refused:csrf_failed': lesson(
    rfc(9700, '4.7'),
    'The request does not show that it comes from this page. The API does nothing.',
  ),
  'refused:user_mismatch': lesson(
    rfc(9700, '4.7'),
    'Someone else began this sign-in in this browser. Nothing is linked.',
  ),
  'refused:reauthentication_required': lesson(
    rfc(9470, '3'),
    'Someone who found this page open could link their own account and keep access.',
    'So the API asks you to sign in again first.',
  ),
  'refused:token_not_valid': lesson(
    rfc(6750, '3.1'),
    'The token has expired or was revoked. It is useless to anyone else who has it, too.',
  ),
  'refused:storage_unavailable': lesson(
    rfc(9110, '15.6.4'),
    'The API cannot reach its database. Nothing was half written; please try again later.',
  ),
  'refused:internal_error': lesson(
    rfc(9110, '15.6.1'),
    'A bug on our side. The response contains only a request id to find it in the log.',
  ),
  'refused:throttled': lesson(rfc(6585, '4'), 'Too many attempts. The API says when to try again.'),
}

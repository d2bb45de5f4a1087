/**
 * What each `code` means to the person in front of the page.
 *
 * @import { Action, Turn } from './recovery.js'
 * @typedef {[sentence?: (title: string) => string, turn?: Turn, action?: Action]} Refusal
 *   what is left out follows from the problem's `source` and `recovery`
 */

/** @param {string} title */
const declined = title => `You declined at ${title}. Nothing was shared and nothing has changed.`

/** @type {Record<string, Refusal>} */
export const OF_THE_POPUP = {
  popup_blocked: [
    title => `Your browser blocked the ${title} window. You can go there in this tab instead.`,
    'you',
    'redirect',
  ],
  popup_closed: [title => `The ${title} window was closed before you finished.`],
  timeout: [title => `${title} did not send you back in time.`, 'provider'],
  declined: [declined],
  provider_error: [title => `${title} reported an error of its own.`, 'provider'],
  misconfigured: [title => `${title} does not accept this site’s request.`, 'site', 'keys'],
  state_mismatch: [() => 'The response belongs to a different sign-in, so it was discarded.'],
}

/** @type {Record<string, Refusal>} */
export const OF_THE_API = {
  offline: [() => 'The API cannot be reached. Are you online?', 'you'],
  throttled: [() => 'Too many attempts. Please wait a moment.', 'you'],
  csrf_failed: [
    () => 'The API no longer recognises this page, perhaps because cookies were cleared.',
    'you',
    'reload',
  ],
  origin_not_allowed: [
    () => 'The API does not accept requests from this address.',
    'site',
    'reload',
  ],
  storage_unavailable: [() => 'The API cannot reach its database right now.', 'site'],

  not_authenticated: [
    () => 'You are signed out. Perhaps you signed out in another tab.',
    'you',
    'signIn',
  ],
  token_not_valid: [() => 'You are signed out because your sign-in has expired.', 'you', 'signIn'],
  reauthentication_required: [
    () => 'You signed in a while ago. Confirm that it’s you to continue.',
    'you',
    'confirm',
  ],
  account_disabled: [
    () => 'This account is not active: it awaits approval, or was deactivated by this site.',
    'site',
    'otherAccount',
  ],
  sign_up_closed: [
    title => `This ${title} account is new here, and new accounts cannot be created.`,
    'site',
    'otherAccount',
  ],
  domain_not_allowed: [
    title => `To sign up here, ${title} has to confirm an e-mail address of an allowed domain.`,
    'you',
    'otherAccount',
  ],
  email_in_use: [
    title => `Your e-mail address is known here. Sign in as you did before, then link ${title}.`,
    'you',
    'otherAccount',
  ],
  identity_in_use: [
    title => `This ${title} account already belongs to someone else here. Sign out to use it.`,
    'you',
    'signOut',
  ],
  disconnect_disallowed: [
    () => 'You need at least one account to sign in with. Link another one before you unlink this.',
    'you',
    'linkAnother',
  ],

  missing_parameter: [title => `${title} sent you back without a code.`, 'provider'],
  authorization_declined: [declined, 'you'],
  authentication_disallowed: [
    title => `This ${title} account may not sign in here.`,
    'site',
    'otherAccount',
  ],
  membership_required: [
    title => `This site requires a membership that this ${title} account does not have.`,
    'you',
    'otherAccount',
  ],
  session_context_missing: [
    () => 'This sign-in is no longer pending: it expired or was already completed.',
    'you',
  ],
  authorization_code_rejected: [
    title => `${title} did not accept the code: it has expired or was already used.`,
    'you',
  ],
  authorization_failed: [title => `${title} refused to ask for your consent.`, 'provider'],
  provider_rejected_client: [
    title => `${title} does not accept this site’s key and secret.`,
    'site',
    'keys',
  ],
  issuer_mismatch: [
    title => `The response came from someone other than ${title}, so it was discarded.`,
    'you',
  ],

  timeout: [title => `${title} did not respond in time.`],
  connection_failed: [title => `The API cannot reach ${title} right now.`],
  unavailable: [title => `${title} is temporarily unavailable.`],
  rate_limited: [title => `${title} is receiving too many requests right now.`],
  http_error: [title => `${title} refused the API’s request.`, 'provider'],
  malformed_response: [title => `${title} sent a response that the API cannot understand.`],
  missing_claim: [title => `${title} left out a part of its response that the API needs.`],
  invalid_claim: [
    title => `Part of the response from ${title} could not be verified, so it was discarded.`,
  ],
  invalid_signature: [
    title => `The response from ${title} has the wrong signature, so it was discarded.`,
  ],
  nonce_mismatch: [
    title => `The response from ${title} belongs to another request, so it was discarded.`,
  ],
  response_expired: [title => `The response from ${title} expired before it arrived.`],
  credential_rejected: [
    title => `${title} gave the API access, but then did not let it read your profile.`,
    'provider',
  ],
  token_revoked: [title => `The access you granted at ${title} was revoked.`, 'you'],
}

/**
 * What each `code` means to the person in front of the page.
 *
 * @import { Action, Turn } from './recovery.js'
 * @typedef {[sentence?: (title: string) => string, turn?: Turn, action?: Action]} Refusal what is left out,
 *   `source` and `recovery` of the problem say
 */

/** @type {Record<string, Refusal>} */
export const OF_THE_POPUP = {
  popup_blocked: [
    title => `Your browser blocked the window for ${title}. You can go there in this one instead.`,
    'you',
    'redirect',
  ],
  popup_closed: [title => `The window for ${title} was closed before it was done.`],
  timeout: [title => `${title} did not send you back in time.`, 'provider'],
  declined: [title => `You declined at ${title}, so nothing was shared and nothing has changed.`],
  provider_error: [title => `${title} reported an error of its own.`, 'provider'],
  misconfigured: [title => `${title} does not accept what this site asks for.`, 'site', 'keys'],
  state_mismatch: [
    title => `What came back from ${title} does not belong to this sign-in, so it was thrown away.`,
  ],
}

/** @type {Record<string, Refusal>} */
export const OF_THE_API = {
  offline: [() => 'The API cannot be reached. Is your connection up?', 'you'],
  throttled: [() => 'That was too often in a short time, from your address.', 'you'],
  csrf_failed: [
    () => 'This page and the API no longer know each other. That happens when cookies are cleared.',
    'you',
    'reload',
  ],
  origin_not_allowed: [() => 'The API does not take requests from this address.', 'site', 'reload'],
  storage_unavailable: [() => 'The API cannot reach its database just now.', 'site'],

  not_authenticated: [
    () => 'You are signed out: this sign-in was ended, perhaps in another tab.',
    'you',
    'signIn',
  ],
  token_not_valid: [() => 'You are signed out: this sign-in has run out.', 'you', 'signIn'],
  reauthentication_required: [
    () => 'You signed in a while ago. Show that it is still you, and it goes on from here.',
    'you',
    'confirm',
  ],
  account_disabled: [
    () => 'This account has been deactivated. Whoever runs this site can change that.',
    'site',
    'otherAccount',
  ],
  identity_in_use: [
    title =>
      `This ${title} account already belongs to somebody else here. Sign out to sign in with it.`,
    'you',
    'signOut',
  ],
  disconnect_disallowed: [
    () => 'This is your only way in. Link another account first, then this one can go.',
    'you',
    'linkAnother',
  ],

  missing_parameter: [
    title => `${title} sent you back without what proves your consent.`,
    'provider',
  ],
  authorization_declined: [
    title => `You declined at ${title}, so nothing was shared and nothing has changed.`,
    'you',
  ],
  authentication_disallowed: [
    title => `This site does not let this ${title} account in.`,
    'site',
    'otherAccount',
  ],
  membership_required: [
    title => `This site wants a membership that this ${title} account does not have.`,
    'you',
    'otherAccount',
  ],
  session_context_missing: [
    () =>
      'This sign-in is not pending in this browser any more: it ran out, or was finished before.',
    'you',
  ],
  authorization_code_rejected: [
    title => `${title} does not take its code again: it was used before, or has expired.`,
    'you',
  ],
  authorization_failed: [title => `${title} refused to ask for your consent.`, 'provider'],
  provider_rejected_client: [
    title => `${title} does not accept this site’s key and secret.`,
    'site',
    'keys',
  ],
  issuer_mismatch: [
    title => `The answer came from somebody other than ${title}, so it was thrown away.`,
    'you',
  ],

  timeout: [title => `${title} did not answer in time.`],
  connection_failed: [title => `The API cannot reach ${title} just now.`],
  unavailable: [title => `${title} is out of order just now.`],
  rate_limited: [title => `${title} is asked too often just now.`],
  http_error: [title => `${title} refused what the API asked for.`, 'provider'],
  malformed_response: [title => `${title} answered something that the API cannot read.`],
  missing_claim: [title => `${title} left out a part of its answer that is needed.`],
  invalid_claim: [
    title => `A part of ${title}’s answer could not be verified, so all of it was thrown away.`,
  ],
  invalid_signature: [
    title => `The signature of ${title}’s answer is wrong, so it was thrown away.`,
  ],
  nonce_mismatch: [title => `${title}’s answer belongs to another request, so it was thrown away.`],
  response_expired: [title => `${title}’s answer had expired before it was here.`],
  credential_rejected: [
    title => `${title} did not let the API read your profile, though it had allowed it.`,
    'provider',
  ],
  token_revoked: [title => `${title} has taken its consent back.`, 'you'],
}

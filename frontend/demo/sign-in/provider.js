/**
 * How the page asks a provider for consent: in a popup or by redirect.
 *
 * The lesson puts itself around both to draw what travels; without it nothing here changes.
 */
import * as popup from '../../popup/popup.js'
import * as redirect from '../../popup/redirect.js'

/** @type {Pick<typeof popup, 'authorize'> & Pick<typeof redirect, 'authorizeByRedirect'>} */
export let provider = {
  authorize: popup.authorize,
  authorizeByRedirect: redirect.authorizeByRedirect,
}

/** @param {typeof provider} wrapped */
export function wrap(wrapped) {
  provider = wrapped
}

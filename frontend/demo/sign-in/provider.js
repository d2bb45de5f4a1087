/**
 * How the page asks a provider for consent: in a popup or by redirect.
 *
 * The lesson puts itself around this to draw what travels; without it nothing changes here.
 */
import * as popup from '../../popup/popup.js'
import * as redirect from '../../popup/redirect.js'

/** @typedef {ReturnType<typeof popup.preparable>} Begin */

export let provider = {
  authorize: popup.authorize,
  authorizeByRedirect: redirect.authorizeByRedirect,
  /** @param {string} name @param {Begin} begin */
  prepare: (name, begin) => begin.prepare(name),
}

/** @param {typeof provider} wrapped */
export function wrap(wrapped) {
  provider = wrapped
}

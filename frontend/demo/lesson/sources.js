/**
 * A lesson, and where the standards say so.
 *
 * @typedef {{ name: string, link: string }} Source
 * @typedef {{ sentence: string, source: string, link: string }} Lesson
 */

/** @param {Source} source @param {string[]} sentences @returns {Lesson} */
export const lesson = ({ name, link }, ...sentences) => ({
  sentence: sentences.join(' '),
  source: name,
  link,
})

/** @param {number} number @param {string} section @returns {Source} */
export const rfc = (number, section) => ({
  name: `RFC ${number} §${section}`,
  link: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
})

/** @param {string} section @param {string} anchor @returns {Source} */
export const oidc = (section, anchor) => ({
  name: `OpenID Connect §${section}`,
  link: `https://openid.net/specs/openid-connect-core-1_0.html#${anchor}`,
})

/** @param {string} section @param {string} anchor @returns {Source} */
export const discovery = (section, anchor) => ({
  name: `OpenID Connect Discovery §${section}`,
  link: `https://openid.net/specs/openid-connect-discovery-1_0.html#${anchor}`,
})

/** @type {Source} */
export const FORM_POST = {
  name: 'OAuth 2.0 Form Post Response Mode',
  link: 'https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html',
}

/** @type {Source} */
export const ABORT = {
  name: 'DOM: AbortSignal',
  link: 'https://dom.spec.whatwg.org/#interface-AbortSignal',
}

/** @param {string} name @param {string} anchor @returns {Source} */
export const html = (name, anchor) => ({
  name: `HTML: ${name}`,
  link: `https://html.spec.whatwg.org/#${anchor}`,
})

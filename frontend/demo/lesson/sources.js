/**
 * Where the standards say so: the name of a place in them, and its address.
 *
 * @typedef {[source: string, link: string]} Source
 */

/** @param {number} number @param {string} section @returns {Source} */
export const rfc = (number, section) => [
  `RFC ${number} §${section}`,
  `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
]

/** @param {string} section @param {string} anchor @returns {Source} */
export const oidc = (section, anchor) => [
  `OpenID Connect §${section}`,
  `https://openid.net/specs/openid-connect-core-1_0.html#${anchor}`,
]

/** @param {string} name @param {string} anchor @returns {Source} */
export const html = (name, anchor) => [`HTML: ${name}`, `https://html.spec.whatwg.org/#${anchor}`]

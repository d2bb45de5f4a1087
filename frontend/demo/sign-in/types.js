/**
 * What the modules of this folder pass to one another. Only types: no browser loads this file.
 *
 * @typedef {'session' | 'token' | 'jwt' | 'cookie'} Way how to stay signed in
 * @typedef {{ way: Way, token?: string, refresh?: string }} Proof shows the API who we are
 * @typedef {{ id: number, provider: string, uid: string, title: string }} Connection
 * @typedef {{ id: number, username: string, first_name: string, last_name: string, email: string,
 *   connections: Connection[] | null }} User null: the API has not said yet
 * @typedef {{ name: string, title: string, protocol: 'oauth1' | 'oauth2' | 'oidc',
 *   icon: string | null, mock: boolean, client_id: string, redirect_uri: string }} Provider
 *
 * @typedef {object} Exchange one request and, once it has arrived, its response
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {object} [body]
 * @property {number} [status] 0: no response arrived
 * @property {unknown} [answer] the JSON of the response
 * @property {Record<string, string>} [received] the headers of the response
 */
export {}

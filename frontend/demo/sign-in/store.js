/**
 * What the page knows, and one render after each change.
 *
 * @import { Provider } from './types.js'
 * @import { State } from './view.js'
 */
import { showProof } from './proof.js'
import { render } from './view.js'

/** @type {State} */
export let state = {
  loading: true,
  providers: [],
  found: [],
  foundWords: '',
  user: null,
  waiting: [],
  status: '',
  problem: null,
}

/** @param {Partial<State>} changes */
export function update(changes) {
  state = { ...state, ...changes }
  render(state)
  if ('user' in changes) showProof(Boolean(state.user))
}

/** @param {string} [provider] @returns {Provider | undefined} */
const describe = provider =>
  [...state.providers, ...state.found].find(({ name }) => name === provider)

/** @param {string} [provider] */
export const titleOf = provider => describe(provider)?.title ?? provider ?? 'The provider'

/** @param {string} provider */
export const protocolOf = provider => describe(provider)?.protocol ?? ''

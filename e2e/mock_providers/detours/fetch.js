/**
 * For `fetch` in Node, and for what takes one: openid-client and oauth4webapi (`customFetch`), Auth.js,
 * arctic. The client keeps the real addresses; the mock answers.
 *
 *     config[client.customFetch] = detour('http://127.0.0.1:9400')
 *     globalThis.fetch = detour('http://127.0.0.1:9400')
 *
 * @param {string} mock where the mock providers listen
 * @param {typeof fetch} [original]
 * @returns {typeof fetch}
 */
export function detour(mock, original = globalThis.fetch) {
  return async (input, init) => {
    const request = new Request(input, init)
    if (!request.url.startsWith('https://')) return original(request)
    const address = `${mock.replace(/\/$/, '')}/${request.url.slice('https://'.length)}`
    const { method, headers, redirect, signal } = request
    const body = request.body ? await request.arrayBuffer() : undefined
    const response = await original(address, { method, headers, redirect, signal, body })
    Object.defineProperty(response, 'url', { value: request.url })
    return response
  }
}

import type { RunningApp } from './running-app.ts'

/** One request to the program, answered as it came; what is given as `json` becomes a JSON body. */
export type Ask = (path: string, init?: RequestInit & { json?: unknown }) => Promise<Response>

/** Asks as whoever the cookie belongs to; without one as nobody. */
export function visitor(app: RunningApp, cookie?: string): Ask {
  return (path, { json, headers, ...init } = {}) => {
    const sent = new Headers(headers)
    if (cookie !== undefined) sent.set('cookie', cookie)
    if (json !== undefined) sent.set('content-type', 'application/json')
    return fetch(app.url() + path, {
      ...init,
      headers: sent,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
  }
}

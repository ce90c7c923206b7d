import type { Problem } from '#shared/problem.ts'
import { type TroubleCode, isTroubleCode } from './words/trouble.ts'

/** Why a request did not succeed: the server's own problem document, or one made here for what happened on the way. */
export type Trouble = Omit<Problem, 'code'> & { code: TroubleCode }

/** What came of a request. It never throws; a 204 has the value null. */
export type Answer<T> = { ok: true; value: T; status: number } | { ok: false; problem: Trouble }

type Options = { method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: unknown; timeoutMs?: number; signal?: AbortSignal }

const TIMEOUT_MS = 15_000

/**
 * Asks the server of this installation, as the signed-in person. `T` is the wire type of the path by the contract;
 * what the server sends is not checked a second time here.
 */
export async function request<T>(path: string, options: Options = {}): Promise<Answer<T>> {
  const { method = 'GET', body, timeoutMs = TIMEOUT_MS, signal } = options
  const controller = new AbortController()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    controller.abort()
  }, timeoutMs)
  const abort = () => controller.abort()
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      // An alarm out of a cache is a lie.
      cache: 'no-store',
      signal: controller.signal,
      headers:
        body === undefined
          ? { accept: 'application/json' }
          : { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return await read<T>(response)
  } catch {
    return trouble(timedOut ? 'timed-out' : 'unreachable', 0)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text()
  let value: unknown = null
  try {
    value = text === '' ? null : JSON.parse(text)
  } catch {
    return trouble(response.ok ? 'unreadable' : codeOf(response.status), response.status)
  }
  // The contract gives the type of a good answer; see above.
  if (response.ok) return { ok: true, value: value as T, status: response.status }
  return { ok: false, problem: problemIn(value, response.status) }
}

function problemIn(value: unknown, status: number): Trouble {
  const fallback = trouble(codeOf(status), status).problem
  if (typeof value !== 'object' || value === null) return fallback
  // Every part of a problem document is optional but for the code, which is checked on the next line.
  const problem = value as Partial<Problem>
  if (typeof problem.code !== 'string' || !isTroubleCode(problem.code)) return fallback
  return { ...fallback, ...problem, code: problem.code }
}

function codeOf(status: number): TroubleCode {
  if (status === 401) return 'not-signed-in'
  if (status === 403) return 'not-allowed'
  if (status === 404) return 'not-found'
  if (status === 502 || status === 503 || status === 504) return 'unavailable'
  return status >= 500 ? 'internal' : 'bad-request'
}

function trouble(code: TroubleCode, status: number): { ok: false; problem: Trouble } {
  return { ok: false, problem: { type: 'about:blank', title: code, status, code } }
}

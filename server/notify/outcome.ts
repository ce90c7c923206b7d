import type { FailureReason } from '#shared/failure.ts'

export { FAILURE_REASONS, type FailureReason } from '#shared/failure.ts'

/** What became of handing something over; `code` is the provider's own. `receipt` finds its later reports. */
export type Outcome =
  | { ok: true; receipt: string | null }
  | { ok: false; retry: true; afterMs: number; why: FailureReason; code: string | null }
  | { ok: false; retry: false; why: FailureReason; code: string | null }

/** Handed over. */
export function handedOver(receipt: string | null = null): Outcome {
  return { ok: true, receipt }
}

/** A failure that may pass: try again no sooner than that. */
export function later(why: FailureReason, afterMs: number, code: string | null = null): Outcome {
  return { ok: false, retry: true, afterMs, why, code }
}

/** A failure that stays until somebody changes something. */
export function never(why: FailureReason, code: string | null = null): Outcome {
  return { ok: false, retry: false, why, code }
}

const MESSAGE_ALONE: ReadonlySet<FailureReason> = new Set([
  'daily-limit',
  'recipient',
  'content',
  'not-taken',
  'no-answer',
  'elsewhere',
])

/** Whether a failure is of this one message; any other says that the whole channel is ill. */
export function concernsMessageAlone(why: FailureReason): boolean {
  return MESSAGE_ALONE.has(why)
}

/** What a code of a provider means: later, and how much, or never. */
export type CodeMeaning = { why: FailureReason; afterMs?: number }
export type CodeTable = Readonly<Record<string, CodeMeaning>>

/** What nobody has listed may pass: better tried twice than not at all. */
const UNLISTED: CodeMeaning = { why: 'unknown', afterMs: 30_000 }

/** The outcome that a code of a provider stands for. */
export function outcomeOfCode(code: string, table: CodeTable): Outcome {
  const { why, afterMs } = Object.hasOwn(table, code) ? (table[code] ?? UNLISTED) : UNLISTED
  return afterMs === undefined ? never(why, code) : later(why, afterMs, code)
}

/** What an answer is judged by; `retryAfterSeconds` as the header of that name says. */
export type Answer = { status: number; body: string; retryAfterSeconds?: number | null }

/** The outcome that a status of HTTP alone stands for (RFC 9110, 15; RFC 6585); null where it is one of success. */
export function outcomeOfStatus({ status, retryAfterSeconds }: Answer): Outcome | null {
  if (status >= 200 && status < 300) return null
  const code = String(status)
  const waitMs = (usualMs: number) => (retryAfterSeconds == null ? usualMs : Math.max(0, retryAfterSeconds * 1000))
  if (status === 429) return later('too-fast', waitMs(60_000), code)
  if (status === 408 || status === 425 || status >= 500) return later('busy', waitMs(5_000), code)
  if (status === 401 || status === 407) return never('credentials', code)
  if (status === 403) return never('forbidden', code)
  if (status === 404 || status === 410) return never('gone', code)
  if (status === 413 || status === 414) return never('content', code)
  // A redirect is not followed: whoever stands between would get the words.
  return status < 400 ? later('unreadable', 30_000, code) : never('shape', code)
}

/** What is not known to have arrived, as after a connection that broke or said nothing in time. */
export const NO_ANSWER: Outcome = later('no-answer', 5_000)

/** An answer of success that is not the provider's. */
export const UNREADABLE: Outcome = later('unreadable', 30_000)

/** The JSON of an answer; undefined where it is none. */
export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

import type { HttpRequest } from '../notify/channel.ts'
import type { Answer } from '../notify/outcome.ts'

const PATIENCE_MS = 10_000
const MOST_BYTES = 64 * 1024

/** Sends one request and waits for its answer; null where none came in time. A redirect is an answer and is not followed. */
export async function asked(
  { method, url, headers, body }: HttpRequest,
  stopping?: AbortSignal,
): Promise<Answer | null> {
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const signal = stopping === undefined ? patience : AbortSignal.any([patience, stopping])
  try {
    const answer = await fetch(url, { method, headers, body, redirect: 'manual', signal })
    const seconds = Number(answer.headers.get('retry-after') ?? NaN)
    const retryAfterSeconds = Number.isFinite(seconds) ? seconds : null
    return { status: answer.status, body: await firstOf(answer), retryAfterSeconds }
  } catch {
    return null
  }
}

/** The first of an answer: what is longer is no provider's. */
async function firstOf(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of answer.body ?? []) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MOST_BYTES) break
  }
  return Buffer.concat(pieces).toString('utf8')
}

import { setTimeout as delay } from 'node:timers/promises'
import type { Message } from '../domain/decode/format.ts'

/** Hands one message to the batch: settles after its commit, with what became of it, rejects when it was not committed. */
export type Submit = (message: Message) => Promise<unknown>

type Line = (fields: Record<string, unknown>, sentence: string) => void

/** The part of the program's log that the two doors write to. */
export type Log = { info: Line; warn: Line; error: Line }

const FIRST_DELAY_MS = 250
const LAST_DELAY_MS = 10_000

/**
 * Submits a message that nobody will send again (QoS 0, a last will) until it is committed. Rejects only after
 * `signal` aborts, with the error of the last attempt.
 */
export async function submitUnrepeated(submit: Submit, message: Message, signal: AbortSignal): Promise<void> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LAST_DELAY_MS)) {
    const lastAttempt = signal.aborted
    try {
      await submit(message)
      return
    } catch (error) {
      if (lastAttempt) throw error
    }
    // An abort only ends the waiting: one more attempt follows.
    await delay(delayMs, undefined, { signal }).catch(() => {})
  }
}

/** Waits until the work has settled, but no longer than `timeoutMs`; false when it is still running. */
export async function settledWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const end = new AbortController()
  const settled = work.then(
    () => true,
    () => true,
  )
  const late = delay(timeoutMs, false, { signal: end.signal }).catch(() => false)
  return Promise.race([settled, late]).finally(() => end.abort())
}

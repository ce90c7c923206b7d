type Entry<T> = { message: T; committed: () => void; failed: (cause: unknown) => void }

/** Why `submit` rejects without having tried: as many messages are waiting as the batch may hold. */
export class BatchFull extends Error {
  readonly code = 'batch-full'
  constructor(pending: number) {
    super(`${pending} messages are already waiting to be committed`)
  }
}

/** Gathers messages of all doors into commits: what `createBatcher` returns. */
export type Batcher<T> = {
  /** Resolves after the commit of the message's batch; rejects with the cause when that failed, or with `BatchFull`. */
  submit(message: T): Promise<void>
  /** The same by callbacks: of many thousand messages a second each promise less counts. */
  push(message: T, committed: () => void, failed: (cause: unknown) => void): void
  /** How many messages are neither committed nor failed. */
  pending(): number
  /** Resolves when nothing is pending. */
  idle(): Promise<void>
}

/**
 * Makes one stream of commits out of messages that arrive side by side. Whatever arrives while `take` is at work
 * forms the next batch of at most `maxBatch` messages and, but for a single larger one, `maxBytes` of them, in the order
 * of arrival; one `take` runs at a time. With `maxPending` messages waiting, a further one is refused.
 */
export function createBatcher<T>(parts: {
  take: (messages: T[]) => Promise<void>
  bytesOf: (message: T) => number
  maxBatch: number
  maxBytes: number
  maxPending: number
}): Batcher<T> {
  const { take, bytesOf, maxBatch, maxBytes, maxPending } = parts
  let waiting: Entry<T>[] = []
  let taken = 0
  let running = false
  let idlers: (() => void)[] = []

  const pending = () => waiting.length + taken

  /** How many of those that wait go together. */
  function fitting(): number {
    let bytes = 0
    const most = Math.min(waiting.length, maxBatch)
    for (let count = 0; count < most; count++) {
      // Within bounds by the loop's condition.
      bytes += bytesOf(waiting[count]!.message)
      if (bytes > maxBytes && count > 0) return count
    }
    return most
  }

  async function run() {
    while (waiting.length > 0) {
      const count = fitting()
      const batch = waiting.slice(0, count)
      waiting = waiting.slice(count)
      taken = batch.length
      try {
        await take(batch.map((entry) => entry.message))
        taken = 0
        for (const entry of batch) entry.committed()
      } catch (cause) {
        taken = 0
        for (const entry of batch) entry.failed(cause)
      }
    }
    running = false
    const woken = idlers
    idlers = []
    for (const wake of woken) wake()
  }

  function push(message: T, committed: () => void, failed: (cause: unknown) => void): void {
    if (pending() >= maxPending) return failed(new BatchFull(pending()))
    waiting.push({ message, committed, failed })
    if (running) return
    running = true
    // A socket's chunk hands over its messages in one turn: waiting for its end makes them one batch.
    queueMicrotask(() => void run())
  }

  return {
    push,
    submit: (message) => new Promise((resolve, reject) => push(message, resolve, reject)),
    pending,
    idle: () => (running ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
  }
}

type Entry<T> = { message: T; resolve: () => void; reject: (cause: unknown) => void }

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
  /** How many messages are neither committed nor failed. */
  pending(): number
  /** Resolves when nothing is pending. */
  idle(): Promise<void>
}

/**
 * Makes one stream of commits out of messages that arrive side by side. Whatever arrives while `take` is at work
 * forms the next batch of at most `maxBatch` messages, in the order of arrival; one `take` runs at a time. With
 * `maxPending` messages waiting, a further one is refused.
 */
export function createBatcher<T>(parts: {
  take: (messages: T[]) => Promise<void>
  maxBatch: number
  maxPending: number
}): Batcher<T> {
  const { take, maxBatch, maxPending } = parts
  let waiting: Entry<T>[] = []
  let taken = 0
  let running = false
  let idlers: (() => void)[] = []

  const pending = () => waiting.length + taken

  async function run() {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch)
      waiting = waiting.slice(maxBatch)
      taken = batch.length
      try {
        await take(batch.map((entry) => entry.message))
        taken = 0
        for (const entry of batch) entry.resolve()
      } catch (cause) {
        taken = 0
        for (const entry of batch) entry.reject(cause)
      }
    }
    running = false
    const woken = idlers
    idlers = []
    for (const wake of woken) wake()
  }

  return {
    submit(message) {
      if (pending() >= maxPending) return Promise.reject(new BatchFull(pending()))
      return new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject })
        if (running) return
        running = true
        // A socket's chunk hands over its messages in one turn: waiting for its end makes them one batch.
        queueMicrotask(() => void run())
      })
    },
    pending,
    idle: () => (running ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
  }
}

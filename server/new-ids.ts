import { randomUUID } from 'node:crypto'

/** So many ids can be told apart by their order within one millisecond. */
const MOST_OF_ONE_MS = 4096

/**
 * Makes ids, UUIDs of version 7, each greater than the one before (RFC 9562, 6.2, method 1): the log of an incident is in
 * their order, and what one step does happens in one millisecond. Node's own are in no order within it.
 */
export function createIds(nowMs: () => number): () => string {
  let lastMs = 0
  let count = 0
  return () => {
    const atMs = Math.max(Math.floor(nowMs()), lastMs)
    count = atMs === lastMs ? count + 1 : 0
    // More than fit, or a clock that was put back: the next millisecond is borrowed.
    lastMs = count === MOST_OF_ONE_MS ? atMs + 1 : atMs
    count %= MOST_OF_ONE_MS
    const time = lastMs.toString(16).padStart(12, '0')
    const nth = count.toString(16).padStart(3, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${nth}-${randomUUID().slice(19)}`
  }
}

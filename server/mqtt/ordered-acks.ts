type Entry = { messageId: number; committed: boolean }

/** The acknowledgements that one connection still owes, oldest first. */
export type OrderedAcks = {
  /** Notes a message that has arrived; the function returned says that it is committed. */
  expect(messageId: number): () => void
  /** Forgets everything owed: the connection is gone, a late commit acknowledges nothing any more. */
  clear(): void
  owed(): number
}

/** So many entries that are done with may stay in front: moving the queue up for each would cost more than sending it. */
const MOST_DONE = 1000

/**
 * Sends acknowledgements in the order in which messages arrived, as the protocol demands, whatever the order of
 * their commits. Packet ids are used again on the next connection, so an old one must never be sent there.
 */
export function createOrderedAcks(send: (messageId: number) => void): OrderedAcks {
  let queue: Entry[] = []
  /** Where the oldest that is still owed stands. */
  let first = 0
  return {
    expect(messageId) {
      const entry = { messageId, committed: false }
      const home = queue
      home.push(entry)
      return () => {
        if (home !== queue) return
        entry.committed = true
        for (let each = queue[first]; each?.committed === true; each = queue[first]) {
          first += 1
          send(each.messageId)
        }
        if (first < MOST_DONE && first < queue.length) return
        queue.splice(0, first)
        first = 0
      }
    },
    clear() {
      queue = []
      first = 0
    },
    owed: () => queue.length - first,
  }
}

type Entry = { messageId: number; committed: boolean }

/** The acknowledgements that one connection still owes, oldest first. */
export type OrderedAcks = {
  /** Notes a message that has arrived; the function returned says that it is committed. */
  expect(messageId: number): () => void
  /** Forgets everything owed: the connection is gone, a late commit acknowledges nothing any more. */
  clear(): void
  owed(): number
}

/**
 * Sends acknowledgements in the order in which messages arrived, as the protocol demands, whatever the order of
 * their commits. Packet ids are used again on the next connection, so an old one must never be sent there.
 */
export function createOrderedAcks(send: (messageId: number) => void): OrderedAcks {
  let queue: Entry[] = []
  return {
    expect(messageId) {
      const entry = { messageId, committed: false }
      const home = queue
      home.push(entry)
      return () => {
        if (home !== queue) return
        entry.committed = true
        const open = queue.findIndex((each) => !each.committed)
        for (const each of queue.splice(0, open === -1 ? queue.length : open)) send(each.messageId)
      }
    },
    clear() {
      queue = []
    },
    owed: () => queue.length,
  }
}

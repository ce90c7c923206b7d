type Named = { id: string }
type Stored = { topic: string; payload: string | Buffer; messageId?: number | undefined }

/** The calls of the broker's in-memory store that can grow without end. */
export type BrokerMemory = {
  storeRetained(packet: Stored): Promise<void>
  outgoingEnqueueCombi(subscriptions: { clientId: string }[], packet: Stored): Promise<void>
  outgoingClearMessageId(client: Named, packet: { messageId?: number | undefined }): Promise<Stored | undefined>
  cleanSubscriptions(client: Named): Promise<unknown>
  cleanIncoming(client: Named): Promise<unknown>
}

/**
 * Puts bounds on the broker's memory: at most `maxRetained` retained topics and `maxQueued` messages waiting for
 * one subscriber, and at most `maxBytes` of either; what does not fit is left out and reported once per subscriber or
 * topic to `onFull`.
 */
export function boundMemory(
  memory: BrokerMemory,
  bounds: { maxRetained: number; maxQueued: number; maxBytes: number },
  onFull: (what: 'retained' | 'queue', name: string) => void,
): void {
  /** Bytes by topic. */
  const retained = new Map<string, number>()
  let retainedBytes = 0
  /** Messages by subscriber. */
  const queued = new Map<string, number>()
  let queuedBytes = 0
  const reported = new Set<string>()
  const storeRetained = memory.storeRetained.bind(memory)
  const enqueue = memory.outgoingEnqueueCombi.bind(memory)
  const clear = memory.outgoingClearMessageId.bind(memory)

  function report(what: 'retained' | 'queue', name: string) {
    if (reported.has(what + name) || reported.size > 1000) return
    reported.add(what + name)
    onFull(what, name)
  }

  memory.storeRetained = async (packet) => {
    const { topic } = packet
    const [before, bytes] = [retained.get(topic) ?? 0, packet.payload.length]
    const isFull =
      (before === 0 && retained.size >= bounds.maxRetained) || retainedBytes - before + bytes > bounds.maxBytes
    if (bytes > 0 && isFull) return report('retained', topic)
    retainedBytes += bytes - before
    if (bytes > 0) retained.set(topic, bytes)
    else retained.delete(topic)
    await storeRetained(packet)
  }

  memory.outgoingEnqueueCombi = async (subscriptions, packet) => {
    const room = subscriptions.filter(({ clientId }) => {
      const length = queued.get(clientId) ?? 0
      const isFull = length >= bounds.maxQueued || queuedBytes + packet.payload.length > bounds.maxBytes
      if (isFull) report('queue', clientId)
      else {
        queued.set(clientId, length + 1)
        queuedBytes += packet.payload.length
      }
      return !isFull
    })
    await enqueue(room, packet)
  }

  memory.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet)
    if (!cleared) return cleared
    queuedBytes -= cleared.payload.length
    const length = (queued.get(client.id) ?? 1) - 1
    if (length === 0) {
      queued.delete(client.id)
      reported.delete('queue' + client.id)
    } else queued.set(client.id, length)
    return cleared
  }
}

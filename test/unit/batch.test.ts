import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../server/domain/decode/format.ts'
import { BatchFull, createBatcher } from '../../server/mqtt/batch.ts'

const message = (topic: string): Message => ({
  topic,
  payload: new Uint8Array(),
  retain: false,
  dup: false,
  qos: 1,
  principal: null,
  receivedAt: new Date(0),
})

const ANY_SIZE = { bytesOf: () => 0, maxBytes: 1 }

/** A `take` whose every call waits until the test settles it. */
function takes() {
  const calls: { topics: string[]; commit: () => void; fail: (cause: Error) => void }[] = []
  const take = (messages: Message[]) =>
    new Promise<void>((commit, fail) => calls.push({ topics: messages.map((each) => each.topic), commit, fail }))
  return { calls, take }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the batch of all doors', () => {
  it('makes one batch of what is submitted in one turn', async () => {
    const { calls, take } = takes()
    const batcher = createBatcher<Message>({ take, ...ANY_SIZE, maxBatch: 10, maxPending: 10 })
    for (const topic of ['a', 'b', 'c']) void batcher.submit(message(topic))
    await turn()
    expect(calls.map((call) => call.topics)).toEqual([['a', 'b', 'c']])
  })

  it('gathers what arrives during a commit into the next batch, and cuts it at the limit', async () => {
    const { calls, take } = takes()
    const batcher = createBatcher<Message>({ take, ...ANY_SIZE, maxBatch: 2, maxPending: 10 })
    void batcher.submit(message('a'))
    await turn()
    for (const topic of ['b', 'c', 'd']) void batcher.submit(message(topic))
    await turn()
    expect(calls).toHaveLength(1)
    expect(batcher.pending()).toBe(4)
    calls[0]?.commit()
    await turn()
    calls[1]?.commit()
    await turn()
    expect(calls.map((call) => call.topics)).toEqual([['a'], ['b', 'c'], ['d']])
  })

  it('resolves a submit only after the commit of its own batch', async () => {
    const { calls, take } = takes()
    const batcher = createBatcher<Message>({ take, ...ANY_SIZE, maxBatch: 1, maxPending: 10 })
    const settled: string[] = []
    void batcher.submit(message('a')).then(() => settled.push('a'))
    void batcher.submit(message('b')).then(() => settled.push('b'))
    await turn()
    expect(settled).toEqual([])
    calls[0]?.commit()
    await turn()
    expect(settled).toEqual(['a'])
    calls[1]?.commit()
    await batcher.idle()
    expect(settled).toEqual(['a', 'b'])
  })

  it('rejects exactly the messages of a failed batch and goes on with the next', async () => {
    const { calls, take } = takes()
    const batcher = createBatcher<Message>({ take, ...ANY_SIZE, maxBatch: 1, maxPending: 10 })
    const first = batcher.submit(message('a'))
    const second = batcher.submit(message('b'))
    await turn()
    calls[0]?.fail(new Error('disk full'))
    await expect(first).rejects.toThrow('disk full')
    await turn()
    calls[1]?.commit()
    await expect(second).resolves.toBeUndefined()
  })

  it('refuses what does not fit, without trying it', async () => {
    const { calls, take } = takes()
    const batcher = createBatcher<Message>({ take, ...ANY_SIZE, maxBatch: 1, maxPending: 2 })
    void batcher.submit(message('a'))
    void batcher.submit(message('b'))
    await expect(batcher.submit(message('c'))).rejects.toBeInstanceOf(BatchFull)
    await turn()
    calls[0]?.commit()
    await turn()
    void batcher.submit(message('d'))
    calls[1]?.commit()
    await turn()
    calls[2]?.commit()
    await batcher.idle()
    expect(calls.map((call) => call.topics)).toEqual([['a'], ['b'], ['d']])
  })

  it('makes no batch of more bytes than it may, but for a single message that is larger by itself', async () => {
    const { calls, take } = takes()
    const bytesOf = ({ topic }: Message) => topic.length
    const batcher = createBatcher<Message>({ take, bytesOf, maxBytes: 4, maxBatch: 10, maxPending: 10 })
    for (const topic of ['aa', 'bb', 'c', 'dddddd', 'e']) void batcher.submit(message(topic))
    await turn()
    for (let batch = 0; batch < 3; batch++) {
      calls.at(-1)?.commit()
      await turn()
    }
    expect(calls.map((call) => call.topics)).toEqual([['aa', 'bb'], ['c'], ['dddddd'], ['e']])
  })

  it('commits every message once and in order, however the commits fall', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }), async (pauses) => {
        const taken: string[] = []
        const batcher = createBatcher<Message>({
          take: async (messages) => {
            for (let turns = pauses[taken.length] ?? 0; turns > 0; turns -= 1) await turn()
            taken.push(...messages.map((each) => each.topic))
          },
          ...ANY_SIZE,
          maxBatch: 7,
          maxPending: 100,
        })
        const submits = pauses.map(async (pause, index) => {
          if (pause > 1 && index % 5 === 0) await turn()
          return batcher.submit(message(String(index)))
        })
        await Promise.all(submits)
        expect(batcher.pending()).toBe(0)
        expect(new Set(taken).size).toBe(pauses.length)
      }),
      { numRuns: 30 },
    )
  })
})

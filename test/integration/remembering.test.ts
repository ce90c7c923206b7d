import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Source } from '#shared/source.ts'
import type { Database } from '../../db/connect.ts'
import { createRemembering, type Remembering } from '../../server/remembering.ts'
import { announcingHeads, rememberedUnder, writeRemembered } from '../../server/store/decoder-memory.ts'
import { messageOn, sourceFor } from '../support/message-fixtures.ts'
import { ownDatabase } from '../support/own-database.ts'

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
})
afterAll(() => close())

const message = messageOn('house/state', new Uint8Array())
/** What went to quarantine because it could not be remembered. */
const refusals: string[] = []
let sources = 0

/** A source of its own, remembered by a process of its own; `beforeWriting` may hold or break its statements. */
function house(
  source: Source = sourceFor('native', 'house', { id: `house-${++sources}` }),
  beforeWriting: () => Promise<void> = async () => {},
) {
  const remembering: Remembering = createRemembering({
    database: {
      ...database,
      async run(statement, parameters) {
        if (statement.includes('insert into decoder_memory')) await beforeWriting()
        return database.run(statement, parameters)
      },
    },
    refuse: async (_message, _source, detail) => void refusals.push(detail),
  })
  return {
    source,
    remembering,
    note: (remember: Record<string, unknown>, heads: string[] = Object.keys(remember)) =>
      remembering.note(message, source, heads, remember),
    async memory(...heads: string[]) {
      const asked = heads.map((head) => ({ sourceId: source.id, head }))
      return Object.fromEntries((await remembering.recall(asked))(source.id, heads))
    },
  }
}

describe('what is remembered', () => {
  it('is known to what is read next, before it is committed and after, in this process and, committed, in another', async () => {
    const { source, note, memory } = house()
    const other = house(source)
    const noted = note({ a: { n: 1 } })
    expect([await memory('a'), await other.memory('a')]).toEqual([{ a: { n: 1 } }, {}])
    await noted.write()
    expect([await memory('a'), await other.memory('a')]).toEqual([{ a: { n: 1 } }, { a: { n: 1 } }])
    await other.note({ a: { n: 2 } }).write()
    expect(await memory('a')).toEqual({ a: { n: 2 } })
  })

  it('shows what is noted after it was recalled, as the next message of the same turn needs', async () => {
    const { source, note, remembering } = house()
    const memoryOf = await remembering.recall([{ sourceId: source.id, head: 'a' }])
    void note({ a: 1 })
    expect(memoryOf(source.id, ['a'])).toEqual(new Map([['a', 1]]))
    void note({ a: 2 })
    expect(memoryOf(source.id, ['a'])).toEqual(new Map([['a', 2]]))
    void note({ a: null })
    expect(memoryOf(source.id, ['a'])).toEqual(new Map())
  })

  it('is still shown when it is committed between the question and its answer', async () => {
    const source = sourceFor('native', 'house', { id: 'between' })
    const { note, remembering } = house(source)
    const noted = note({ a: 1 })
    const asked = remembering.recall([{ sourceId: source.id, head: 'a' }])
    await noted.write()
    // As a database would answer that looked before the commit.
    await database.run('delete from decoder_memory where source_id = $1', [source.id])
    expect((await asked)(source.id, ['a'])).toEqual(new Map([['a', 1]]))
  })

  it('is a whole value: the last word counts, and null forgets', async () => {
    const { note, memory } = house()
    await note({ a: { x: 1 }, b: 2 }).write()
    await note({ a: { y: 2 }, b: null, c: null }).write()
    expect(await memory('a', 'b', 'c')).toEqual({ a: { y: 2 } })
  })

  it('is read by head, each thing said of one topic under a key of its own', async () => {
    const { note, memory } = house()
    await note({ 'topic:x\nsmoke': 1, 'topic:x\nbattery': 2, 'topic:x': 0, 'topic:xy': 3 }).write()
    expect(await memory('topic:x')).toEqual({ 'topic:x': 0, 'topic:x\nsmoke': 1, 'topic:x\nbattery': 2 })
    void note({ 'topic:x\nbattery': null })
    expect(await memory('topic:x')).toEqual({ 'topic:x': 0, 'topic:x\nsmoke': 1 })
  })

  it('belongs to its source alone', async () => {
    const [one, other] = [house(), house()]
    await one.note({ a: 1 }).write()
    expect(await other.memory('a')).toEqual({})
  })

  it('may be any JSON, in any characters', async () => {
    const { note, memory } = house()
    const odd = { nul: 'a\0b', half: '\ud800', words: '厨房"\\', deep: [[null, 1e308]], '': false }
    await note({ odd, 键: 1 }).write()
    expect(await memory('odd', '键')).toEqual({ odd, 键: 1 })
  })
})

describe('what many messages remember', () => {
  it('is written in the order in which they came, whichever is done first, and only the last word of a batch', async () => {
    let statements = 0
    const { note, memory } = house(undefined, async () => void statements++)
    const notes = Array.from({ length: 300 }, (_, n) => note({ a: n }))
    const written = notes.toReversed().map((each) => each.write())
    await Promise.all(written)
    expect(await memory('a')).toEqual({ a: 299 })
    expect(statements).toBeLessThan(5)
  })

  it('fails with what it was built on, and the memory of before is left', async () => {
    const { note, memory } = house()
    await note({ a: 0 }).write()
    const first = note({ a: 1 })
    const [second, other] = [note({ a: 2, b: 2 }), note({ c: 3 }, ['c'])]
    const third = note({ b: 3 }, ['b'])
    const written = Promise.allSettled([second, third, other].map((each) => each.write()))
    first.drop()
    expect((await written).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect(await memory('a', 'b', 'c')).toEqual({ a: 0, c: 3 })
  })

  it('goes back to what is still on its way when a later word fails', async () => {
    const { note, memory } = house()
    const [first, second] = [note({ a: 1 }), note({ a: 2 })]
    second.drop()
    expect(await memory('a')).toEqual({ a: 1 })
    await first.write()
    expect(await memory('a')).toEqual({ a: 1 })
  })

  it('is not said to be committed when the database did not answer, and is no longer shown', async () => {
    let isAway = true
    const gone = Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' })
    const { note, memory, remembering } = house(undefined, async () => {
      if (isAway) throw gone
    })
    const [one, other] = [note({ a: 1 }), note({ b: 1 })]
    await expect(Promise.allSettled([one.write(), other.write()])).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ])
    expect([await memory('a', 'b'), remembering.pending()]).toEqual([{}, 0])
    isAway = false
    await note({ a: 2 }).write()
    expect(await memory('a')).toEqual({ a: 2 })
  })

  it('of two processes that remember the same keys at the same time ends, and none waits for ever', async () => {
    const one = house()
    const other = house(one.source)
    const keys = Array.from({ length: 200 }, (_, n) => `k${n}`)
    const all = (value: number, order: string[]) => Object.fromEntries(order.map((key) => [key, value]))
    for (let round = 0; round < 10; round++)
      await Promise.all([
        one.note(all(round, keys), []).write(),
        other.note(round % 3 === 2 ? all(round, []) : all(round, keys.toReversed()), []).write(),
      ])
    expect(Object.values(await one.memory(...keys))).toEqual(keys.map(() => 9))
  })
})

describe('what cannot be remembered', () => {
  it.each([
    ['a value that is too large', { big: 'x'.repeat(16 * 1024) }, /larger/],
    ['a key that is too long', { ['k'.repeat(1001)]: 1 }, /key/],
    ['a key with a NUL', { 'a\0b': 1 }, /key/],
    ['a key of half a character', { 'a\ud800': 1 }, /key/],
    ['what is no JSON', { big: 1n }, /no JSON/],
    ['a topic with a wildcard', { 'topic:a/#': 1 }, /announced/],
    ['a topic of the broker’s own', { 'topic:$SYS/x\nentity': 1 }, /announced/],
    ['no topic at all', { 'topic:': 1 }, /announced/],
  ])('is told: %s; the rest is kept', async (_, remember, why) => {
    const { note, memory } = house()
    const noted = note({ ...remember, good: 1 })
    expect(noted.problem).toMatch(why)
    await noted.write()
    expect(await memory('good', ...Object.keys(remember))).toEqual({ good: 1 })
  })

  it('because a source remembers as many keys as it may goes to quarantine; what it has can still be changed', async () => {
    const { source, note, memory } = house()
    await fill(
      source.id,
      Array.from({ length: 19_999 }, (_, n) => `k${n}`),
    )
    await note({ last: 1 }).write()
    const before = refusals.length
    await note({ more: 1, k7: 2 }).write()
    expect(refusals.slice(before)).toEqual([expect.stringMatching(/as many keys/)])
    expect(await memory('more', 'last', 'k7')).toEqual({ last: 1, k7: 2 })
    await note({ k8: null }).write()
    await note({ more: 1 }).write()
    expect(await memory('more')).toEqual({ more: 1 })
  })

  it('because a source has announced as many topics as it may is left out of the subscriptions', async () => {
    const { source, note } = house()
    await fill(
      source.id,
      Array.from({ length: 4999 }, (_, n) => `topic:t/${n}`),
    )
    await note({ 'topic:t/last\none': 1, 'topic:t/last\nother': 1, 'topic:t/more': 1 }).write()
    const heads = (await announcingHeads(database, [source.id])).map(({ head }) => head)
    expect(heads).toHaveLength(5000)
    expect(heads).not.toContain('topic:t/more')
    expect(await rememberedUnder(database, [{ sourceId: source.id, head: 'topic:t/last' }])).toHaveLength(2)
  })
})

async function fill(sourceId: string, keys: string[]): Promise<void> {
  await writeRemembered(
    database,
    keys.map((key) => ({ sourceId, key, head: key, value: '1' })),
  )
}

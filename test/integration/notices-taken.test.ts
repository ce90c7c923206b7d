import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { beginHandOffs, type NoticeRow, takeDueNotices } from '../../server/store/notices.ts'
import { ownDatabase } from '../support/own-database.ts'

const NOW = new Date('2026-12-16T04:00:00Z')
const seconds = (count: number) => new Date(NOW.getTime() + count * 1000)

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
})
afterAll(() => close())
beforeEach(() => database.run('delete from notices'))

/** So many notices of an urgency, due one after the other, the first so many seconds from noon. */
async function due(urgency: number, count: number, from: number): Promise<void> {
  await database.run(
    `insert into notices (id, incident_id, person_id, occasion, urgency, revision, created_at, updated_at, due_at)
     select $1 || '-' || n, $1 || '-' || n, 'p', 'call', $2::int, 1, $3::timestamptz, $3::timestamptz,
       $3::timestamptz + n * interval '1 millisecond'
     from generate_series(1, $4::int) as n`,
    [`u${urgency}`, urgency, seconds(from).toISOString(), count],
  )
}
const take = (holder: string, most = 10, at = NOW) =>
  takeDueNotices(database, { holder, now: at, until: new Date(at.getTime() + 10_000), most, except: [] })
const ids = (rows: readonly NoticeRow[]) => rows.map(({ id }) => id)

describe('what waits in the outbox', () => {
  it('is taken with the gravest in front, however long the rest has waited', async () => {
    await due(2, 30, -600)
    await due(1, 5, -60)
    await due(0, 3, -1)
    const rows = await take('a')
    expect(rows.map(({ urgency }) => urgency)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 2, 2])
    expect(ids(rows).slice(0, 3)).toEqual(['u0-1', 'u0-2', 'u0-3'])
  })

  it('is taken by one process alone, though many ask in the same moment', async () => {
    await due(1, 100, -60)
    const taken: string[] = []
    for (let rows = ['']; rows.length > 0; taken.push(...rows)) {
      const several = await Promise.all(['a', 'b', 'a', 'b', 'c', 'd'].map((holder) => take(holder, 7)))
      rows = several.flatMap(ids)
    }
    expect(taken).toHaveLength(100)
    expect(new Set(taken).size).toBe(100)
  })

  it('is taken by another when whoever had it is gone, and then let go by that one alone', async () => {
    await due(1, 1, -60)
    const [row] = await take('gone')
    expect(await take('other')).toEqual([])
    expect(ids(await take('other', 10, seconds(11)))).toEqual(['u1-1'])
    const letGo = (holder: string) => {
      const { id, revision, dueAt } = row as NoticeRow
      const looked = [{ id, revision, dueAt, nextAt: null, answerCall: null }]
      return beginHandOffs(database, { holder, now: seconds(12), until: seconds(30), begun: [], looked })
    }
    expect([...(await letGo('gone'))]).toEqual([])
    expect([...(await letGo('other'))]).toEqual(['u1-1'])
    expect(await take('other', 10, seconds(60))).toEqual([])
  })

  it('stays due where news came in after it was read', async () => {
    await due(1, 1, -60)
    const [row] = await take('a')
    const { id, revision, dueAt } = row as NoticeRow
    await database.run('update notices set revision = revision + 1, due_at = $1::timestamptz', [
      seconds(1).toISOString(),
    ])
    const looked = [{ id, revision, dueAt, nextAt: null, answerCall: null }]
    await beginHandOffs(database, { holder: 'a', now: seconds(2), until: seconds(30), begun: [], looked })
    expect((await take('b', 10, seconds(3))).map(({ revision: of }) => of)).toEqual([2])
  })
})

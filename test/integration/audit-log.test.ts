import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { type AuditAnchors, auditAnchors } from '../../server/audit/anchors.ts'
import { createAudit } from '../../server/audit/audit.ts'
import { createRetention } from '../../server/retention.ts'
import { createSealing } from '../../server/audit/sealing.ts'
import { verifyAudit } from '../../server/verifying.ts'
import { keptLog } from '../support/messages-in.ts'
import { ownDatabase } from '../support/own-database.ts'

const DAY_MS = 24 * 3600_000
const ADMIN = { personId: 'admin', sessionId: 'one', ip: '::1' }

let database: Database
let close: () => Promise<void>
const folder = mkdtempSync(join(tmpdir(), 'xiangshao-anchors-'))
beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
})
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

/** Ids in their order, as the program's are: entries of one millisecond are sealed as they came. */
let ids = 0
const newId = () => `entry-${String(++ids).padStart(6, '0')}`
const auditAt = (at: Date) => createAudit({ database, now: () => at, newId, log: keptLog() })
let folders = 0
const freshAnchors = () => auditAnchors(mkdtempSync(join(folder, `${++folders}-`)))
const noAnchors = { last: () => null, note: () => {} }
const sealingNow = (holder = 'here', anchors: AuditAnchors = noAnchors, log = keptLog()) =>
  createSealing({ database, now: () => new Date(), holder, anchors, log })
const verified = (given: string | null = null, anchors: AuditAnchors = noAnchors) =>
  verifyAudit(database, { now: () => new Date(), given, anchors })

async function written(count: number, at = new Date()): Promise<void> {
  for (let n = 0; n < count; n++) {
    const wish = { what: 'PUT /api/people/:id', target: { id: `p${n}` }, reason: null }
    const wanted = await auditAt(at).wanted(ADMIN, wish)
    await auditAt(at).ended(wanted, 200)
  }
}

/** Does what the triggers refuse, as somebody could who owns the database; afterwards the log is empty again. */
async function tampered(statement: string): Promise<Awaited<ReturnType<typeof verified>>> {
  await written(3)
  await sealingNow().seal()
  expect((await verified()).fault).toBeNull()
  await triggers('disable')
  await database.run(statement)
  const found = await verified()
  await empty()
  return found
}

async function triggers(word: 'disable' | 'enable'): Promise<void> {
  for (const table of ['audit_entries', 'audit_seals']) await database.run(`alter table ${table} ${word} trigger all`)
}

async function empty(): Promise<void> {
  await triggers('disable')
  await database.run('delete from audit_entries')
  await database.run('delete from audit_seals')
  await triggers('enable')
}

describe('the audit log in the database', () => {
  it('refuses to be changed, emptied, or shortened within six months', async () => {
    await written(1)
    await sealingNow().seal()
    for (const statement of [
      `update audit_entries set reason = 'another'`,
      `delete from audit_entries`,
      `truncate audit_entries`,
      `update audit_seals set hash = 'another'`,
      `delete from audit_seals`,
      `truncate audit_seals`,
    ])
      await expect(database.run(statement), statement).rejects.toThrow('append-only')
    await written(1, new Date(Date.now() - 184 * DAY_MS))
    await database.run(`delete from audit_entries where at < now() - interval '183 days'`)
    expect(await database.run('select 1 from audit_entries')).toHaveLength(2)
    await empty()
  })

  it('keeps ids alone of what stands in an address, and of a reason what fits', async () => {
    const phones = { a: '13912340077', b: '139-1234-0077', c: '008613912340077', d: '0355-8123456' }
    const ids = { e: 'cadre', f: '20261128', g: '867959033023456', h: '0004a30b001c0530' }
    const target = { id: '张三 0351', ...phones, ...ids }
    const wish = { what: 'PUT /api/people/:id', target, reason: 'x'.repeat(500) }
    await auditAt(new Date()).wanted(ADMIN, wish)
    const rows = await database.run('select target, reason from audit_entries')
    expect(rows).toEqual([{ target: { id: '-', a: '-', b: '-', c: '-', d: '-', ...ids }, reason: 'x'.repeat(200) }])
    await empty()
  })
})

describe('the chain over the audit log', () => {
  it('takes in every entry once, whoever seals and however many at once', async () => {
    const sealings = ['one', 'two', 'three'].map((holder) => sealingNow(holder))
    for (let round = 0; round < 4; round++)
      await Promise.all([written(5), ...sealings.map((sealing) => sealing.seal())])
    await sealingNow().seal()
    expect(await verified()).toMatchObject({ entries: 40, sealed: 40, unsealed: 0, fault: null })
    await empty()
  })

  it('takes in what was committed late, behind what is sealed already', async () => {
    await written(1)
    await sealingNow().seal()
    await written(1, new Date(Date.now() - 60_000))
    await written(1, new Date(Date.now() - 30 * DAY_MS))
    await sealingNow().seal()
    expect(await verified()).toMatchObject({ sealed: 6, unsealed: 0, fault: null })
    await empty()
  })

  it('says what waits too long for its seal', async () => {
    await written(1, new Date(Date.now() - 90_000))
    expect((await verified()).fault).toBeNull()
    await written(1, new Date(Date.now() - 150_000))
    expect((await verified()).fault).toMatchObject({ fault: 'unsealed', position: null })
    await empty()
  })

  it.each([
    [
      `update audit_entries set person_id = 'another' where target ->> 'id' = 'p1' and status is null`,
      'changed-entry',
      3,
    ],
    [`update audit_entries set status = 500 where target ->> 'id' = 'p1' and status is not null`, 'changed-entry', 4],
    [`update audit_entries set target = '{"id":"another"}' where target ->> 'id' = 'p2'`, 'changed-entry', 5],
    [`delete from audit_entries where target ->> 'id' = 'p1'`, 'missing-entry', 3],
    [`delete from audit_seals where position = 2`, 'missing-seal', 2],
    [`delete from audit_seals where position = 1`, 'missing-seal', 1],
    [`update audit_seals set entry_at = '2020-01-01Z' where position = 4`, 'wrong-seal', 4],
    [`update audit_seals set entry_hash = 'another' where position = 4`, 'wrong-seal', 4],
    [`update audit_seals set position = 70 where position = 3`, 'missing-seal', 3],
    [`insert into audit_seals values (7, 'nobody', now(), 'x', 'y')`, 'wrong-seal', 7],
    [
      `with one as (update audit_seals set position = -position where position = 3 returning 1) delete from audit_seals where position = 6`,
      'missing-seal',
      1,
    ],
  ] as const)('finds out: %s', async (statement, fault, position) => {
    expect(await tampered(statement)).toMatchObject({ fault: { fault, position } })
  })

  it('cut at its end is told by a hash noted before', async () => {
    await written(2)
    await sealingNow().seal()
    const { hash } = await verified()
    await triggers('disable')
    await database.run(`delete from audit_seals where position > 2`)
    await database.run(`delete from audit_entries where target ->> 'id' = 'p1'`)
    await triggers('enable')
    expect((await verified()).fault).toBeNull()
    expect((await verified(hash)).fault).toMatchObject({ fault: 'no-anchor' })
    await empty()
  })

  it('cut at its end is told by what was noted outside the database, also after others have sealed on', async () => {
    const [ours, theirs] = [freshAnchors(), freshAnchors()]
    await written(2)
    await sealingNow('here', ours).stop()
    // Another process seals: this one notes what it sees.
    await written(1)
    await sealingNow('there', theirs).stop()
    expect(await verified(null, ours)).toMatchObject({ fault: null, anchoredBy: 'noted', anchoredAt: 4 })
    await sealingNow('here', ours).stop()
    expect([ours.last()?.position, theirs.last()?.position]).toEqual([6, 6])
    await triggers('disable')
    await database.run(
      `with s as (delete from audit_seals where position > 4 returning entry_id) delete from audit_entries where id in (select entry_id from s)`,
    )
    await triggers('enable')
    expect(await verified()).toMatchObject({ fault: null, anchor: null, anchoredBy: null })
    expect((await verified(null, ours)).fault).toMatchObject({ fault: 'no-anchor' })
    const log = keptLog()
    await written(4)
    await sealingNow('here', ours, log).stop()
    expect((await verified()).sealed, 'the log goes on').toBe(12)
    expect((await verified(null, ours)).fault, 'and what was noted is not forgotten').toMatchObject({
      fault: 'no-anchor',
    })
    expect(JSON.stringify(log)).toContain('cut or made anew')
    await empty()
  })

  it('outlasts entries past their keep, which the retention removes and says so', async () => {
    const retention = (auditDays: number) =>
      createRetention({
        database,
        now: () => new Date(),
        newId,
        readingsDays: 400,
        auditDays,
        forgetDevices: async () => 0,
        log: keptLog(),
      })
    for (const days of [500, 300, 1]) await written(1, new Date(Date.now() - days * DAY_MS))
    await retention(400).run()
    expect(await database.run('select 1 from audit_entries'), 'nothing goes before it is sealed').toHaveLength(6)
    await sealingNow().seal()
    await retention(400).run()
    await sealingNow().seal()
    expect(await verified()).toMatchObject({ entries: 5, sealed: 7, fault: null })
    await retention(200).run()
    await sealingNow().seal()
    expect(await verified()).toMatchObject({ entries: 4, sealed: 8, fault: null })
    await empty()
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { createDecisions } from '../../server/decisions.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { createOwnPasswords, type OwnPasswords } from '../../server/accounts/own-passwords.ts'
import { hashPassword } from '../../server/accounts/passwords.ts'
import { createProving } from '../../server/accounts/proving.ts'
import { seed } from '../../server/seed.ts'
import { createSessions, type Sessions } from '../../server/accounts/sessions.ts'
import { ownDatabase } from '../support/own-database.ts'
import { DEMO_PASSWORD, runToEnd, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

// Months pass here: the clock is the test's own, everything else is the real thing.

const FIRST = 'Tuling-85 first'
let own: Awaited<ReturnType<typeof ownDatabase>>
let database: Database
let sessions: Sessions
let passwords: OwnPasswords
let now = new Date('2026-11-28T09:00:00.000Z')
const passDays = (days: number) => (now = new Date(now.getTime() + days * 24 * 3600_000))

beforeAll(async () => {
  own = await ownDatabase()
  database = own.database
  const decisions = createDecisions({
    database,
    now: () => now,
    newId: randomUUID,
    timeZone: 'Asia/Shanghai',
    terrainAround: () => null,
    onCommitted: () => {},
  })
  await seed(decisions, demoTownship(), await hashPassword(FIRST))
  const parts = { database, decisions, now: () => now, rules: 'dengbao' as const }
  const proving = createProving(parts)
  sessions = createSessions({ ...parts, proving })
  passwords = createOwnPasswords({ ...parts, proving })
}, 60_000)
afterAll(() => own.close())

const signIn = async (password: string) => sessions.signIn('member', password, { ip: '::1' }, 'a phone')
const change = (current: string, next: string) =>
  passwords.change({ username: 'member' }, { current, next }, { ip: '::1' })

describe('by the rules of 等保', () => {
  it('a password of ninety days must be changed before it signs in, and signs nobody out who is in', async () => {
    const before = await signIn(FIRST)
    passDays(89)
    expect((await signIn(FIRST)).ok).toBe(true)
    passDays(0.9)
    const token = before.ok ? before.token : ''
    expect(await sessions.viewerOf(token)).toBeNull()
    const held = await signIn(FIRST)
    passDays(0.2)
    expect(await signIn(FIRST)).toEqual({ ok: false, reason: 'password-expired' })
    expect(await signIn('not it')).toEqual({ ok: false, reason: 'wrong-credentials' })
    expect(await sessions.viewerOf(held.ok ? held.token : '')).not.toBeNull()
    expect((await change(FIRST, 'Tuling-85 next')).ok).toBe(true)
    expect((await signIn('Tuling-85 next')).ok).toBe(true)
  })

  it('none of the last five passwords is taken again', async () => {
    const names = ['B', 'C', 'D', 'E', 'F'].map((letter) => `Tuling-85 ${letter}`)
    let current = 'Tuling-85 next'
    for (const next of names) {
      expect(await change(current, next)).toMatchObject({ ok: true })
      current = next
    }
    for (const used of names)
      expect([used, await change(current, used)]).toEqual([
        used,
        { ok: false, reason: 'bad-password', faults: ['used-before'] },
      ])
    expect((await change(current, FIRST)).ok).toBe(true)
  })

  it('five wrong tries lock a name for a quarter of an hour', async () => {
    for (let n = 0; n < 5; n++) expect(await signIn(`guess ${n}`)).toMatchObject({ reason: 'wrong-credentials' })
    expect(await signIn(FIRST)).toEqual({ ok: false, reason: 'too-many' })
    passDays(15 / (24 * 60))
    expect((await signIn(FIRST)).ok).toBe(true)
  })
})

it('the rules are told to the pages, and kept at the door', async () => {
  const app = await startApp({ env: { PASSWORD_RULES: 'dengbao' } })
  try {
    const demands = await (await visitor(app)('/api/password')).json()
    expect(demands).toEqual({ rules: 'dengbao', leastLength: 8, mostLength: 200, lastsDays: 90 })
    const json = { username: 'member', current: DEMO_PASSWORD, next: 'longbutplain' }
    const refused = await visitor(app)('/api/password', { method: 'POST', json })
    expect([refused.status, await refused.json()]).toMatchObject([422, { fields: [{ reason: 'too-plain' }] }])
  } finally {
    await app.stop()
  }
})

it('a setting that names no rules stops the start and says which it is', async () => {
  const { code, stderr } = await runToEnd({ PASSWORD_RULES: 'strict' })
  expect(code).not.toBe(0)
  expect(stderr).toContain('PASSWORD_RULES')
  expect(stderr).toContain('asvs, dengbao')
})

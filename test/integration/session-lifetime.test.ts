import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect, type Database } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { createDecisions } from '../../server/decisions.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { hashPassword } from '../../server/accounts/passwords.ts'
import { createProving } from '../../server/accounts/proving.ts'
import { seed } from '../../server/seed.ts'
import { createSessions, type Sessions } from '../../server/accounts/sessions.ts'

// Months pass here: the clock is the test's own, everything else is the real thing.

const DAY_MS = 24 * 3600_000
const PASSWORD = 'a password for months'

let dataDir: string
let database: Database
let sessions: Sessions
let now: Date

const passDays = (days: number) => {
  now = new Date(now.getTime() + days * DAY_MS)
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-sessions-'))
  database = await connect({ url: null, dataDir })
  await migrate(database)
})
afterAll(async () => {
  await database.stop()
  rmSync(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  now = new Date('2026-11-23T09:00:00.000Z')
  const decisions = createDecisions({
    database,
    now: () => now,
    newId: randomUUID,
    timeZone: 'Asia/Shanghai',
    terrainAround: () => null,
    onCommitted: () => {},
  })
  await seed(decisions, demoTownship(), await hashPassword(PASSWORD))
  const parts = { database, decisions, now: () => now, rules: 'asvs' as const }
  sessions = createSessions({ ...parts, proving: createProving(parts) })
})

async function tokenOf(username: string): Promise<string> {
  const signedIn = await sessions.signIn(username, PASSWORD, { ip: '127.0.0.1' }, 'a phone')
  if (!signedIn.ok) throw new Error(`${username}: ${signedIn.reason}`)
  return signedIn.token
}

describe('the session of a phone', () => {
  it('lasts while it is used, and ends on the ninetieth day all the same', async () => {
    const token = await tokenOf('member')
    for (let used = 0; used < 4; used++) {
      passDays(20)
      expect(await sessions.viewerOf(token)).toMatchObject({ roles: ['member'] })
    }
    passDays(10)
    expect(await sessions.viewerOf(token)).toBeNull()
  })

  it('ends when nobody has used it for more than thirty days', async () => {
    const token = await tokenOf('member')
    passDays(30)
    expect(await sessions.viewerOf(token)).not.toBeNull()
    passDays(31)
    expect(await sessions.viewerOf(token)).toBeNull()
  })

  it('ends on the day its owner leaves', async () => {
    const token = await tokenOf('cadre')
    const until = new Date(now.getTime() + DAY_MS).toISOString()
    await database.run(`update people set valid_until = $1::timestamptz where 'cadre' = any(roles)`, [until])
    expect(await sessions.viewerOf(token)).not.toBeNull()
    passDays(1)
    expect(await sessions.viewerOf(token)).toBeNull()
    await database.run(`update people set valid_until = null`)
  })

  it('is forgotten once it is past its end', async () => {
    await tokenOf('member')
    passDays(91)
    await tokenOf('member')
    expect(
      await database.run(
        `select 1 from sessions s join people p on p.id = s.person_id where not 'wall' = any(p.roles)`,
      ),
    ).toHaveLength(1)
  })
})

describe('the session of a wall', () => {
  it('outlasts years in which nobody touches it', async () => {
    const token = await tokenOf('wall')
    passDays(5 * 365)
    expect(await sessions.viewerOf(token)).toMatchObject({ roles: ['wall'] })
  })

  it('is that of a person, and over in ninety days, once it may do more than hang there', async () => {
    const token = await tokenOf('wall')
    for (let used = 0; used < 4; used++) {
      passDays(20)
      expect(await sessions.viewerOf(token)).toMatchObject({ roles: ['wall'] })
    }
    await database.run(`update people set roles = '{wall,duty}' where roles = '{wall}'`)
    expect(await sessions.viewerOf(token)).toMatchObject({ roles: ['wall', 'duty'] })
    passDays(10)
    expect(await sessions.viewerOf(token)).toBeNull()
    await database.run(`update people set roles = '{wall}' where roles = '{wall,duty}'`)
  })
})

describe('a lock-out', () => {
  it('is over after a quarter of an hour', async () => {
    for (let n = 0; n < 10; n++) await sessions.signIn('duty', `guess ${n}`, { ip: '127.0.0.1' }, '')
    expect(await sessions.signIn('duty', PASSWORD, { ip: '127.0.0.1' }, '')).toEqual({ ok: false, reason: 'too-many' })
    passDays(15 / (24 * 60))
    expect((await sessions.signIn('duty', PASSWORD, { ip: '127.0.0.1' }, '')).ok).toBe(true)
  })

  it('of an address comes only after many names, for a village shares one', async () => {
    for (let n = 0; n < 40; n++) await sessions.signIn(`villager-${n}`, 'guess', { ip: '10.0.0.1' }, '')
    expect((await sessions.signIn('duty', PASSWORD, { ip: '10.0.0.1' }, '')).ok).toBe(true)
  })
})

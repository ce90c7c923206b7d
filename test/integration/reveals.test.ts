import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { createAudit } from '../../server/audit/audit.ts'
import { keptLog } from '../support/messages-in.ts'
import { ownDatabase } from '../support/own-database.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
let count = 0
const actor = (personId: string) => ({ personId, sessionId: 's', ip: '10.0.0.1' })
const reveals = (personId: string, incidentId: string, householdIds: string[]) =>
  householdIds.map((householdId) => ({ actor: actor(personId), incidentId, householdId }))
const auditOn = (database: Database, patienceMs = 60_000) => {
  const now = () => new Date('2026-11-28T10:00:00.000Z')
  return createAudit({ database, now, newId: () => `r${++count}`, log: keptLog(), patienceMs })
}
beforeAll(async () => {
  own = await ownDatabase()
})
afterAll(() => own.close())

describe('showing whom to ring at a household in an alarm', () => {
  it('is written down once for a person and a household, with session and address, also of many looks at once', async () => {
    const { revealed } = auditOn(own.database)
    const looks = Array.from({ length: 8 }, () => revealed(reveals('p', 'i', ['h', 'k'])))
    const others = [
      revealed(reveals('q', 'i', ['h'])),
      revealed(reveals('p', 'j', ['h'])),
      revealed(reveals('p', 'j', [])),
    ]
    expect(new Set(await Promise.all([...looks, ...others]))).toEqual(new Set([true]))
    const rows = await own.database.run('select person_id, what, target, reason, session_id, ip from audit_entries')
    const row = (personId: string, household: string, incident: string) => {
      const target = { household, incident }
      const reason = `incident ${incident}`
      return { person_id: personId, what: 'reveal', target, reason, session_id: 's', ip: '10.0.0.1' }
    }
    expect(rows).toHaveLength(4)
    expect(rows).toEqual(
      expect.arrayContaining([row('p', 'h', 'i'), row('p', 'k', 'i'), row('q', 'h', 'i'), row('p', 'h', 'j')]),
    )
  })

  it('does not happen where it cannot be written down, and keeps nobody waiting for it', async () => {
    const broken = { ...own.database, aside: () => Promise.reject(new Error('the disk is full')) }
    expect(await auditOn(broken).revealed(reveals('p', 'i', ['h']))).toBe(false)
    const hanging = { ...own.database, aside: () => new Promise<never>(() => {}) }
    expect(await auditOn(hanging, 10).revealed(reveals('p', 'i', ['h']))).toBe(false)
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Decisions } from '../../server/decisions.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { arrangedVersions } from '../../server/store/arrangement.ts'
import { householdRoutes } from '../../server/http/household-routes.ts'
import { createReveals, type Reveals } from '../../server/store/reveals.ts'
import { ownDatabase } from '../support/own-database.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
let reveals: Reveals
let count = 0
const now = () => new Date('2026-11-28T10:00:00.000Z')
beforeAll(async () => {
  own = await ownDatabase()
  reveals = createReveals({ database: own.database, now, newId: () => `r${++count}` })
})
afterAll(() => own.close())

const kept = () =>
  own.database.run<Record<string, unknown>>('select id, person_id, what, target, reason from audit_entries order by id')

describe('showing whom to ring at a household', () => {
  it('is written down with its reason each time, and for an incident once', async () => {
    const one = { personId: 'p', what: 'household', id: 'h', incidentId: null } as const
    await reveals({ ...one, reason: '上门核对用火' })
    await reveals({ ...one, reason: '再次核对' })
    for (const personId of ['p', 'p', 'q']) await reveals({ ...one, personId, reason: 'incident i', incidentId: 'i' })
    const row = (id: string, personId: string, target: object, reason: string) => {
      return { id, person_id: personId, what: 'reveal', target, reason }
    }
    expect(await kept()).toEqual([
      row('r1', 'p', { household: 'h' }, '上门核对用火'),
      row('r2', 'p', { household: 'h' }, '再次核对'),
      row('r3', 'p', { household: 'h', incident: 'i' }, 'incident i'),
      row('r5', 'q', { household: 'h', incident: 'i' }, 'incident i'),
    ])
  })

  it('does not happen where it cannot be written down', async () => {
    const { run } = own.database
    await run(`insert into households (version_id, id, location, people, occupied, need_help, recorded_at)
      values ('v', 'h', '[112.2, 36.6]', 3, true, 0, now())`)
    await run(`insert into household_details (version_id, household_id, head, phone) values ('v', 'h', '王建国', null)`)
    const versions = await arrangedVersions(own.database)
    const facts = async () => ({ arrangement: arrangementAt(versions, now()) })
    // Only these two are asked of it.
    const decisions = { facts, versions: async () => versions } as unknown as Decisions
    const answerWith = (writing: Reveals) => {
      const [route] = householdRoutes({ database: own.database, decisions, reveals: writing, now })
      if (route?.who !== 'signed-in') throw new Error('the first route is that of revealing')
      const viewer = { personId: 'a', name: '', roles: ['admin' as const], duties: [], areaIds: null }
      // The handler looks neither at the request itself nor at its address.
      const raw = {} as never
      return route.handle({
        params: { id: 'h' },
        query: {},
        body: { reason: '核对' },
        viewer,
        sessionId: null,
        ip: '',
        raw,
      })
    }
    expect(await answerWith(async () => {})).toMatchObject({ body: { head: '王建国' } })
    await expect(answerWith(() => Promise.reject(new Error('the disk is full')))).rejects.toThrow('the disk is full')
  })
})

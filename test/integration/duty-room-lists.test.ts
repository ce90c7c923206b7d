import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Decisions } from '../../server/decisions.ts'
import { versionRoutes } from '../../server/http/version-routes.ts'
import { handoverRows } from '../../server/store/handovers.ts'
import { swapsSince } from '../../server/store/shift-swaps.ts'
import { ownDatabase } from '../support/own-database.ts'

// What one township's lists hold is not used up, and not shown, by what is another's.

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
})
afterAll(() => own.close())

describe('hand-over notes', () => {
  it('of a quiet township are listed behind any number of another’s newer ones', async () => {
    await own.database.run(`insert into handovers (id, area_id, person_id, note, incident_ids, at)
      select 'n' || n, case when n = 0 then 'quiet' else 'busy' end, 'p', '', '{}', now() + n * interval '1 minute'
      from generate_series(0, 600) as n`)
    const ids = async (areaIds: string[]) => (await handoverRows(own.database, { areaIds })).map(({ id }) => id)
    expect(await ids(['quiet'])).toEqual(['n0'])
    expect(await ids([])).toEqual([])
    expect(await handoverRows(own.database, { areaIds: null })).toHaveLength(500)
  })
})

describe('swaps', () => {
  it('of a quiet township are listed behind any number of another’s newer ones, as are a person’s own', async () => {
    await own.database
      .run(`insert into shift_swaps (id, shift_id, from_person_id, to_person_id, asked_by, asked_at, state)
      select 's' || n, 'shift' || n, 'from' || n, 'to' || n, 'by' || n, now() + n * interval '1 minute', 'asked'
      from generate_series(0, 600) as n`)
    const of = async (personId: string, shiftIds: string[]) =>
      (await swapsSince(own.database, null, { personId, shiftIds })).map(({ id }) => id)
    expect(await of('nobody', ['shift0'])).toEqual(['s0'])
    for (const personId of ['from1', 'to1', 'by1']) expect(await of(personId, [])).toEqual(['s1'])
    expect(await swapsSince(own.database, null, null)).toHaveLength(500)
  })
})

describe('the versions of a thing that moved', () => {
  it('are shown as far as they were on the viewer’s ground', async () => {
    const { database } = own
    await database.run(`insert into responsibilities (version_id, id, person_id, duty, area_id, rank, recorded_at)
      select 'v' || area, 'r', 'p', 'household', area, 'primary', now() from unnest('{here,there}'::text[]) as area`)
    // Only the ground is asked for.
    const facts = async () => ({ arrangement: { lineage: (id: string) => [{ id }], responsibilities: [], shifts: [] } })
    const routes = versionRoutes({ database, decisions: { facts } as unknown as Decisions })
    const route = routes.find(({ path }) => path === '/api/responsibilities/:id/versions')
    if (route?.who !== 'signed-in') throw new Error('the route is for whoever is signed in')
    const seenOn = async (areaIds: string[] | null) => {
      const viewer = { personId: 'q', name: '', roles: ['duty' as const], duties: [], areaIds }
      // The handler does not look at the request itself.
      const raw = {} as never
      const asked = { params: { id: 'r' }, query: {}, body: undefined, viewer, sessionId: null, ip: '', raw }
      const { items } = (await route.handle(asked)).body as { items: { versionId: string }[] }
      return items.map(({ versionId }) => versionId).toSorted()
    }
    expect(await seenOn(null)).toEqual(['vhere', 'vthere'])
    expect(await seenOn(['here'])).toEqual(['vhere'])
    await expect(seenOn(['elsewhere'])).rejects.toThrow('not-found')
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { handoverRows } from '../../server/store/handovers.ts'
import { swapsSince } from '../../server/store/shift-swaps.ts'
import { ownDatabase } from '../support/own-database.ts'

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
})
afterAll(() => close())

/** More than one answer holds. */
const MANY = 600

describe('what the duty room of a township reads', () => {
  it('is not crowded out by the notes of another', async () => {
    await database.run(
      `insert into handovers (id, area_id, person_id, note, incident_ids, at)
         select 'n' || n, case when n = 0 then 'quiet' else 'busy' end, 'p', '', '{}', now() + n * interval '1 second'
         from generate_series(0, $1::int) as n`,
      [MANY],
    )
    const rows = await handoverRows(database, { areaIds: ['quiet'] })
    expect(rows.map(({ id }) => id)).toEqual(['n0'])
  })

  it('is not crowded out by the swaps of another, and its people find theirs', async () => {
    await database.run(
      `insert into shifts (version_id, id, area_id, post, person_id, recorded_at)
         select v, v, v, 'officer', 'p', now() from unnest(array['quiet', 'busy']) as v`,
    )
    await database.run(
      `insert into shift_swaps (id, shift_id, from_person_id, to_person_id, asked_by, asked_at, state)
         select 's' || n, case when n = 0 then 'quiet' else 'busy' end, case when n = 1 then 'own' else 'p' end, 'q', 'p',
           now() + n * interval '1 second', 'asked'
         from generate_series(0, $1::int) as n`,
      [MANY],
    )
    const ids = async (of: Parameters<typeof swapsSince>[2]) =>
      (await swapsSince(database, null, of)).map(({ id }) => id)
    expect(await ids({ personId: 'nobody', areaIds: ['quiet'] })).toEqual(['s0'])
    expect(await ids({ personId: 'own', areaIds: [] })).toEqual(['s1'])
    expect(await ids(null)).toHaveLength(500)
  })
})

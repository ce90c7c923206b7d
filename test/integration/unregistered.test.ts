import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { createDecisions } from '../../server/decisions.ts'
import { type Decoded, signOfLife } from '../../server/domain/decode/format.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { seed } from '../../server/seed.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { stepOf } from '../../server/store/decisions.ts'
import { createUnregistered } from '../../server/unregistered.ts'
import { messageOn } from '../support/message-fixtures.ts'
import { ownDatabase } from '../support/own-database.ts'

const DAY_MS = 24 * 3600_000
let database: Database
let close: () => Promise<void>
beforeEach(async () => {
  ;({ database, close } = await ownDatabase())
})
afterEach(() => close())

async function township() {
  let clock = new Date()
  let ids = 0
  const decisions = createDecisions({
    database,
    now: () => clock,
    newId: () => `id-${++ids}`,
    timeZone: 'Asia/Shanghai',
    terrainAround: () => null,
    onCommitted: () => {},
  })
  await seed(decisions, demoTownship(), null)
  return {
    unregistered: createUnregistered({ database, decisions, settled: async () => {} }),
    now: () => clock,
    later: (days: number) => (clock = new Date(clock.getTime() + days * DAY_MS)),
    async hears(externalId: string, rest: Partial<Decoded> = {}) {
      const decoded = { ...signOfLife(externalId, 'smoke'), ...rest }
      const message = messageOn(`xiangshao/${externalId}/event`, {}, { receivedAt: clock })
      await decisions.decide((facts, making) => {
        const decision = decideArrivals([{ sourceId: 'native', decoded, message, key: null }], facts, making)
        return { result: null, step: stepOf(decision, making.now, making.newId) }
      })
    },
  }
}

const rowsOf = (table: string) => database.run<{ n: number }>(`select count(*)::int as n from ${table}`)

describe('devices nobody registered', () => {
  it('are dropped, rows and all, when long silent, save those an incident cites and those dismissed', async () => {
    const { unregistered, hears, now, later } = await township()
    const [before] = await rowsOf('devices')
    await hears('noise')
    await hears('neighbour')
    await hears('witness', { kind: 'smoke', state: 'active' })
    const named = async () =>
      (await unregistered.items()).map(({ device }) => device.addresses[0]?.externalId).toSorted()
    expect(await named()).toEqual(['neighbour', 'noise', 'witness'])
    const neighbour = (await unregistered.items()).find(({ device }) => device.name === 'neighbour')
    expect(await unregistered.dismiss(neighbour?.device.id ?? '', true)).toBe(true)
    expect(await unregistered.forget(now())).toBe(0)

    later(31)
    expect(await unregistered.forget(now())).toBe(1)
    expect(await named()).toEqual(['neighbour', 'witness'])
    later(2)
    expect(await unregistered.forget(now())).toBe(0)
    // The witness, and the neighbour, whose two versions tell when he was dismissed; of the noise nothing is left.
    const kept = await database.run<{ name: string }>('select name from devices where not registered order by name')
    expect(new Set(kept.map(({ name }) => name))).toEqual(new Set(['neighbour', 'witness']))
    expect((await rowsOf('devices'))[0]?.n).toBeGreaterThan(before?.n ?? 0)
    const orphans = 'addresses where version_id not in (select version_id from devices)'
    expect(await rowsOf(orphans)).toEqual([{ n: 0 }])
  })

  it('are noted anew, as if never heard, when they speak again', async () => {
    const { unregistered, hears, now, later } = await township()
    await hears('noise')
    later(31)
    await unregistered.forget(now())
    await hears('noise')
    const [item] = await unregistered.items()
    expect(item).toMatchObject({ device: { name: 'noise' }, firstHeardAt: now().toISOString() })
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import type { Database } from '../../db/connect.ts'
import { fireBans } from '../../db/schema.ts'
import { createActing } from '../../server/acting.ts'
import { createDecisions } from '../../server/decisions.ts'
import { demoTownship } from '../../server/demo/township.ts'
import type { Message } from '../../server/domain/decode/format.ts'
import { createPipeline } from '../../server/pipeline.ts'
import { seed } from '../../server/seed.ts'
import { keptLog } from '../support/messages-in.ts'
import { ownDatabase } from '../support/own-database.ts'

const township = demoTownship()
const alarms = township.devices.filter(
  ({ kind, addresses }) => kind === 'smoke' && addresses[0]?.source === 'zigbee2mqtt',
)
const [kitchen, ...others] = alarms

let database: Database
let close: () => Promise<void>
beforeEach(async () => {
  ;({ database, close } = await ownDatabase())
})
afterEach(() => close())

/** The sentence on the demo township, with the database as the test has it. */
async function pipelineOn(on: Database) {
  let ids = 0
  let clock = new Date()
  const log = keptLog()
  const parts = { database: on, now: () => clock, newId: () => `id-${++ids}`, timeZone: 'Asia/Shanghai' }
  const decisions = createDecisions({ ...parts, terrainAround: () => null, onCommitted: () => {} })
  await seed(decisions, township, null)
  const nothing = () => {}
  return {
    log,
    decisions,
    acting: createActing({ database: on, decisions }),
    pipeline: createPipeline({
      ...parts,
      decisions,
      log,
      acknowledge: nothing,
      heard: nothing,
      spooled: nothing,
      attached: nothing,
    }),
    later: (ms: number) => (clock = new Date(clock.getTime() + ms)),
  }
}

function message(topic: string, body: unknown): Message {
  const payload = Buffer.from(JSON.stringify(body))
  return { topic, payload, retain: false, dup: false, qos: 1, principal: null, receivedAt: new Date() }
}
const says = (device: Device | undefined, body: unknown) =>
  message(`zigbee2mqtt/${device?.addresses[0]?.externalId}`, body)

/** A database that will not have any statement in which a word stands. */
const refusing = (word: string, code: string): Database => ({
  ...database,
  run: async (statement, parameters = []) => {
    if (parameters.some((each) => typeof each === 'string' && each.includes(word)))
      throw Object.assign(new Error('too much of it'), { code })
    return database.run(statement, parameters)
  },
})

describe('the two lanes', () => {
  it('do not let an old all-clear that waited behind telemetry end an alarm that came after it', async () => {
    const { pipeline } = await pipelineOn(database)
    const backlog = Array.from({ length: 4000 }, (_, n) => says(others[n % others.length], { temperature: n }))
    const taken = backlog.map((each) => pipeline.take(each))
    taken.push(pipeline.take(says(kitchen, { smoke: false })))
    await new Promise((resolve) => setImmediate(resolve))
    taken.push(pipeline.take(says(kitchen, { smoke: true })))
    await Promise.all(taken)
    const rows = await database.run('select condition from incidents')
    expect(rows).toEqual([{ condition: 'active' }])
  })

  it('let an all-clear that comes right after its alarm end it', async () => {
    const { pipeline } = await pipelineOn(database)
    await Promise.all([
      pipeline.take(says(kitchen, { smoke: true })),
      pipeline.take(says(kitchen, { smoke: false })),
      pipeline.take(says(others[0], { smoke: true })),
    ])
    await pipeline.take(says(others[0], { smoke: false }))
    const rows = await database.run('select condition from incidents')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every(({ condition }) => condition === 'cleared')).toBe(true)
  })
})

describe('an alarm that the database will never have', () => {
  it('goes to quarantine alone, and those that came with it are raised', async () => {
    const { pipeline, log } = await pipelineOn(refusing('POISON', '54000'))
    const event = (id: string) => message(`xiangshao/${id}/event`, { kind: 'smoke', id, value: id.toUpperCase() })
    await Promise.all(['good-1', 'poison', 'good-2'].map((id) => pipeline.take(event(id))))
    const raised = await database.run('select external_id from observations order by external_id')
    expect(raised).toEqual([{ external_id: 'good-1' }, { external_id: 'good-2' }])
    expect(await database.run('select topic, reason, payload from quarantine')).toEqual([
      { topic: 'xiangshao/poison/event', reason: 'unwritable', payload: expect.any(String) },
    ])
    expect(log.lines.join()).toContain('lies in quarantine')
  })

  it('is not taken for one while the database is away: nobody acknowledges it', async () => {
    const { pipeline } = await pipelineOn(refusing('POISON', '57P01'))
    const lost = pipeline.take(message('xiangshao/barn/event', { kind: 'fire', value: 'POISON' }))
    await expect(lost).rejects.toMatchObject({ code: '57P01' })
    expect(await database.run('select 1 from quarantine')).toEqual([])
  })
})

describe('facts', () => {
  it('that were read slowly do not replace newer ones, and what is due is still done', async () => {
    // One reading of the fire bans, a part of what is read anew after the township was arranged, is answered late.
    let answer = () => {}
    let isSlow = false
    const slowly = {
      select: (...what: []) => ({
        from: (table: Parameters<ReturnType<typeof database.read.select>['from']>[0]) => {
          const query = database.read.select(...what).from(table)
          if (table !== fireBans || !isSlow) return query
          isSlow = false
          return { where: () => new Promise<never[]>((resolve) => (answer = () => resolve([]))) }
        },
      }),
    }
    // Only what the facts are read by is replaced.
    const late = { ...database, read: slowly as unknown as Database['read'] }
    const { decisions, acting, later } = await pipelineOn(late)
    isSlow = true
    const reader = decisions.facts()
    while (isSlow) await new Promise((resolve) => setImmediate(resolve))
    const [person] = township.people
    const report = { id: crypto.randomUUID(), kind: 'smoke', description: 'help', location: kitchen?.location } as const
    const told = acting.report(person?.id ?? '', { ...report, location: kitchen?.location ?? [0, 0] })
    const incidentId = (await told)?.incidentId ?? ''
    answer()
    await reader
    expect((await decisions.facts()).incidents.has(incidentId)).toBe(true)
    later(3600_000)
    expect(await acting.takeDue()).toBeGreaterThan(0)
  })
})

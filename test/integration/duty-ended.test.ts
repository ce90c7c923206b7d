import { randomUUID } from 'node:crypto'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import type { ChangeEnvelope, Snapshot } from '#shared/change.ts'
import type { Viewer } from '#shared/session.ts'
import { createArranging } from '../../server/arranging.ts'
import { createDecisions } from '../../server/decisions.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { viewerIn } from '../../server/domain/viewer.ts'
import { createShowing } from '../../server/realtime/showing.ts'
import { seed } from '../../server/seed.ts'
import { connectLive } from '../support/live-client.ts'
import { until } from '../support/messages-in.ts'
import { ownDatabase } from '../support/own-database.ts'
import { startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const closings: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

describe('somebody whose last duty has just ended', () => {
  it('hears of nothing that is reported there afterwards, on none of many screens', async () => {
    const app = await startApp()
    closings.push(() => app.stop())
    const admin = visitor(app, await app.signIn('admin'))
    const member = await app.signIn('member')
    const told: ChangeEnvelope[] = []
    const seen: Snapshot[] = []
    for (let session = 0; session < 4; session++) {
      const cookie = await app.signIn('cadre')
      await Promise.all(
        Array.from({ length: 15 }, async () => {
          const socket = io(app.url(), { extraHeaders: { cookie }, transports: ['websocket'], forceNew: true })
          closings.push(() => void socket.disconnect())
          socket.on('change', (change: ChangeEnvelope) => told.push(change))
          await new Promise<void>((resolve) =>
            socket.on('snapshot', (snapshot: Snapshot) => {
              seen.push(snapshot)
              resolve()
            }),
          )
        }),
      )
    }
    const duties = (await (await admin('/api/responsibilities')).json()) as {
      items: { id: string; personId: string; areaId: string }[]
    }
    const [last, ...others] = duties.items.filter(({ personId }) => personId === 'cadre')
    for (const { id } of others) await admin(`/api/responsibilities/${id}`, { method: 'DELETE' })
    const areas = (await (await admin('/api/areas')).json()) as {
      features: { id: string; geometry: { coordinates: [number, number][][] } }[]
    }
    const [ring = []] = areas.features.find(({ id }) => id === last?.areaId)?.geometry.coordinates ?? []
    const mean = (axis: 0 | 1) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length
    const above = await connectLive(app.url(), await app.signIn('admin'))
    closings.push(() => above.close())

    expect((await admin(`/api/responsibilities/${last?.id}`, { method: 'DELETE' })).status).toBe(204)
    const body = { id: randomUUID(), kind: 'hazard', description: 'after', location: [mean(0), mean(1)] }
    const { incidentId } = (await app.post('/api/reports', member, body)).body as { incidentId: string }
    // The administrator sees it, and every screen has its new snapshot: whatever was to be told has been told.
    await until(() => above.incidents.has(incidentId))
    const [{ sight }] = [(await (await visitor(app, await app.signIn('cadre'))('/api/snapshot')).json()) as Snapshot]
    await until(() => seen.filter((snapshot) => snapshot.sight === sight).length >= 60)
    expect(told.filter((change) => change.type === 'incident' && change.incident.id === incidentId)).toEqual([])
    expect(seen.flatMap(({ incidents }) => incidents).filter(({ id }) => id === incidentId)).toEqual([])
  }, 120_000)
})

describe('what was arranged by another process, or ended by the clock', () => {
  it('is known before anything after it is told', async () => {
    const { database, close } = await ownDatabase()
    closings.push(close)
    let now = new Date('2026-11-28T09:00:00.000Z')
    const seqs = { here: 0, there: 0 }
    const process = (name: 'here' | 'there') =>
      createDecisions({
        database,
        now: () => now,
        newId: randomUUID,
        timeZone: 'Asia/Shanghai',
        terrainAround: () => null,
        onCommitted: (_readAt, _changes, seq) => (seqs[name] = seq),
      })
    const [here, there] = [process('here'), process('there')]
    await seed(there, demoTownship(), null)
    const { arrangement } = await here.facts()
    const cadre: Viewer = viewerIn(arrangement, { personId: 'cadre', name: '', roles: ['cadre'] })
    const showing = createShowing({ database, decisions: here, now: () => now })
    await showing.refresh()
    expect(showing.viewerNow(cadre)?.duties).toEqual(cadre.duties)
    const alarm = { ...incidentChange, seq: seqs.there }
    expect(showing.knowsEnoughFor([alarm])).toBe(true)

    const arranging = createArranging({ database, decisions: there })
    const held = arrangement.responsibilities.filter(({ personId }) => personId === 'cadre')
    const [kept, ...ended] = held
    for (const { id } of ended) await arranging.end('responsibilities', id)
    const news = { ...incidentChange, type: 'arrangement' as const, seq: seqs.there }
    expect(showing.knowsEnoughFor([news])).toBe(false)
    await here.moved(seqs.there)
    await showing.refresh()
    expect(showing.viewerNow(cadre)?.duties).toEqual(
      kept === undefined ? [] : [{ duty: kept.duty, areaId: kept.areaId }],
    )
    expect(showing.knowsEnoughFor([{ ...alarm, seq: seqs.there + 1 }])).toBe(true)

    const body = { personId: 'cadre', duty: kept?.duty, areaId: kept?.areaId, rank: kept?.rank }
    const endsAt = new Date(now.getTime() + 3600_000)
    const put = { line: 1, id: kept?.id ?? '', body: { ...body, validUntil: endsAt.toISOString() } }
    expect((await arranging.put('responsibilities', [put])).problems).toEqual([])
    await here.moved(seqs.there)
    await showing.refresh()
    now = new Date(endsAt.getTime() - 1)
    expect(showing.knowsEnoughFor([{ ...alarm, seq: seqs.there + 1 }])).toBe(true)
    now = endsAt
    expect(showing.knowsEnoughFor([{ ...alarm, seq: seqs.there + 1 }])).toBe(false)
    await showing.refresh()
    expect(showing.viewerNow(cadre)?.areaIds).toEqual([])
  })
})

const incidentChange = {
  seq: 0,
  v: 1,
  at: new Date(),
  type: 'incident' as const,
  body: { type: 'arrangement' as const },
  areaIds: null,
  personIds: [],
}

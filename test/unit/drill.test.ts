import { describe, expect, it } from 'vitest'
import type { DrillBody } from '#shared/drill.ts'
import { PLAN_DEFAULTS } from '#shared/plan.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import {
  dueStepsOf,
  type DrillRecord,
  endedWithDrill,
  hasRealAlarm,
  incidentsOfDrill,
  isDrillOver,
  madeLoud,
  playDue,
} from '../../server/domain/drill.ts'
import { drillScore, quantile } from '../../server/domain/drill-score.ts'
import { stepsOf } from '../../server/domain/drill-script.ts'
import type { Facts, IncidentRecord } from '../../server/domain/facts.ts'
import { afterwards, demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'

const VERSIONS = demoVersions()
const ARRANGEMENT = arrangementAt(VERSIONS, NOON)
const TOWNSHIP = VERSIONS.areas.find(({ level }) => level === 'township')?.id ?? ''
const GRID = VERSIONS.areas.find(({ level }) => level === 'grid')?.id ?? ''
const known = { areas: ARRANGEMENT.areas, placeNames: VERSIONS.placeNames }
const body = (more: Partial<DrillBody>): DrillBody => ({ id: 'd1', areaId: GRID, name: '演练', ...more })

function drillOf(more: Partial<DrillBody>, startedAt = NOON): DrillRecord {
  const { steps, faults } = stepsOf(body(more), known)
  expect(faults).toEqual([])
  const fresh = { played: [], endedAt: null, loudConfirmedBy: null, incidentIds: [] }
  return { id: 'd1', areaId: GRID, script: steps, startedAt, ...fresh }
}
/** The drill and the facts after what is due at a moment was played; null where nothing is. */
function played(drill: DrillRecord, facts: Facts, seconds: number) {
  const done = playDue(drill, facts, makingAt(seconds))
  return done === null ? null : { drill: done.drill, facts: afterwards(facts, done.decision), decision: done.decision }
}
const read = <T>(value: T): T => ({ ...value, ...JSON.parse(JSON.stringify(value)), startedAt: NOON }) as T

describe('the script of a drill', () => {
  it('is made of a template on the ground of the drill, or told step by step', () => {
    for (const template of ['hill-fire', 'flood-warning', 'kitchen-gas'] as const)
      expect(drillOf({ template }).script.every(({ place }) => place.type !== 'unknown')).toBe(true)
    const [name] = VERSIONS.placeNames
    const { script } = drillOf({
      script: [
        { afterSeconds: 60, kind: 'flood', areaId: GRID },
        { afterSeconds: 0, kind: 'smoke', placeNameId: name?.id ?? '', words: '南沟冒烟' },
      ],
    })
    expect(script.map(({ kind }) => kind)).toEqual(['smoke', 'flood'])
    expect(script[0]).toMatchObject({ words: '南沟冒烟', place: { type: 'point', location: name?.location } })
  })

  it('is refused where it names what is not there', () => {
    const steps = [{ afterSeconds: 0, kind: 'smoke' as const, placeNameId: 'nowhere' }]
    expect(stepsOf(body({ script: steps }), known).faults).toMatchObject([{ field: 'script.0.placeNameId' }])
    expect(stepsOf(body({ areaId: 'no', template: 'hill-fire' }), known).faults).toMatchObject([{ field: 'areaId' }])
  })
})

describe('a drill that is played', () => {
  it('plays each step once when its time has come, however often it is looked at or read anew', () => {
    let drill = drillOf({ template: 'hill-fire' })
    let facts = demoFacts(ARRANGEMENT)
    for (const seconds of [0, 1, 119, 120, 121, 400]) {
      const next = played(read(drill), facts, seconds)
      if (next !== null) ({ drill, facts } = next)
    }
    expect(drill.played.map(({ step }) => step)).toEqual([0, 1])
    const [incident, ...others] = [...facts.incidents.values()]
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'fire', exercise: true, drill: { id: 'd1', loud: false }, cover: null })
    expect(incident?.alerts.length).toBeGreaterThan(0)
    expect(incident?.reporterIds).toEqual([])
  })

  it('plays late what was due while nobody was there, and nothing once it is over', () => {
    const drill = drillOf({ template: 'hill-fire' })
    expect(dueStepsOf(drill, new Date(NOON.getTime() + 3600_000))).toEqual([0, 1])
    expect(dueStepsOf({ ...drill, endedAt: NOON }, new Date(NOON.getTime() + 3600_000))).toEqual([])
    expect(isDrillOver(drill, new Date(NOON.getTime() + 4 * 3600_000))).toBe(true)
    expect(isDrillOver(drill, new Date(NOON.getTime() + 4 * 3600_000 - 1))).toBe(false)
  })

  it('warns a whole area, and calls whoever a warning there would', () => {
    const { facts } = played(drillOf({ template: 'flood-warning' }), demoFacts(ARRANGEMENT), 0) ?? {}
    const [warning] = [...(facts?.incidents.values() ?? [])]
    expect(warning).toMatchObject({ kind: 'warning', severity: 'severe', exercise: true, place: { type: 'polygon' } })
    expect(warning?.alerts.length).toBeGreaterThan(0)
  })

  it('is loud only by a word of its own, and closes what it opened', () => {
    const { drill, facts } = played(drillOf({ template: 'kitchen-gas' }), demoFacts(ARRANGEMENT), 0) ?? {}
    if (drill === undefined || facts === undefined) throw new Error('nothing was played')
    const [incident] = incidentsOfDrill(drill, facts)
    if (incident === undefined) throw new Error('nothing was opened')
    const loud = madeLoud(incident, drill, 'leader', makingAt(5))
    expect(loud.incident.drill).toEqual({ id: 'd1', loud: true })
    expect(loud.actions).toMatchObject([{ action: 'drill-loud', actorId: 'leader' }])
    const ended = endedWithDrill(incident, drill.id, makingAt(60)).incident
    expect(ended).toMatchObject({ handling: 'closed', next: null })
    expect(ended.alerts.every(({ state }) => state === 'expired')).toBe(true)
    // What is real on that ground gives way to nothing.
    expect(hasRealAlarm(GRID, facts)).toBe(false)
    const real = new Map([[incident.id, { ...incident, exercise: false }]])
    expect(hasRealAlarm(incident.areaIds[0] ?? TOWNSHIP, { incidents: real })).toBe(true)
  })

  it('waits while something real and urgent stands on its ground, and goes on afterwards', () => {
    const script = drillOf({ template: 'kitchen-gas' })
    const { facts } = played(script, demoFacts(ARRANGEMENT), 0) ?? {}
    const [incident] = [...(facts?.incidents.values() ?? [])]
    if (facts === undefined || incident === undefined) throw new Error('nothing was played')
    const real = { ...incident, id: 'real', exercise: false, drill: null, areaIds: [...incident.areaIds, GRID] }
    const meanwhile = (change: Partial<IncidentRecord>) => ({
      ...demoFacts(ARRANGEMENT),
      incidents: new Map([['real', { ...real, ...change }]]),
    })
    expect(playDue(script, meanwhile({}), makingAt(0))).toBeNull()
    expect(playDue(script, meanwhile({ handling: 'handled' }), makingAt(0))?.drill.played.length).toBeGreaterThan(0)
  })

  it('that ends names the photo of whoever was missing in it no more', () => {
    const { drill, facts } = played(drillOf({ template: 'kitchen-gas' }), demoFacts(ARRANGEMENT), 0) ?? {}
    const [incident] = [...(facts?.incidents.values() ?? [])]
    if (drill === undefined || incident === undefined) throw new Error('nothing was played')
    const said = { lastSeenAt: null, lastSeen: null, lastSeenLocation: null, clothes: null }
    const search = { ...said, name: '某人', photoId: 'photo', sectors: [] }
    const ended = endedWithDrill({ ...incident, search }, drill.id, makingAt(60)).incident
    expect(ended.search).toMatchObject({ name: '某人', photoId: null })
  })
})

describe('the score of a plan', () => {
  const { drill, facts } = played(drillOf({ template: 'hill-fire' }), demoFacts(ARRANGEMENT), 120) ?? {}
  const [opened] = [...(facts?.incidents.values() ?? [])]
  if (drill === undefined || opened === undefined) throw new Error('nothing was played')
  const sentMs = Date.parse(opened.openedAt)
  const at = (seconds: number) => new Date(sentMs + seconds * 1000).toISOString()
  const [first] = opened.alerts
  if (first === undefined) throw new Error('nobody was called')
  const call = (n: number, tier: number, answered: number | null, state: 'accepted' | 'declined' | 'sent') => ({
    ...first,
    id: `call-${n}`,
    personId: `canary-person-${n}`,
    tier,
    state,
    sentAt: at(0),
    answeredAt: answered === null ? null : at(answered),
    arrivedAt: n === 0 ? at(400) : null,
  })
  const incident: IncidentRecord = {
    ...opened,
    respondersNeeded: 2,
    tierWaitsSeconds: [90, 60],
    clocks: { ...PLAN_DEFAULTS.clocks, arriveSeconds: 300, handleSeconds: 3600 },
    alerts: [
      call(0, 0, 30, 'accepted'),
      call(1, 0, 80, 'declined'),
      call(2, 0, 100, 'accepted'),
      call(3, 0, null, 'sent'),
      call(4, 0, 60, 'declined'),
    ],
    chain: [
      ...opened.chain.slice(0, 1).map((link) => ({ ...link, order: 0 })),
      {
        ...(opened.chain[0] ?? never()),
        order: 1,
        duty: 'village',
        areaId: 'v',
        personId: null,
        called: true,
        reachable: false,
      },
    ],
  }
  const deliveries = incident.alerts.map(({ id }, n) => {
    return { alertId: id, channel: n % 2 === 0 ? 'voice' : 'sms', deliveredAt: n === 3 ? null : NOON }
  })
  const score = drillScore(drill.played, [{ incident, actions: [], deliveries }], new Date(sentMs + 600_000))

  it('says of each tier how many were told, how many answered in its time, and by what', () => {
    const [one] = score.incidents
    expect(one).toMatchObject({ steps: [0, 1], needed: 2, tiersUsed: 1, enoughAfterSeconds: 100 })
    expect(one?.tiers[0]).toMatchObject({
      told: 5,
      answered: 4,
      answeredInTime: 3,
      going: 2,
      answers: { n: 4, p50Seconds: 60, p90Seconds: 100 },
      channels: [
        { channel: 'voice', sent: 3, worked: 3 },
        { channel: 'sms', sent: 2, worked: 1 },
      ],
    })
    expect(one?.tiers[1]).toMatchObject({ used: false, told: 0, duties: ['village'] })
    expect(one?.holes).toContainEqual({ duty: 'village', areaId: 'v' })
    expect(one?.clocks).toEqual([
      { clock: 'arrive', limitSeconds: 300, tookSeconds: 400, met: false },
      { clock: 'handle', limitSeconds: 3600, tookSeconds: null, met: null },
    ])
  })

  it('names nobody', () => {
    const text = JSON.stringify(score)
    expect(text).not.toContain('canary-person')
    for (const { id } of VERSIONS.people) expect(text).not.toContain(`:"${id}"`)
  })

  it('takes of measured times the nearest one', () => {
    expect([quantile([], 0.5), quantile([7], 0.9), quantile([3, 1, 2], 0.5)]).toEqual([null, 7, 2])
  })
})

function never(): never {
  throw new Error('the chain is empty')
}

import { describe, expect, it } from 'vitest'
import type { Device } from '../../shared/device.ts'
import { limitsSchema } from '../../shared/limit.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { type Decoded, signOfLife } from '../../server/domain/decode/format.ts'
import { takeDue } from '../../server/domain/due.ts'
import { type Facts, type IncidentRecord, noDecision } from '../../server/domain/facts.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { mergeInto, splitOff } from '../../server/domain/join.ts'
import { standingAlarms } from '../../server/domain/standing.ts'
import { afterwards, demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn } from '../support/message-fixtures.ts'

const DAY = 86_400
const versions = demoVersions()
const [model] = versions.devices
if (model === undefined) throw new Error('the demo has no devices')

/** The township with one more device, heard as `it`. */
function factsWith(device: Partial<Device>): Facts {
  const addresses = [{ source: 'native', externalId: 'it' }]
  const own = { ...model, id: 'it', camera: null, armed: false, ...device, addresses }
  const all = [...versions.devices, { ...own, versionId: 'it@1', validFrom: null, validUntil: null }]
  // The model gives what the device does not say.
  return demoFacts(arrangementAt({ ...versions, devices: all as typeof versions.devices }, NOON))
}

function says(facts: Facts, seconds: number, decoded: Partial<Decoded>): Facts {
  const { now } = makingAt(seconds)
  const message = messageOn('t', {}, { receivedAt: now })
  const whole = { ...signOfLife('it', 'other'), signal: 'level', ...decoded } as const
  const arrivals = [{ sourceId: 'native', decoded: whole, message, key: null }]
  return afterwards(facts, decideArrivals(arrivals, facts, makingAt(seconds)))
}

const changed = (facts: Facts, incident: IncidentRecord): Facts =>
  afterwards(facts, { ...noDecision(), incidents: [incident] })
const SMOKE = { kind: 'smoke', state: 'active' } as const
const only = (facts: Facts): IncidentRecord => {
  const [incident] = [...facts.incidents.values()]
  if (incident === undefined) throw new Error('nothing is open')
  return incident
}

describe('merging what is dealt with and what is not', () => {
  /** Yesterday's false alarm of a detector, to which everybody called went, and today's smoke. */
  function twoDays() {
    let facts = says(factsWith({ kind: 'smoke' }), 0, SMOKE)
    const old = only(facts)
    const alerts = old.alerts.map((alert) => ({ ...alert, state: 'accepted' as const }))
    facts = changed(facts, { ...old, alerts, outcome: 'false-alarm', handling: 'handled', next: null })
    facts = says(says(facts, 300, { ...SMOKE, state: 'cleared' }), DAY, SMOKE)
    const [before, after] = [...facts.incidents.values()]
    if (before === undefined || after === undefined) throw new Error('two days are not two incidents')
    return { facts, before, after }
  }

  it.each(['into the old', 'into the new'])('calls on, whoever went to the other (%s)', (which) => {
    const { facts, before, after } = twoDays()
    const [into, from] = which === 'into the old' ? [before, after] : [after, before]
    const arranged = { arrangement: facts.arrangement, signals: facts.signals.values() }
    const merged = mergeInto(into, from, arranged, makingAt(DAY + 60)).callings[0]?.incident ?? into
    expect(merged.alerts.filter(({ state }) => state === 'accepted')).toEqual([])
    const standing = merged.alerts.filter(({ state }) => state !== 'expired').map(({ personId }) => personId)
    expect(new Set(standing)).toEqual(new Set(after.alerts.map(({ personId }) => personId)))
    expect(merged.next).not.toBeNull()
    const due = takeDue({ ...facts, incidents: new Map([[merged.id, merged]]) }, makingAt(DAY + 5000))
    expect(due?.deliveries.length).toBeGreaterThan(0)
  })
})

describe('a level that never says that it is over', () => {
  it('alarms again a day after somebody called it false, though nobody closed that', () => {
    let facts = says(factsWith({ kind: 'smoke' }), 0, SMOKE)
    facts = changed(facts, { ...only(facts), outcome: 'false-alarm', handling: 'verified', next: null })
    expect(says(facts, 3600, SMOKE).incidents.size).toBe(1)
    expect(says(facts, DAY, SMOKE).incidents.size).toBe(2)
  })
})

describe('limits', () => {
  it('of one kind and direction on one value are refused, for each would end the other', () => {
    const above = (bound: number) => ({ value: 'temperatureCelsius', above: bound, kind: 'heat' })
    expect(limitsSchema.safeParse([above(60), above(80)]).error?.issues[0]?.path).toEqual([1, 'value'])
    expect(limitsSchema.safeParse([above(60), { ...above(80), kind: 'fire' }]).success).toBe(true)
    expect(limitsSchema.safeParse([above(60), { value: 'temperatureCelsius', below: 5, kind: 'heat' }]).success).toBe(
      true,
    )
  })

  const HOT = { value: 'temperatureCelsius', above: 60, kind: 'heat' } as const
  const degrees = (temperatureCelsius: number) => ({ values: { temperatureCelsius } })

  it.each(['told again', 'not told again'])('wait no longer because the clock was put back (%s)', (which) => {
    let facts = says(factsWith({ kind: 'heat', limits: [{ ...HOT, forSeconds: 300 }] }), 365 * DAY, degrees(75))
    for (const second of [10, 200, 400]) {
      if (which === 'told again') facts = says(facts, second, degrees(75))
      const standing = standingAlarms(facts, makingAt(second).now)
      facts = afterwards(facts, decideArrivals(standing, facts, makingAt(second)))
    }
    expect(facts.incidents.size).toBe(1)
  })

  it('go on though their device’s own alarm ended, and another witness was split off', () => {
    let facts = says(factsWith({ kind: 'heat', limits: [HOT] }), 0, { kind: 'heat', state: 'active', ...degrees(90) })
    facts = says(facts, 60, { kind: 'heat', state: 'cleared', ...degrees(90) })
    const incident = only(facts)
    expect(incident.condition).toBe('active')
    const [first] = incident.clues
    if (first === undefined) throw new Error('nothing is said')
    const other = { ...first, observationId: 'other', deviceId: 'weather-tulingdi', signalKey: 'native/other/heat' }
    const both = {
      ...incident,
      clues: [...incident.clues, other],
      activeKeys: [...incident.activeKeys, 'native/other/heat'],
    }
    const chosen = [{ incidentId: incident.id, observationId: 'other', deviceId: 'weather-tulingdi' }]
    const arranged = { arrangement: facts.arrangement, signals: facts.signals.values() }
    const left = splitOff(both, chosen, arranged, makingAt(120))?.callings[0]?.incident
    expect(left?.condition).toBe('active')
    expect(left?.activeKeys).toHaveLength(1)
  })
})

describe('a door that stands open', () => {
  it('alarms in the next armed night too, when last night’s incident is closed', () => {
    const nightly = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '13:00', to: '14:00' }]
    const open = { kind: 'intrusion', state: 'active', needsArming: true } as const
    let facts = says(factsWith({ kind: 'contact', armedSchedule: nightly }), 3700, open)
    facts = changed(facts, {
      ...only(facts),
      closedAt: makingAt(7000).now.toISOString(),
      handling: 'closed',
      next: null,
    })
    facts = says(facts, 10_000, open)
    expect(facts.incidents.size).toBe(0)
    const at = makingAt(DAY + 3700)
    facts = afterwards(facts, decideArrivals(standingAlarms(facts, at.now), facts, at))
    expect(facts.incidents.size).toBe(1)
  })
})

import { describe, expect, it } from 'vitest'
import { type Decoded, type Message, signOfLife } from '../../server/domain/decode/format.ts'
import type { Facts, IncidentRecord } from '../../server/domain/facts.ts'
import { isAlarm } from '../../server/domain/as-registered.ts'
import type { Arrival } from '../../server/domain/arrival.ts'
import { decideArrivals, decideReport } from '../../server/domain/intake.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { afterwards, demoFacts, makingAt, NOON } from '../support/demo-facts.ts'

const township = demoTownship()
const kitchen = township.devices.find(({ kind }) => kind === 'smoke')
const camera = township.devices.find((device) => device.kind === 'camera' && device.camera?.bearingDegrees != null)
if (!kitchen || !camera) throw new Error('the demo township has no smoke alarm or no camera')

const blank: Decoded = { ...signOfLife('', 'other'), state: 'active', signal: 'level' }

function arrival(
  device: { addresses: { source: string; externalId: string }[] } | string,
  decoded: Partial<Decoded>,
  message: Partial<Message> = {},
): Arrival {
  const { source, externalId } =
    typeof device === 'string'
      ? { source: 'native', externalId: device }
      : (device.addresses[0] ?? { source: '', externalId: '' })
  const whole: Message = {
    topic: 't',
    payload: new Uint8Array(),
    retain: false,
    dup: false,
    qos: 1,
    principal: null,
    receivedAt: NOON,
    ...message,
  }
  return { sourceId: source, decoded: { ...blank, externalId, ...decoded }, message: whole, key: null }
}

function tell(facts: Facts, seconds: number, ...arrivals: Arrival[]) {
  const decision = decideArrivals(arrivals, facts, makingAt(seconds))
  return { decision, facts: afterwards(facts, decision) }
}

describe('a smoke alarm in a kitchen', () => {
  const on = arrival(kitchen, { kind: 'smoke' })
  const off = arrival(kitchen, { kind: 'smoke', state: 'cleared' })

  it('opens one incident on its ground and calls the first tier', () => {
    const { decision } = tell(demoFacts(), 0, on)
    const [incident] = decision.incidents
    expect(decision.incidents).toHaveLength(1)
    expect(incident?.areas[0]?.level).toBe('zone')
    expect(incident?.alerts.length).toBeGreaterThan(0)
    expect(incident?.alerts.every(({ duty, tier }) => duty === 'household' && tier === 0)).toBe(true)
    expect(incident?.next?.tier).toBe(1)
    expect(decision.actions.map(({ action }) => action)).toEqual(['opened', 'called'])
    expect(decision.deliveries).toHaveLength(incident?.alerts.length ?? 0)
    expect(decision.evidence[0]?.incidentId).toBe(incident?.id)
  })

  it('is not opened again by the repeated state, which is kept as a reading', () => {
    const first = tell(demoFacts(), 0, on)
    const again = tell(first.facts, 60, on)
    expect(again.decision.incidents).toEqual([])
    expect(again.decision.readings).toHaveLength(1)
  })

  it('changes its condition when it clears, and nothing else', () => {
    const first = tell(demoFacts(), 0, on)
    const cleared = tell(first.facts, 90, off)
    const [incident] = cleared.decision.incidents
    expect(incident?.condition).toBe('cleared')
    expect(incident?.handling).toBe('reported')
    expect(incident?.next).not.toBeNull()
  })

  it('is active again when it alarms anew while the incident is open', () => {
    const first = tell(demoFacts(), 0, on)
    const cleared = tell(first.facts, 90, off)
    const [incident] = tell(cleared.facts, 120, on).decision.incidents
    expect(incident?.condition).toBe('active')
    expect(incident?.observationCount).toBe(3)
  })

  /** The one incident of these facts, as somebody has meanwhile made it. */
  const made = (facts: Facts, change: Partial<IncidentRecord>): Facts => ({
    ...facts,
    incidents: new Map([...facts.incidents].map(([id, incident]) => [id, { ...incident, ...change }])),
  })
  const answered = { at: NOON.toISOString(), personId: 'somebody' }

  it('brings the sound back when it is active again, though the duty room had silenced it', () => {
    const cleared = tell(made(tell(demoFacts(), 0, on).facts, { answered }), 90, off)
    expect(cleared.decision.incidents[0]?.answered).toEqual(answered)
    expect(tell(cleared.facts, 120, on).decision.incidents[0]?.answered).toBeNull()
  })

  it.each([
    ['was handled', { handling: 'handled' }],
    ['was checked', { handling: 'checked' }],
    ['turned out to be false', { handling: 'verified', outcome: 'false-alarm' }],
  ] as const)('is a new incident, with new calls, once the last one %s', (_what, change) => {
    const first = tell(demoFacts(), 0, on)
    const cleared = tell(made(first.facts, { ...change, answered, next: null }), 90, off)
    const { decision } = tell(cleared.facts, 300, on)
    expect(decision.incidents.map(({ id }) => id)).not.toEqual(first.decision.incidents.map(({ id }) => id))
    expect(decision.deliveries.length).toBeGreaterThan(0)
  })

  it('is a new incident when it alarms hours after it had cleared, though nobody has closed that one', () => {
    const first = tell(demoFacts(), 0, on)
    const cleared = tell(first.facts, 90, off)
    expect(tell(cleared.facts, 50 * 60, on).decision.deliveries).toEqual([])
    const { decision } = tell(cleared.facts, 3 * 3600, on)
    expect(decision.actions.map(({ action }) => action)).toEqual(['opened', 'called'])
  })

  it('that is still on after hours is one incident with what others see there', () => {
    const first = tell(demoFacts(), 0, on)
    const { location } = kitchen
    const place = { type: 'point', location: location ?? [0, 0], radiusMetres: 20 } as const
    const neighbour = arrival('neighbour', { kind: 'smoke', place })
    const { decision } = tell(first.facts, 3 * 3600, neighbour)
    expect(decision.incidents.map(({ id }) => id)).toEqual(first.decision.incidents.map(({ id }) => id))
  })

  it('latches an alarm that clears within the same batch', () => {
    const { decision } = tell(demoFacts(), 0, on, off)
    expect(decision.incidents.map(({ condition }) => condition)).toEqual(['cleared'])
    expect(decision.evidence).toHaveLength(2)
  })

  it('found in the memory of the broker opens an incident whose start is unknown, once', () => {
    const retained = arrival(kitchen, { kind: 'smoke' }, { retain: true })
    const first = tell(demoFacts(), 0, retained)
    expect(first.decision.incidents[0]?.startedAt).toBeNull()
    expect(tell(first.facts, 60, retained).decision.incidents).toEqual([])
  })

  it('that stays on after its incident was closed keeps silent, until half a day later', () => {
    const first = tell(demoFacts(), 0, on)
    const closed: Facts = { ...first.facts, incidents: new Map() }
    expect(tell(closed, 3600, on).decision.incidents).toEqual([])
    expect(tell(closed, 13 * 3600, on).decision.incidents).toHaveLength(1)
  })
})

describe('a camera', () => {
  const sees = (confidence: number, state: Decoded['state'] = 'active') =>
    arrival(camera, { kind: 'smoke', signal: 'event', seriesId: 'e1', eventId: `${confidence}`, confidence, state })

  it('gives a sector that touches the areas it crosses', () => {
    const [incident] = tell(demoFacts(), 0, sees(0.5)).decision.incidents
    expect(incident?.place.type).toBe('sector')
    expect(incident?.areas.length).toBeGreaterThan(1)
  })

  it('makes one incident of all updates of one event, noting only what tells more', () => {
    const first = tell(demoFacts(), 0, sees(0.5))
    const same = tell(first.facts, 2, sees(0.51))
    expect(same.decision.incidents).toEqual([])
    expect(same.decision.readings).toHaveLength(1)
    const surer = tell(same.facts, 4, sees(0.8))
    expect(surer.decision.incidents[0]?.confidence).toBe(0.8)
  })

  it('says ever more seldom that it still sees the same, and keeps every word as a reading', () => {
    let facts = tell(demoFacts(), 0, sees(0.9)).facts
    let [noted, kept] = [0, 0]
    for (let second = 10; second <= 3600; second += 10) {
      const told = tell(facts, second, sees(0.9))
      facts = told.facts
      noted += told.decision.actions.length
      kept += told.decision.readings.length
    }
    // Every fifteen seconds there would be 180 of them.
    expect(noted).toBeGreaterThan(20)
    expect(noted).toBeLessThan(60)
    expect(noted + kept).toBe(360)
  })

  it('cannot reopen by a late update what people have closed', () => {
    const first = tell(demoFacts(), 0, sees(0.5))
    const closed: Facts = { ...first.facts, incidents: new Map() }
    expect(tell(closed, 3600 * 13, sees(0.9)).decision.incidents).toEqual([])
  })

  it('raises an incident when smoke becomes fire, and takes back the silence', () => {
    const first = tell(demoFacts(), 0, sees(0.5))
    const [before] = first.decision.incidents
    if (!before) throw new Error('no incident')
    const silenced = new Map([[before.id, { ...before, answered: { at: NOON.toISOString(), personId: 'duty' } }]])
    const fire = arrival(camera, { kind: 'fire', signal: 'event', seriesId: 'e1', eventId: 'f', confidence: 0.6 })
    const raised = tell({ ...first.facts, incidents: silenced }, 30, fire)
    expect(raised.decision.incidents[0]).toMatchObject({
      id: before.id,
      kind: 'fire',
      severity: 'extreme',
      answered: null,
    })
    expect(raised.decision.actions[0]?.action).toBe('raised')
  })
})

describe('a device nobody registered', () => {
  it('still makes an incident, at its own place or none, and is noted as waiting', () => {
    const nowhere = tell(demoFacts(), 0, arrival('stranger', { kind: 'smoke' })).decision
    expect(nowhere.incidents[0]?.place).toEqual({ type: 'unknown' })
    expect(nowhere.devices).toMatchObject([{ name: 'stranger', registered: false }])
    expect(nowhere.incidents[0]?.alerts.map(({ duty }) => duty)).toContain('duty-room')
    const here = tell(
      demoFacts(),
      0,
      arrival('s2', { kind: 'smoke', place: { type: 'point', location: kitchen.location ?? [0, 0], radiusMetres: 5 } }),
    )
    expect(here.decision.incidents[0]?.areas[0]?.level).toBe('zone')
  })

  it('has a name that can be stored, wherever a long one is cut', () => {
    const names = ['x'.repeat(99) + '🔥后面', 'x'.repeat(98) + '🔥后面', '🔥'.repeat(128)].map(
      (name) => tell(demoFacts(), 0, arrival(name, { kind: 'smoke' })).decision.devices[0]?.name ?? '',
    )
    expect(names.map((name) => [name.length, name.isWellFormed()])).toEqual([
      [99, true],
      [100, true],
      [100, true],
    ])
  })

  it('is noted once however many of its messages come in one batch', () => {
    const { decision } = tell(
      demoFacts(),
      0,
      arrival('s', { kind: null, state: 'reading' }),
      arrival('s', { kind: 'smoke' }),
    )
    expect(decision.devices).toHaveLength(1)
  })
})

describe('a button that only says how it was pressed', () => {
  const button = township.devices.find(({ kind }) => kind === 'sos')
  if (!button) throw new Error('the demo township has no button')
  const press = (device: Parameters<typeof arrival>[0], action: string, more: Decoded['values'] = {}) =>
    tell(demoFacts(), 0, arrival(device, { state: 'reading', signal: 'event', values: { action, ...more } })).decision

  it.each(['single', 'double', 'hold', '1_single', 'long_press'])(
    'calls for help by %s when registered for it',
    (word) => {
      expect(isAlarm({ ...blank, state: 'reading', values: { action: word } }, button, NOON, 'Asia/Shanghai')).toBe(
        true,
      )
      expect(press(button, word).incidents).toMatchObject([{ kind: 'sos' }])
    },
  )

  it.each(['', 'off', 'release', 'brightness_move_up'])('calls nobody by %j', (word) => {
    expect(press(button, word).incidents).toEqual([])
  })

  it('calls nobody from a light switch, from a device nobody registered, or in a test', () => {
    expect(press(kitchen, 'single').incidents).toEqual([])
    expect(press('some switch', 'single').incidents).toEqual([])
    expect(press(button, 'single', { test: true }).incidents).toEqual([])
  })
})

describe('many messages of one cause', () => {
  it('make one incident and one call a person', () => {
    const near = township.devices.filter(({ location }) => location !== null).slice(0, 1)
    const [lng, lat] = near[0]?.location ?? [0, 0]
    const storm = Array.from({ length: 200 }, (_, index) =>
      arrival(`d${index % 20}`, {
        kind: index % 2 ? 'smoke' : 'heat',
        signal: 'event',
        place: { type: 'point', location: [lng + (index % 5) * 1e-5, lat], radiusMetres: 20 },
      }),
    )
    const { decision } = tell(demoFacts(), 0, ...storm)
    expect(decision.incidents).toHaveLength(1)
    const called = decision.incidents[0]?.alerts.map(({ personId }) => personId) ?? []
    expect(new Set(called).size).toBe(called.length)
    expect(decision.evidence).toHaveLength(200)
  })

  it('and a second fire three kilometres away is a second incident', () => {
    const at = (lat: number) =>
      arrival(`f${lat}`, { kind: 'fire', place: { type: 'point', location: [112.196, lat], radiusMetres: 30 } })
    expect(tell(demoFacts(), 0, at(36.6), at(36.63)).decision.incidents).toHaveLength(2)
  })
})

describe("a person's report", () => {
  const report = {
    id: '0b5a4c9e-6b1f-4a4e-9a55-0d8f9b8f7b11',
    kind: 'fire' as const,
    description: '南沟冒烟',
    location: kitchen.location,
  }

  it('joins the incident that the smoke alarm beside it opened', () => {
    const first = tell(demoFacts(), 0, arrival(kitchen, { kind: 'smoke' }))
    const { decision, incidentId } = decideReport(report, 'member', first.facts, makingAt(60))
    expect(incidentId).toBe(first.decision.incidents[0]?.id)
    expect(decision.incidents[0]).toMatchObject({ kind: 'fire', reporterIds: ['member'] })
    expect(decision.evidence[0]).toMatchObject({ id: report.id, description: '南沟冒烟' })
  })

  it('without a place is an incident all the same', () => {
    const { decision } = decideReport({ ...report, location: null }, 'member', demoFacts(), makingAt(0))
    expect(decision.incidents[0]?.place).toEqual({ type: 'unknown' })
    expect(decision.incidents[0]?.alerts.length).toBeGreaterThan(0)
  })
})

describe('an input of a camera, on whose wire hangs what was registered', () => {
  const wire = (device: Parameters<typeof arrival>[0], isOn: boolean) =>
    arrival(device, {
      kind: 'other',
      state: isOn ? 'active' : 'cleared',
      seriesId: 'wire:1',
      values: { wired: isOn },
    })

  it('is the alarm of that, from its beginning to its end', () => {
    const first = tell(demoFacts(), 0, wire(kitchen, true))
    expect(first.decision.incidents).toMatchObject([{ kind: 'smoke', condition: 'active' }])
    expect(tell(first.facts, 30, wire(kitchen, false)).decision.incidents).toMatchObject([{ condition: 'cleared' }])
  })

  it('is an alarm of an unknown kind where nobody registered it', () => {
    expect(tell(demoFacts(), 0, wire('nobody knows', true)).decision.incidents).toMatchObject([{ kind: 'other' }])
  })
})

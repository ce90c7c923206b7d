import { describe, expect, it } from 'vitest'
import type { Device } from '../../shared/device.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { type Decoded, signOfLife } from '../../server/domain/decode/format.ts'
import type { Facts } from '../../server/domain/facts.ts'
import type { Arrival } from '../../server/domain/arrival.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { standingAlarms } from '../../server/domain/standing.ts'
import { afterwards, demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn } from '../support/message-fixtures.ts'

// NOON is twelve o'clock in the township.

const FROM_ONE = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '13:00', to: '14:00' }]
const HOUR = 3600
const versions = demoVersions()
const [model] = versions.devices
if (!model) throw new Error('the demo township has no devices')

/** The township with one device more, named `it`. */
function factsWith(device: Partial<Device>): Facts {
  const addresses = [{ source: 'native', externalId: 'shed/it' }]
  const known = { ...model!, id: 'it', name: 'it', camera: null, armed: false, ...device, addresses, versionId: 'it@1' }
  return demoFacts(arrangementAt({ ...versions, devices: [...versions.devices, known] }, NOON))
}

function heard(seconds: number, decoded: Partial<Decoded>): Arrival {
  const receivedAt = new Date(NOON.getTime() + seconds * 1000)
  const whole: Decoded = { ...signOfLife('shed/it', 'other'), signal: 'level', ...decoded }
  return { sourceId: 'native', decoded: whole, message: messageOn('t', {}, { receivedAt }), key: null }
}

/** What is said at these seconds after noon, and then a look at what stands at `lookAt`. */
function afterSaying(facts: Facts, sayings: readonly (Partial<Decoded> & { at: number })[], lookAt: number) {
  for (const { at, ...decoded } of sayings)
    facts = afterwards(facts, decideArrivals([heard(at, decoded)], facts, makingAt(at)))
  const making = makingAt(lookAt)
  const standing = standingAlarms(facts, making.now)
  facts = afterwards(facts, decideArrivals(standing, facts, making))
  return { standing: standing.length, incidents: [...facts.incidents.values()], facts }
}

const OPEN = { kind: 'intrusion', state: 'active', needsArming: true } as const
const SHUT = { ...OPEN, state: 'cleared' } as const

describe('a door that stands open when it is armed', () => {
  const door = factsWith({ kind: 'contact', armedSchedule: FROM_ONE })

  it('is no alarm before, and one from that moment, since it was opened', () => {
    expect(afterSaying(door, [{ at: 0, ...OPEN }], HOUR - 1).incidents).toEqual([])
    const { incidents, facts } = afterSaying(door, [{ at: 0, ...OPEN }], HOUR)
    expect(incidents).toMatchObject([{ kind: 'intrusion', condition: 'active', startedAt: NOON.toISOString() }])
    expect(standingAlarms(facts, makingAt(HOUR + 1).now)).toEqual([])
  })

  it('is none when it was closed before', () => {
    expect(
      afterSaying(
        door,
        [
          { at: 0, ...OPEN },
          { at: 60, ...SHUT },
        ],
        HOUR,
      ).incidents,
    ).toEqual([])
  })

  it('is over when it is closed, even when nobody arms it any more', () => {
    const { facts } = afterSaying(door, [{ at: 0, ...OPEN }], HOUR)
    expect(afterSaying(facts, [{ at: 3 * HOUR, ...SHUT }], 3 * HOUR).incidents).toMatchObject([
      { condition: 'cleared' },
    ])
  })

  it('is one alarm whether the clock or its next word comes first', () => {
    const word = [
      { at: 0, ...OPEN },
      { at: HOUR, ...OPEN },
    ]
    const { incidents, standing } = afterSaying(door, word, HOUR + 1)
    expect(incidents).toHaveLength(1)
    expect(standing).toBe(0)
  })

  it('is an alarm when its switch is turned, though it has no hours', () => {
    const { facts } = afterSaying(factsWith({ kind: 'contact' }), [{ at: 0, ...OPEN }], 9 * HOUR)
    const armed = { ...facts, arrangement: factsWith({ kind: 'contact', armed: true }).arrangement }
    expect(afterSaying(armed, [], 9 * HOUR + 1).incidents).toHaveLength(1)
  })
})

describe('movement that began before the arming', () => {
  const hall = factsWith({ kind: 'motion', armedSchedule: FROM_ONE })

  it('is an alarm at the arming if it was told of lately, and not if that is long ago', () => {
    expect(afterSaying(hall, [{ at: HOUR - 500, ...OPEN }], HOUR).incidents).toHaveLength(1)
    expect(afterSaying(hall, [{ at: HOUR - 700, ...OPEN }], HOUR).incidents).toEqual([])
    const told = [
      { at: HOUR - 900, ...OPEN },
      { at: HOUR - 300, ...OPEN },
    ]
    expect(afterSaying(hall, told, HOUR).incidents).toHaveLength(1)
  })

  it('is an alarm with its next word, however long ago it began', () => {
    expect(
      afterSaying(
        hall,
        [
          { at: 0, ...OPEN },
          { at: HOUR + 5, ...OPEN },
        ],
        HOUR + 6,
      ).incidents,
    ).toHaveLength(1)
  })

  it('is over as a single happening, and without hours it is not even noted', () => {
    expect(afterSaying(hall, [{ at: HOUR - 5, ...OPEN, signal: 'event' }], HOUR).incidents).toEqual([])
    expect(afterSaying(factsWith({ kind: 'motion' }), [{ at: 0, ...OPEN }], 1).facts.signals.size).toBe(0)
  })
})

describe('a value that must stay over its limit for five minutes', () => {
  const limit = { value: 'temperatureCelsius', above: 60, hysteresis: 5, kind: 'heat', forSeconds: 300 } as const
  const boiler = factsWith({ limits: [limit] })
  const hot = { values: { temperatureCelsius: 70 } }
  const warm = { values: { temperatureCelsius: 58 } }
  const cool = { values: { temperatureCelsius: 20 } }

  it('alarms with the first reading after them', () => {
    expect(
      afterSaying(
        boiler,
        [
          { at: 0, ...hot },
          { at: 299, ...hot },
        ],
        299,
      ).incidents,
    ).toEqual([])
    const { incidents } = afterSaying(
      boiler,
      [
        { at: 0, ...hot },
        { at: 300, ...hot },
      ],
      300,
    )
    expect(incidents).toMatchObject([{ kind: 'heat', condition: 'active' }])
  })

  it('alarms by the clock when its sensor says nothing more', () => {
    expect(afterSaying(boiler, [{ at: 0, ...hot }], 299).incidents).toEqual([])
    expect(afterSaying(boiler, [{ at: 0, ...hot }], 300).incidents).toHaveLength(1)
  })

  it('does not alarm when it came back, and begins to count anew; within the hysteresis it is not back', () => {
    expect(
      afterSaying(
        boiler,
        [
          { at: 0, ...hot },
          { at: 200, ...cool },
        ],
        400,
      ).incidents,
    ).toEqual([])
    const anew = [
      { at: 0, ...hot },
      { at: 200, ...cool },
      { at: 250, ...hot },
    ]
    expect(afterSaying(boiler, anew, 400).incidents).toEqual([])
    expect(
      afterSaying(
        boiler,
        [
          { at: 0, ...hot },
          { at: 200, ...warm },
        ],
        300,
      ).incidents,
    ).toHaveLength(1)
  })

  it('keeps each reading once, whatever its limits make of it', () => {
    const { readings, evidence } = decideArrivals(
      [heard(0, hot)],
      factsWith({ limits: [{ ...limit, forSeconds: 0 }] }),
      makingAt(0),
    )
    expect(readings).toHaveLength(1)
    expect(evidence).toMatchObject([{ kind: 'heat', values: hot.values }])
  })
})

import { describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import type { HeardAt } from '../../server/domain/watched.ts'
import { deviceNamed, everyMinutes, heardAt, minutesAgo, NOW, pictureOf } from '../support/heard-devices.ts'

const statusOf = (told: Partial<HeardAt>, device: Partial<Device> = {}, more: Parameters<typeof pictureOf>[1] = {}) => {
  const [judged] = pictureOf([heardAt('a', told)], { devices: [deviceNamed('a', device)], ...more }).devices
  if (judged === undefined) throw new Error('there is no device')
  return judged.status
}

describe('the health of a device', () => {
  const cases: [name: string, heard: Partial<HeardAt>, device: Partial<Device>, health: string][] = [
    ['in time by its registered interval', { lastSeenAt: minutesAgo(14) }, { expectedIntervalSeconds: 600 }, 'online'],
    ['late after one and a half', { lastSeenAt: minutesAgo(16) }, { expectedIntervalSeconds: 600 }, 'late'],
    ['offline after three', { lastSeenAt: minutesAgo(31) }, { expectedIntervalSeconds: 600 }, 'offline'],
    ['in time by its learned cadence', { lastSeenAt: minutesAgo(29), ...everyMinutes(20) }, {}, 'online'],
    ['late by its learned cadence', { lastSeenAt: minutesAgo(31), ...everyMinutes(20) }, {}, 'late'],
    ['offline by its learned cadence', { lastSeenAt: minutesAgo(61), ...everyMinutes(20) }, {}, 'offline'],
    [
      'what is registered counts before what was learned',
      { lastSeenAt: minutesAgo(90), ...everyMinutes(5) },
      { expectedIntervalSeconds: 3600 },
      'online',
    ],
    ['nothing is known of its cadence', { lastSeenAt: minutesAgo(1e6) }, {}, 'online'],
    ['it speaks when it likes', { lastSeenAt: minutesAgo(1e4), gaps: 500, gapLow: 3, gapHigh: 9 }, {}, 'online'],
    [
      'a button that was pressed regularly a few times',
      { lastSeenAt: minutesAgo(1e4), ...everyMinutes(20), gaps: 12 },
      { kind: 'sos' },
      'online',
    ],
    ['its last will', { available: false, availableAt: NOW }, {}, 'offline'],
    ['its will, and then a word of its own', { available: false, availableAt: minutesAgo(2) }, {}, 'online'],
    [
      'in maintenance, though silent',
      { lastSeenAt: minutesAgo(1e4), ...everyMinutes(20) },
      { maintenance: true },
      'maintenance',
    ],
    [
      'in maintenance for another minute',
      { available: false, availableAt: NOW },
      { maintenance: true, maintenanceUntil: minutesAgo(-1).toISOString() },
      'maintenance',
    ],
    [
      'just out of maintenance: it has its usual time to speak',
      { lastSeenAt: minutesAgo(1e4), ...everyMinutes(20) },
      { maintenance: true, maintenanceUntil: minutesAgo(10).toISOString() },
      'online',
    ],
    [
      'long out of maintenance',
      { lastSeenAt: minutesAgo(1e4), ...everyMinutes(20) },
      { maintenance: true, maintenanceUntil: minutesAgo(61).toISOString() },
      'offline',
    ],
  ]
  it.each(cases)('%s', (_name, heard, device, health) => {
    expect(statusOf(heard, device).health).toBe(health)
  })

  it('says since when, how often, and through what', () => {
    expect(statusOf({ lastSeenAt: minutesAgo(70), ...everyMinutes(20), via: 'roof' })).toMatchObject({
      health: 'offline',
      since: minutesAgo(70).toISOString(),
      lastSeenAt: minutesAgo(70).toISOString(),
      cadence: { seconds: 1200, from: 'learned' },
      gateway: { sourceId: 'lora', externalId: 'roof', deviceId: null },
    })
    expect(statusOf({ available: false, availableAt: NOW }).since).toBe(NOW.toISOString())
  })

  it('is never seen where nothing was heard', () => {
    const [judged] = pictureOf([], { devices: [deviceNamed('a')] }).devices
    expect(judged?.status).toMatchObject({ health: 'never-seen', lastSeenAt: null, gateway: null, problems: [] })
  })

  it('goes by the newest word at any of its addresses', () => {
    const addresses = ['a', 'b'].map((externalId) => ({ source: 'lora', externalId }))
    const devices = [deviceNamed('a', { addresses, expectedIntervalSeconds: 600 })]
    const gone = heardAt('a', { available: false, availableAt: minutesAgo(5), lastSeenAt: minutesAgo(9) })
    const health = (b: HeardAt) => pictureOf([gone, b], { devices }).devices[0]?.status.health
    expect(health(heardAt('b', { lastSeenAt: minutesAgo(1) }))).toBe('online')
    expect(health(heardAt('b', { lastSeenAt: minutesAgo(8) }))).toBe('offline')
  })

  describe('counts silence only while somebody listened', () => {
    const listened = (...spans: [from: number, to: number][]) => ({
      spans: spans.map(([from, to]) => ({ since: minutesAgo(from), until: minutesAgo(to) })),
    })
    const silent = { lastSeenAt: minutesAgo(600) }
    const device = { expectedIntervalSeconds: 600 }
    it('a server that was down for ten hours has lost nobody', () => {
      expect(statusOf(silent, device, listened([10_000, 599], [2, 0])).health).toBe('online')
    })
    it('but what was silent before goes on being silent', () => {
      expect(statusOf(silent, device, listened([10_000, 580], [12, 0])).health).toBe('offline')
    })
    it('and nothing counts twice where a clock was put back', () => {
      expect(statusOf({ lastSeenAt: minutesAgo(10) }, device, listened([10_000, 3], [9, 0], [9, 0])).health).toBe(
        'online',
      )
    })
    it('a clock put forward by an hour makes nobody late', () => {
      expect(statusOf({ lastSeenAt: minutesAgo(61) }, device, listened([10_000, 60], [0, 0])).health).toBe('online')
    })
    it('a word from the future is no silence', () => {
      expect(statusOf({ lastSeenAt: minutesAgo(-600) }, device).health).toBe('online')
    })
  })
})

describe('the problems of a device', () => {
  const problems = (told: Partial<HeardAt>) => statusOf(told).problems
  it('are none usually', () => {
    expect(
      problems({ batteryPercent: 20, turns: [minutesAgo(5)], gauge: 7, gaugeSince: minutesAgo(60), gaugeCount: 900 }),
    ).toEqual([])
  })
  it('are a battery that is low, in percent or in words', () => {
    expect(problems({ batteryPercent: 19 })).toEqual([{ problem: 'low-battery', since: null }])
    expect(problems({ values: { batteryLow: true } })).toEqual([{ problem: 'low-battery', since: null }])
    expect(problems({ batteryPercent: 80, values: { batteryLow: true } })).toEqual([])
  })
  it('are flapping, while it lasts', () => {
    const turns = [350, 200, 100, 50, 20, 5].map(minutesAgo)
    expect(problems({ turns })).toEqual([{ problem: 'flapping', since: minutesAgo(350).toISOString() }])
    expect(problems({ turns: [400, 200, 100, 50, 20, 5].map(minutesAgo) })).toEqual([])
  })
  it('are a gauge that has said the same for a day, unless it measures nothing', () => {
    const gaugeSince = minutesAgo(25 * 60)
    const stuck = { problem: 'stuck-value', since: gaugeSince.toISOString() }
    expect(problems({ gauge: 7, gaugeSince, gaugeCount: 70 })).toEqual([stuck])
    expect(problems({ gauge: 7, gaugeSince, gaugeCount: 30 })).toEqual([])
    expect(problems({ gauge: 7, gaugeSince: minutesAgo(600), gaugeCount: 70 })).toEqual([])
    expect(problems({ gauge: 0, gaugeSince, gaugeCount: 70 })).toEqual([])
  })
  it('are a clock that is wrong: ahead at once, behind once a later reading is behind as well', () => {
    const clockOffSince = minutesAgo(30)
    const off = { problem: 'clock-off', since: clockOffSince.toISOString() }
    expect(problems({ clockOffsetSeconds: 301, clockAt: minutesAgo(30), clockOffSince })).toEqual([off])
    expect(problems({ clockOffsetSeconds: -28_800, clockAt: minutesAgo(30), clockOffSince })).toEqual([])
    expect(problems({ clockOffsetSeconds: -28_800, clockAt: minutesAgo(1), clockOffSince })).toEqual([off])
    expect(problems({ clockOffsetSeconds: 12, clockAt: minutesAgo(1) })).toEqual([])
  })
  it('are a camera of which no picture comes', () => {
    expect(problems({ values: { cameraFramesPerSecond: 0 } })).toEqual([{ problem: 'stale-picture', since: null }])
    expect(problems({ values: { cameraFramesPerSecond: 5 } })).toEqual([])
    // Somebody switched it off.
    expect(problems({ values: { cameraFramesPerSecond: 0, detectStatus: 'disabled' } })).toEqual([])
  })
})

describe('devices behind one gateway', () => {
  const behind = (n: number, told: Partial<HeardAt> = {}, via = 'roof') =>
    Array.from({ length: n }, (_, at) =>
      heardAt(`${via}-${at}`, { via, ...everyMinutes(10), lastSeenAt: minutesAgo(20 + at), ...told }),
    )
  const told = ({ devices }: ReturnType<typeof pictureOf>) =>
    devices.map(({ status }) => [status.health, ...status.problems.map(({ problem }) => problem)])

  it('are cut off when none of them is heard any more', () => {
    const { devices, gateways } = pictureOf(behind(30))
    expect(gateways.filter(({ down }) => down !== null)).toMatchObject([
      { externalId: 'roof', down: { since: minutesAgo(20) } },
    ])
    expect(
      new Set(devices.map(({ status }) => JSON.stringify([status.health, status.since, status.problems]))),
    ).toEqual(
      new Set([
        JSON.stringify([
          'offline',
          minutesAgo(20).toISOString(),
          [{ problem: 'gateway-down', since: minutesAgo(20).toISOString() }],
        ]),
      ]),
    )
  })

  it('are silent each by itself when one is still heard', () => {
    expect(told(pictureOf([...behind(3), heardAt('x', { via: 'roof' })]))).toEqual([
      ['late'],
      ['late'],
      ['late'],
      ['online'],
    ])
  })

  it('are silent each by itself when they are only two', () => {
    expect(told(pictureOf(behind(2)))).toEqual([['late'], ['late']])
  })

  it('are cut off with those that speak seldom, or when they like, once three are missed', () => {
    const seldom = heardAt('daily', { via: 'roof', ...everyMinutes(1440), lastSeenAt: minutesAgo(100) })
    const button = heardAt('button', { via: 'roof', lastSeenAt: minutesAgo(3000) })
    expect(told(pictureOf([...behind(3), seldom, button])).map(([health]) => health)).toEqual(Array(5).fill('offline'))
    expect(told(pictureOf([...behind(2), seldom, button]))).toEqual([['late'], ['late'], ['online'], ['online']])
  })

  it('are cut off at once by the will of their gateway, and not what has spoken since', () => {
    const bridge = heardAt('bridge', { available: false, availableAt: minutesAgo(2), lastSeenAt: minutesAgo(100) })
    const rows = [bridge, heardAt('a', { lastSeenAt: minutesAgo(5) }), heardAt('b', { lastSeenAt: minutesAgo(1) })]
    expect(told(pictureOf(rows, { format: 'zigbee2mqtt' }))).toEqual([
      ['offline'],
      ['offline', 'gateway-down'],
      ['online'],
    ])
  })

  it('are gone each by itself where the gateway says so of them: it lives', () => {
    const gone = { available: false, availableAt: minutesAgo(2) }
    const rows = ['a', 'b', 'c', 'd'].map((id) => heardAt(id, { ...gone, lastSeenAt: minutesAgo(60) }))
    expect(told(pictureOf(rows, { format: 'zigbee2mqtt' }))).toEqual(Array(4).fill(['offline']))
    // Four last wills at one moment are of something that they have in common.
    expect(told(pictureOf(rows))).toEqual(Array(4).fill(['offline', 'gateway-down']))
  })

  it('leave the gateways out where the whole source is silent', () => {
    const { gateways } = pictureOf([...behind(3), ...behind(3, {}, 'barn')])
    expect(gateways.filter(({ down }) => down !== null).map(({ externalId }) => externalId)).toEqual([null])
  })

  it('of a source with lines of their own say nothing of one that speaks when it likes', () => {
    const rows = [...behind(3, { via: null }), heardAt('button', { lastSeenAt: minutesAgo(3000) })]
    expect(told(pictureOf(rows))).toEqual([...Array(3).fill(['late', 'gateway-down']), ['online']])
  })

  it('and the gateway itself is offline when nothing comes through it', () => {
    const devices = [
      ...behind(3).map(({ externalId }) => deviceNamed(externalId)),
      deviceNamed('roof', { kind: 'gateway' }),
    ]
    const { devices: judged } = pictureOf(behind(3), { devices })
    expect(judged.at(-1)?.status).toMatchObject({ health: 'offline', since: minutesAgo(20).toISOString() })
    expect(judged[0]?.status.gateway).toMatchObject({ externalId: 'roof', deviceId: 'roof' })
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../../server/demo/random.ts'
import { createSimulator } from '../../server/demo/simulator.ts'
import { STORY_NAMES } from '../../server/demo/stories.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Decoded } from '../../server/domain/decode/format.ts'

const township = demoTownship()
const START = new Date('2026-04-03T02:00:00.000Z')

type Heard = { second: number; topic: string; payload: string; retain: boolean; qos: 0 | 1 }

/** A simulator whose broker is a list. */
function simulated(seed = 1, speed = 1) {
  const heard: Heard[] = []
  const complaints: string[] = []
  const simulator = createSimulator({
    publish: async (topic, payload, { qos, retain }) => {
      heard.push({ second: (Date.now() - START.getTime()) / 1000, topic, payload, qos, retain })
    },
    township,
    now: () => new Date(),
    random: seededRandom(seed),
    speed,
    log: { info: () => {}, warn: (_, message) => complaints.push(message) },
  })
  return { simulator, heard, complaints }
}

/** What the server makes of a message: its observations, or a failure that says why it cannot read it. */
function understood({ topic, payload, retain, qos, second }: Heard): Decoded[] {
  const receivedAt = new Date(START.getTime() + second * 1000)
  const message = {
    topic,
    payload: new TextEncoder().encode(payload),
    retain,
    dup: false,
    qos,
    principal: null,
    receivedAt,
  }
  const { decoding } = decode(message, township.sources)
  if (decoding.outcome === 'refused') throw new Error(`${topic} was refused: ${decoding.detail} ${payload}`)
  return decoding.outcome === 'decoded' ? decoding.observations : []
}

const alarms = (heard: readonly Heard[]) =>
  heard.flatMap((message) =>
    understood(message)
      .filter(({ kind, state, needsArming }) => kind !== null && state !== 'reading' && !needsArming)
      .map((observation) => ({ second: message.second, topic: message.topic, ...observation })),
  )

beforeEach(() => {
  vi.useFakeTimers({ now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the first three minutes of the simulated day', () => {
  it('bring kitchen smoke, a camera false alarm and a hill fire seen by two cameras, in this order', async () => {
    const { simulator, heard, complaints } = simulated()
    simulator.start()
    await vi.advanceTimersByTimeAsync(180_000)
    simulator.stop()

    const firsts = new Map<string, { second: number; kind: string | null }>()
    for (const { externalId, second, kind, state } of alarms(heard)) {
      if (state === 'active' && !firsts.has(externalId)) firsts.set(externalId, { second: Math.floor(second), kind })
    }
    const [kitchen, mist, first, second, ...others] = [...firsts]
    expect(kitchen?.[0]).toMatch(/^土岭底\/1网格\/.[示例样].家 烟感$/)
    expect(kitchen?.[1]).toEqual({ second: 35, kind: 'smoke' })
    expect(mist?.[1]).toEqual({ second: 70, kind: 'smoke' })
    expect([first?.[0], first?.[1].second]).toEqual(['dongshan', 100])
    expect(second?.[0]).toBe('xiliang')
    expect((second?.[1].second ?? 0) - 100).toBeGreaterThanOrEqual(20)
    expect((second?.[1].second ?? 0) - 100).toBeLessThanOrEqual(40)
    expect(others).toEqual([])
    expect(complaints).toEqual([])

    const kinds = alarms(heard)
      .filter(({ externalId }) => externalId === 'dongshan')
      .map(({ kind }) => kind)
    expect(new Set(kinds)).toEqual(new Set(['smoke', 'fire']))
  })

  it('are alive: every device has been heard, at one to three messages a second, besides chatter', async () => {
    const { simulator, heard } = simulated(2)
    simulator.start()
    await vi.advanceTimersByTimeAsync(180_000)
    simulator.stop()

    const names = new Set(heard.flatMap(understood).map(({ externalId }) => externalId))
    const addresses = township.devices.flatMap((device) => device.addresses.map(({ externalId }) => externalId))
    expect([...addresses].filter((externalId) => !names.has(externalId))).toEqual([])
    expect([...names].filter((name) => !addresses.includes(name))).toEqual([])
    const lively = heard.filter(({ second }) => second > 0)
    expect(lively.length / 180).toBeGreaterThan(1)
    expect(lively.length / 180).toBeLessThan(3)
    const labels = heard
      .filter(({ topic }) => topic === 'frigate/events')
      .flatMap(understood)
      .map(({ values }) => values['label'])
    expect(labels.some((label) => label !== 'smoke' && label !== 'fire')).toBe(true)
  })

  it('keep every device within its promised interval while nothing happens to it', async () => {
    const { simulator, heard } = simulated(3)
    simulator.start()
    await vi.advanceTimersByTimeAsync(900_000)
    simulator.stop()
    for (const device of township.devices) {
      const { expectedIntervalSeconds } = device
      if (expectedIntervalSeconds === null) continue
      const names = device.addresses.map(({ externalId }) => externalId)
      const seconds = heard.flatMap((message) =>
        understood(message).some(({ externalId }) => names.includes(externalId)) ? [message.second] : [],
      )
      const silences = seconds.slice(1).map((second, at) => second - (seconds[at] ?? second))
      expect(Math.max(...silences), device.id).toBeLessThanOrEqual(expectedIntervalSeconds * 1.8)
    }
  })
})

describe('the messages of the simulator', () => {
  it('are readable by the formats of their sources, on the topics those systems use', async () => {
    const { simulator, heard } = simulated(4)
    simulator.start()
    await vi.advanceTimersByTimeAsync(3_600_000)
    simulator.stop()
    for (const message of heard) understood(message)
    const shapes = [
      /^xiangshao\/[a-z-]+\/event$/,
      /^frigate\/(available|events|\w+\/(motion|status\/detect|[a-z]+))$/,
      /^zigbee2mqtt\/(bridge\/state|.+\/availability|.+)$/,
      /^application\/[0-9a-f-]{36}\/device\/[0-9a-f]{16}\/event\/(up|status)$/,
    ]
    for (const { topic } of heard)
      expect(
        shapes.filter((shape) => shape.test(topic)),
        topic,
      ).toHaveLength(1)
    for (const shape of shapes) expect(heard.some(({ topic }) => shape.test(topic))).toBe(true)
  })

  it('follow a tracked object from new over updates to its end under one id, ever surer of a fire', async () => {
    const { simulator, heard } = simulated(5)
    const told = simulator.tell('hill-fire')
    await vi.advanceTimersByTimeAsync(600_000)
    await told
    const events = heard.filter(({ topic }) => topic === 'frigate/events').map(({ payload }) => JSON.parse(payload))
    const byId = Map.groupBy(events, ({ after }) => after.id)
    expect([...byId.values()].map(([first]) => `${first.after.camera} ${first.after.label}`)).toEqual([
      'dongshan smoke',
      'xiliang smoke',
      'dongshan fire',
    ])
    for (const [first, ...rest] of byId.values()) {
      expect(first.type).toBe('new')
      expect(rest.map(({ type }) => type)).toEqual([...rest.slice(1).map(() => 'update'), 'end'])
      expect(rest.at(-1).after.top_score).toBeGreaterThan(first.after.score + 0.2)
    }
  })

  it('tell the other stories as alarms that begin and, but for the button, end', async () => {
    for (const [story, kind, ends] of [
      ['kitchen-smoke', 'smoke', true],
      ['camera-false-alarm', 'smoke', true],
      ['sos-button', 'sos', false],
      ['water-rising', 'flood', true],
    ] as const) {
      const { simulator, heard } = simulated(6)
      const told = simulator.tell(story)
      await vi.advanceTimersByTimeAsync(600_000)
      await told
      const states = alarms(heard).map((alarm) => `${alarm.kind} ${alarm.state}`)
      expect(states[0]).toBe(`${kind} active`)
      expect(states.at(-1)).toBe(`${kind} ${ends ? 'cleared' : 'active'}`)
    }
  })
})

describe('the simulator', () => {
  it('goes on telling stories after the opening', async () => {
    const { simulator, heard } = simulated(7)
    simulator.start()
    await vi.advanceTimersByTimeAsync(3 * 3_600_000)
    simulator.stop()
    const later = alarms(heard).filter(({ second, state }) => second > 600 && state === 'active')
    const kinds = new Set(later.map(({ kind }) => kind))
    expect(kinds).toEqual(new Set(['smoke', 'fire', 'sos', 'flood']))
  })

  it('plays faster at a higher speed', async () => {
    const { simulator, heard } = simulated(8, 10)
    simulator.start()
    await vi.advanceTimersByTimeAsync(18_000)
    simulator.stop()
    expect(alarms(heard).find(({ state }) => state === 'active')?.second).toBeCloseTo(3.5, 1)
  })

  it('leaves no timer and publishes nothing once it is stopped, and whoever waits for a story is let go', async () => {
    const { simulator, heard } = simulated(9)
    simulator.start()
    const told = Promise.all(STORY_NAMES.map((story) => simulator.tell(story)))
    await vi.advanceTimersByTimeAsync(50_000)
    simulator.stop()
    await told
    expect(vi.getTimerCount()).toBe(0)
    const before = heard.length
    await simulator.tell('sos-button')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(heard).toHaveLength(before)
  })

  it('carries on when the broker refuses a message', async () => {
    let attempts = 0
    const warnings: string[] = []
    const simulator = createSimulator({
      publish: () => {
        attempts += 1
        return Promise.reject(new Error('not connected'))
      },
      township,
      now: () => new Date(),
      random: seededRandom(10),
      log: { info: () => {}, warn: (_, message) => warnings.push(message) },
    })
    const told = simulator.tell('kitchen-smoke')
    await vi.advanceTimersByTimeAsync(120_000)
    await told
    expect(attempts).toBe(7)
    expect(warnings).toHaveLength(7)
  })
})

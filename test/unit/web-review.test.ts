import { describe, expect, it } from 'vitest'
import type { Action } from '#shared/action.ts'
import type { Alert, Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import { type Delivery, type Replay, spanOf, stateAt } from '#lib/desk/replay.ts'
import { type FigureName, percentile, reviewFigures } from '#lib/desk/review-figures.ts'
import { timelineOf } from '#lib/desk/timeline.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

const startMs = Date.UTC(2026, 10, 23, 1, 0)
const moment = (seconds: number) => new Date(startMs + seconds * 1000).toISOString()

const incident: Incident = {
  ...anIncident('i', moment(2)),
  kind: 'fire',
  severity: 'extreme',
  condition: 'cleared',
  handling: 'closed',
  outcome: 'real',
  startedAt: moment(0),
  closedAt: moment(3600),
  deviceIds: ['camera'],
  respondersNeeded: 2,
}

const action = (name: Action['action'], seconds: number, change: Partial<Action> = {}): Action => ({
  id: `${name} ${seconds}`,
  incidentId: 'i',
  action: name,
  actorId: 'somebody',
  onBehalfOf: null,
  at: null,
  recordedAt: moment(seconds),
  note: null,
  detail: {},
  mediaIds: [],
  ...change,
})

const observation = (seconds: number, change: Partial<Observation> = {}): Observation => ({
  id: `o${seconds}`,
  deviceId: 'camera',
  personId: null,
  incidentId: 'i',
  kind: 'fire',
  state: 'active',
  deviceAt: null,
  receivedAt: moment(seconds),
  confidence: null,
  place: null,
  values: {},
  description: null,
  mediaIds: [],
  ...change,
})

const call = (id: string, change: Partial<Alert> = {}): Alert => ({
  id,
  incidentId: 'i',
  personId: id,
  duty: 'ranger',
  areaId: null,
  tier: 0,
  state: 'sent',
  sentAt: moment(2),
  deliveredAt: null,
  seenAt: null,
  answeredAt: null,
  ...NOT_GOING,
  ...change,
})

const delivery = (alertId: string, change: Partial<Delivery> = {}): Delivery => ({
  id: `d-${alertId}`,
  alertId,
  channel: 'web',
  createdAt: moment(2),
  deliveredAt: null,
  failedAt: null,
  failure: null,
  ...change,
})

const replay = (change: Partial<Replay> = {}): Replay => ({
  incident,
  actions: [],
  observations: [],
  deliveries: [],
  people: [],
  devices: [],
  states: [],
  ...change,
})

const figure = (name: FigureName, of: Replay) => reviewFigures(of).find((one) => one.name === name)

describe('the figures of a review', () => {
  it('counts from the first evidence by the device, to the alarm', () => {
    const seen = replay({ observations: [observation(3), observation(2, { deviceAt: moment(0) })] })
    expect(figure('found-to-alarm', seen)).toEqual({ name: 'found-to-alarm', n: 1, p50Ms: 2000, p90Ms: 2000 })
  })

  it('takes each call once, by the first channel that reached it', () => {
    const alerts = [
      call('a', { deliveredAt: moment(9), seenAt: moment(20) }),
      call('b', { seenAt: moment(30) }),
      call('c'),
    ]
    const of = replay({
      incident: { ...incident, alerts },
      deliveries: [delivery('a', { deliveredAt: moment(4) }), delivery('b', { deliveredAt: moment(10) })],
    })
    expect(figure('alarm-to-delivered', of)).toMatchObject({ n: 2, p50Ms: 2000, p90Ms: 8000 })
    expect(figure('delivered-to-seen', of)).toMatchObject({ n: 2, p50Ms: 16_000, p90Ms: 20_000 })
  })

  it('measures from step to step by the first of each', () => {
    const of = replay({
      actions: [action('acknowledge', 62), action('acknowledge', 70), action('arrive', 662), action('handle', 1800)],
    })
    expect(figure('alarm-to-accepted', of)).toMatchObject({ n: 1, p50Ms: 60_000 })
    expect(figure('accepted-to-arrived', of)).toMatchObject({ p50Ms: 600_000 })
    expect(figure('arrived-to-handled', of)).toMatchObject({ p50Ms: 1_138_000 })
    expect(figure('handled-to-closed', of)).toMatchObject({ p50Ms: 1_800_000 })
  })

  it('believes a late note about when something happened, but not a clock that is ahead', () => {
    const noted = replay({ actions: [action('acknowledge', 900, { at: moment(62) })] })
    expect(figure('alarm-to-accepted', noted)).toMatchObject({ p50Ms: 60_000 })
    const ahead = replay({ actions: [action('acknowledge', 62, { at: moment(5000) })] })
    expect(figure('alarm-to-accepted', ahead)).toMatchObject({ p50Ms: 60_000 })
  })

  it('says nothing of steps nobody recorded, nor of spans that end before they begin', () => {
    expect(figure('accepted-to-arrived', replay({ actions: [action('arrive', 100)] }))).toEqual({
      name: 'accepted-to-arrived',
      n: 0,
      p50Ms: null,
      p90Ms: null,
    })
    expect(figure('found-to-alarm', replay({ observations: [observation(3, { deviceAt: moment(500) })] }))?.n).toBe(0)
  })

  it('takes percentiles by nearest rank', () => {
    const ten = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5]
    expect([percentile(ten, 0.5), percentile(ten, 0.9), percentile([7], 0.9), percentile([], 0.5)]).toEqual([
      5,
      9,
      7,
      null,
    ])
  })
})

describe('the replay', () => {
  const states = [
    { seq: 5, at: moment(2), incident: { ...incident, handling: 'reported' as const } },
    { seq: 9, at: moment(62), incident: { ...incident, handling: 'acknowledged' as const } },
  ]

  it('shows what the screens showed at a moment, and nothing before there was anything', () => {
    expect(stateAt(states, startMs + 1999)).toBeNull()
    expect(stateAt(states, startMs + 2000)?.handling).toBe('reported')
    expect(stateAt(states, startMs + 61_999)?.handling).toBe('reported')
    expect(stateAt(states, startMs + 10_000_000)?.handling).toBe('acknowledged')
  })

  it('spans everything that was written down', () => {
    expect(spanOf(replay({ states, observations: [observation(1)], actions: [action('note', 4000)] }))).toEqual({
      fromMs: startMs + 1000,
      toMs: startMs + 4_000_000,
    })
  })
})

describe('the timeline', () => {
  it('tells everything in the order the server learned of it, each in its lane', () => {
    const entries = timelineOf(
      replay({
        actions: [
          action('acknowledge', 62),
          action('opened', 2, { actorId: null }),
          action('called', 3, { actorId: null }),
        ],
        observations: [observation(1), observation(40, { deviceId: null, personId: 'p' })],
        deliveries: [
          delivery('a', { deliveredAt: moment(4) }),
          delivery('b', { failedAt: moment(5), failure: 'no number' }),
        ],
      }),
    )
    expect(entries.map(({ lane }) => lane)).toEqual([
      'device',
      'alarm',
      'message',
      'message',
      'message',
      'people',
      'people',
    ])
  })

  it('keeps the bookkeeping of the machine apart, but never a message that failed', () => {
    const entries = timelineOf(
      replay({
        actions: [action('evidence', 2, { actorId: null })],
        observations: [observation(1, { state: 'reading' })],
        deliveries: [delivery('a', { deliveredAt: moment(4) }), delivery('b', { failedAt: moment(5) })],
      }),
    )
    expect(entries.map(({ system }) => system)).toEqual([true, true, true, false])
  })

  it('marks what was written down late, and shows the other clock where it differs', () => {
    const [late, skewed, equal] = timelineOf(
      replay({
        actions: [action('arrive', 900, { at: moment(600) })],
        observations: [observation(901, { deviceAt: moment(890) }), observation(902, { deviceAt: moment(902) })],
      }),
    )
    expect(late).toMatchObject({ late: true, otherAt: { clock: 'entered', at: moment(600) } })
    expect(skewed).toMatchObject({ late: false, otherAt: { clock: 'device', at: moment(890) } })
    expect(equal?.otherAt).toBeNull()
  })
})

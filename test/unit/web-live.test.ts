import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChangeEnvelope, Snapshot } from '#shared/change.ts'
import { officialAt } from '#shared/fire-danger.ts'
import { linkAfter, spanSince } from '#lib/live/link.ts'
import {
  type LiveState,
  applyChange,
  applyPage,
  applyStatuses,
  changesPath,
  fromSnapshot,
  resumptionOf,
} from '#lib/live/state.ts'
import { anIncident } from '../support/an-incident.ts'

const at = '2026-11-23T01:41:07.000Z'

const snapshot: Snapshot = {
  seq: 10,
  at,
  sight: 'a duty of then',
  incidents: [],
  devices: [],
  statuses: [],
  people: [],
  areas: [],
  timeZone: 'Asia/Shanghai',
  durability: 'trial',
  dutyRoom: [],
  fireDanger: [],
}

const person = (seq: number, id: string, name: string, prev = seq - 1): ChangeEnvelope => ({
  seq,
  prev,
  v: 1,
  at,
  type: 'person',
  person: { id, name },
})

function incident(seq: number, id: string, closedAt: string | null): ChangeEnvelope {
  return {
    seq,
    prev: seq - 1,
    v: 1,
    at,
    type: 'incident',
    incident: {
      ...anIncident(id, at),
      kind: 'fire',
      severity: 'extreme',
      handling: closedAt === null ? 'reported' : 'closed',
      closedAt,
      respondersNeeded: 2,
    },
  }
}

function applied(state: LiveState, change: ChangeEnvelope): LiveState {
  const result = applyChange(state, change)
  if (result.outcome !== 'applied') throw new Error(`expected the change to be applied, it was ${result.outcome}`)
  return result.state
}

describe('coming back', () => {
  it('says, over the socket and over HTTP, how far the page is and what it might see when it had its snapshot', () => {
    const state = applied(fromSnapshot(snapshot), person(11, 'p', '甲'))
    expect(resumptionOf(state)).toEqual({ since: 11, sight: 'a duty of then' })
    expect(changesPath(state)).toBe('/api/changes?since=11&sight=a%20duty%20of%20then')
    expect(resumptionOf(fromSnapshot({ ...snapshot, sight: 'a duty of now' })).sight).toBe('a duty of now')
  })
})

describe('applying changes', () => {
  it('lets an incident go that is on the viewer’s ground no longer', () => {
    const state = applied(fromSnapshot(snapshot), incident(11, 'i1', null))
    const gone = { seq: 12, prev: 11, v: 1, at, type: 'gone', incidentId: 'i1' } as const
    expect(applied(state, gone).incidents.size).toBe(0)
  })

  it('takes with an incident the names of those it names, and the devices that saw it', () => {
    const change = incident(11, 'i1', null)
    if (change.type !== 'incident') throw new Error('not an incident')
    const state = applied(fromSnapshot(snapshot), { ...change, people: [{ id: 'p9', name: '远方的人' }] })
    expect(state.people.get('p9')?.name).toBe('远方的人')
    expect(applied(state, incident(12, 'i1', null)).people.get('p9')?.name).toBe('远方的人')
  })

  it('shows the whole new state of the thing that changed', () => {
    const state = applied(applied(fromSnapshot(snapshot), person(11, 'p1', '张三')), person(12, 'p1', '张三丰'))
    expect(state.people.get('p1')?.name).toBe('张三丰')
    expect(state.seq).toBe(12)
  })

  it('replaces the maps it changes and leaves the old ones as they were', () => {
    const before = fromSnapshot(snapshot)
    const after = applied(before, person(11, 'p1', '张三'))
    expect(before.people.size).toBe(0)
    expect(after.people).not.toBe(before.people)
    expect(after.devices).toBe(before.devices)
  })

  it('knows the fire danger of each township, and that of later', () => {
    const danger = { areaId: 't', official: [], estimate: null, verificationOff: null }
    const from = (moment: number) => new Date(Date.parse(at) + moment).toISOString()
    const official = { grade: 4, source: 'entered', by: 'duty', headline: null, from: at, until: from(60_000) } as const
    const state = applied(fromSnapshot({ ...snapshot, fireDanger: [danger] }), {
      seq: 11,
      prev: 10,
      v: 3,
      at,
      type: 'fire-danger',
      danger: { ...danger, official: [official] },
    })
    const known = state.dangers.get('t')
    // It ends by itself: no screen has to be told.
    const grades = [0, 59_999, 60_000].map((ms) => known && officialAt(known, Date.parse(at) + ms)?.grade)
    expect(grades).toEqual([4, 4, undefined])
  })

  it('notices that a change in between never came', () => {
    expect(applyChange(fromSnapshot(snapshot), person(13, 'p1', '张三', 12)).outcome).toBe('gap')
  })

  it('takes a change whose sequence jumps because the server passed over what this viewer may not see', () => {
    expect(applied(fromSnapshot(snapshot), person(15, 'p1', '张三', 10)).seq).toBe(15)
  })

  it('takes a change whose predecessor it already learned of over HTTP', () => {
    const ahead = applyPage(fromSnapshot(snapshot), { changes: [person(11, 'p1', '张三')], upTo: 14 })
    expect(applied(ahead, person(15, 'p2', '李四', 10)).seq).toBe(15)
  })

  it('knows a change it has seen before', () => {
    const state = applied(fromSnapshot(snapshot), person(11, 'p1', '张三'))
    expect(applyChange(state, person(11, 'p1', '旧名')).outcome).toBe('known')
  })

  it('drops an incident when it is closed and shows it again when it is reopened', () => {
    const open = applied(fromSnapshot(snapshot), incident(11, 'i1', null))
    expect(open.incidents.has('i1')).toBe(true)
    const closed = applied(open, incident(12, 'i1', at))
    expect(closed.incidents.has('i1')).toBe(false)
    expect(applied(closed, incident(13, 'i1', null)).incidents.has('i1')).toBe(true)
  })

  it('follows the sequence past a kind of change it does not know', () => {
    // A server of a later version may send this; the type of today has no such case.
    const unknown = { seq: 11, prev: 10, v: 2, at, type: 'weather' } as unknown as ChangeEnvelope
    expect(applied(fromSnapshot(snapshot), unknown).seq).toBe(11)
  })

  it('remembers when areas and duties were last arranged', () => {
    expect(applied(fromSnapshot(snapshot), { seq: 11, prev: 10, v: 1, at, type: 'arrangement' }).arrangedAt).toBe(11)
  })

  it('keeps the readings of devices that were silent', () => {
    const status = (deviceId: string, batteryPercent: number) => ({
      deviceId,
      health: 'online' as const,
      since: null,
      lastSeenAt: at,
      batteryPercent,
      values: {},
      problems: [],
      cadence: null,
      clockOffsetSeconds: null,
      lastPictureAt: null,
      gateway: null,
    })
    const state = applyStatuses(applyStatuses(fromSnapshot(snapshot), [status('a', 90), status('b', 80)]), [
      status('a', 89),
    ])
    expect([state.statuses.get('a')?.batteryPercent, state.statuses.get('b')?.batteryPercent]).toEqual([89, 80])
  })

  it('ends in the same state however often changes are lost, repeated or delayed, once the rest is asked for', () => {
    const log = Array.from({ length: 12 }, (_, i) => person(11 + i, `p${i % 3}`, `name ${i}`))
    const wanted = applyPage(fromSnapshot(snapshot), { changes: log, upTo: 22 })
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 11 }), { maxLength: 30 }), (arrivals) => {
        let state = fromSnapshot(snapshot)
        for (const index of arrivals) {
          const change = log[index]
          if (change === undefined) continue
          const result = applyChange(state, change)
          if (result.outcome === 'applied') state = result.state
          if (result.outcome === 'gap') {
            const missed = log.filter((entry) => entry.seq > state.seq && entry.seq <= change.seq)
            state = applyPage(state, { changes: missed, upTo: change.seq })
          }
        }
        const rest = log.filter((entry) => entry.seq > state.seq)
        expect(applyPage(state, { changes: rest, upTo: 22 })).toEqual(wanted)
      }),
    )
  })
})

describe('how fresh the data is', () => {
  it('is late after 15 seconds of silence and lost after a minute', () => {
    expect([0, 14_999, 15_000, 59_999, 60_000].map(linkAfter)).toEqual(['live', 'live', 'stale', 'stale', 'lost'])
  })

  it('counts the time a machine slept, when its monotonic clock stood still', () => {
    expect(spanSince({ wall: 1000, monotonic: 500 }, { wall: 91_000, monotonic: 1500 })).toBe(90_000)
  })

  it('counts on when the clock of the machine is set back', () => {
    expect(spanSince({ wall: 100_000, monotonic: 500 }, { wall: 40_000, monotonic: 70_500 })).toBe(70_000)
  })
})

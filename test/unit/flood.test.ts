import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FloodCall, groupCalls, isFlood, mustShow, newWithin } from '#shared/flood.ts'
import type { Alert, Incident } from '#shared/incident.ts'
import { KINDS, SEVERITIES } from '#shared/kinds.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

const nowMs = Date.parse('2026-11-28T06:00:00.000Z')
const minutesAgo = (minutes: number) => nowMs - minutes * 60_000
const iso = (ms: number) => new Date(ms).toISOString()

function incident(id: string, change: Partial<Incident> = {}): Incident {
  const at = iso(minutesAgo(1))
  return {
    ...anIncident(id, at),
    respondersNeeded: 2,
    ...change,
  }
}

const inVillage = (...shares: [id: string, share: number][]): Incident['areas'] =>
  shares.map(([areaId, share]) => ({ areaId, level: 'village', share }))

const call = (id: string, change: Partial<Incident> = {}, atMs = minutesAgo(1), waits = true): FloodCall => {
  return { incident: incident(id, change), atMs, waits }
}

function going(personId: string): Alert {
  const at = iso(minutesAgo(1))
  return {
    id: `a-${personId}`,
    incidentId: 'i',
    personId,
    duty: 'household',
    areaId: null,
    tier: 0,
    state: 'accepted',
    sentAt: at,
    deliveredAt: null,
    seenAt: null,
    answeredAt: at,
    ...NOT_GOING,
  }
}

const times = (count: number, minutes = 1) => Array.from({ length: count }, () => minutesAgo(minutes))

describe('a flood', () => {
  it('begins with the eleventh new call in ten minutes, not with the tenth', () => {
    expect(isFlood(times(10), nowMs, false)).toBe(false)
    expect(isFlood(times(11), nowMs, false)).toBe(true)
  })

  it('does not count what came longer ago', () => {
    expect(isFlood([...times(10), ...times(30, 11)], nowMs, false)).toBe(false)
    expect(newWithin([...times(3), ...times(4, 11)], nowMs)).toBe(3)
  })

  it('goes on until no more than five are new, so that the view does not change to and fro', () => {
    expect(isFlood(times(6), nowMs, true)).toBe(true)
    expect(isFlood(times(6), nowMs, false)).toBe(false)
    expect(isFlood(times(5), nowMs, true)).toBe(false)
  })

  it('ends by itself, whatever came, when nothing new comes for ten minutes', () => {
    expect(isFlood(times(500, 10), nowMs, true)).toBe(false)
  })

  it('counts a call from a clock that runs ahead', () => {
    expect(newWithin([nowMs + 60_000], nowMs)).toBe(1)
  })
})

describe('groups of a flood', () => {
  it('hold one kind in one village, the village that holds most of the place', () => {
    const groups = groupCalls([
      call('a', { areas: inVillage(['v-1', 0.3], ['v-2', 0.7]) }),
      call('b', { areas: inVillage(['v-2', 1]) }),
      call('c', { areas: inVillage(['v-2', 1]), kind: 'gas' }),
      call('d'),
    ])
    expect(groups.map(({ kind, villageId, calls }) => [kind, villageId, calls.length])).toEqual(
      expect.arrayContaining([
        ['smoke', 'v-2', 2],
        ['gas', 'v-2', 1],
        ['smoke', null, 1],
      ]),
    )
  })

  it('say how many wait, which is the gravest and which the newest', () => {
    const [group] = groupCalls([
      call('old-grave', { severity: 'extreme' }, minutesAgo(9), false),
      call('newest', { severity: 'minor' }, minutesAgo(0)),
      call('waits', {}, minutesAgo(5)),
    ])
    expect(group).toMatchObject({
      waiting: 2,
      gravest: { incident: { id: 'old-grave' } },
      newest: { incident: { id: 'newest' } },
    })
    expect(group?.calls.map(({ incident: { id } }) => id)).toEqual(['waits', 'newest', 'old-grave'])
  })

  it('keep a drill apart from what is real, and behind it', () => {
    const groups = groupCalls([call('drill', { exercise: true, severity: 'extreme' }), call('real')])
    expect(groups.map(({ exercise }) => exercise)).toEqual([false, true])
  })

  it('show a fire as long as nobody goes, also to somebody who said that he cannot', () => {
    const declined = call('f', { kind: 'fire' }, minutesAgo(1), false)
    expect(groupCalls([declined])[0]?.shown).toBe(declined)
    expect(groupCalls([call('f', { kind: 'fire', alerts: [going('p')] })])[0]?.shown).toBe(null)
  })

  it('put what must be shown first, however many others there are', () => {
    const many = Array.from({ length: 40 }, (_, n) => call(`g-${n}`, { kind: 'gas', severity: 'extreme' }))
    expect(groupCalls([...many, call('sos', { kind: 'sos', severity: 'minor' })])[0]?.kind).toBe('sos')
  })
})

const anyCall = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    severity: fc.constantFrom(...SEVERITIES),
    village: fc.constantFrom('v-1', 'v-2', 'v-3', null),
    exercise: fc.boolean(),
    handling: fc.constantFrom('reported' as const, 'acknowledged' as const, 'handled' as const),
    outcome: fc.constantFrom(null, 'real' as const, 'false-alarm' as const),
    alerts: fc.boolean().map((goes) => (goes ? [going('p')] : [])),
    minutes: fc.integer({ min: -1, max: 30 }),
    waits: fc.boolean(),
  })
  .map(({ village, minutes, waits, ...change }) => ({ change, village, minutes, waits }))

describe('of whatever comes', () => {
  const anyCalls = fc
    .array(anyCall, { maxLength: 60 })
    .map((all) =>
      all.map(({ change, village, minutes, waits }, n) =>
        call(
          `i-${n}`,
          { ...change, areas: village === null ? [] : inVillage([village, 1]) },
          minutesAgo(minutes),
          waits,
        ),
      ),
    )

  it('each call is in exactly one group', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const ids = groupCalls(calls).flatMap((group) => group.calls.map(({ incident: { id } }) => id))
        expect(ids.toSorted()).toEqual(calls.map(({ incident: { id } }) => id).toSorted())
      }),
    )
  })

  it('no group hides a fire or call for help that nobody answered: its gravest is shown', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        for (const group of groupCalls(calls)) {
          const due = group.calls.filter(({ incident: one }) => mustShow(one))
          const { shown } = group
          expect(shown !== null && due.includes(shown)).toBe(due.length > 0)
          for (const { incident: one } of due)
            expect(SEVERITIES.indexOf(shown?.incident.severity ?? 'unknown')).toBeLessThanOrEqual(
              SEVERITIES.indexOf(one.severity),
            )
        }
      }),
    )
  })

  it('groups are the same in whatever order the calls come', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const keys = (all: FloodCall[]) => groupCalls(all).map(({ key, calls: inside }) => [key, inside.length])
        expect(keys(calls.toReversed())).toEqual(keys(calls))
      }),
    )
  })
})

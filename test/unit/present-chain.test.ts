import { describe, expect, it } from 'vitest'
import type { Clue } from '#shared/clue.ts'
import { arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { takeDue } from '../../server/domain/due.ts'
import type { Facts, IncidentRecord } from '../../server/domain/facts.ts'
import { openIncident } from '../../server/domain/incident.ts'
import { withPresentChain } from '../../server/domain/present-chain.ts'
import { away, holds, member, middleOf, planned, sits, township } from '../support/made-up-township.ts'

// An alarm of 07:58 that nobody answers, and a shift of the duty room that ends at eight.

const local = (moment: string) => new Date(`2026-12-16T${moment}+08:00`)
const [BEFORE, EIGHT] = [local('07:58:00'), local('08:00:00')]
const SHIFTS = [sits('o', 'officer', { validUntil: EIGHT }), sits('l', 'officer', { validFrom: EIGHT })]
const arrangement = (at: Date, change: Partial<ArrangedVersions> = {}) =>
  arrangementAt(township({ shifts: SHIFTS, ...change }), at)

const people = [...township().people, member('w2')]

let ids = 0
const making = (now: Date) => ({ now, timeZone: 'Asia/Shanghai', newId: () => `id-${ids++}` })
const clue: Clue = {
  observationId: 'o',
  kind: 'fire',
  place: { type: 'point', location: middleOf('z1'), radiusMetres: 10 },
  sight: null,
  deviceId: 'o',
  personId: null,
  ofItself: true,
  signalKey: 'o',
  lasts: true,
  confidence: null,
  firstAt: BEFORE.toISOString(),
  lastAt: BEFORE.toISOString(),
}
/** Of which the duty room has taken notice: only the chain is in question here. */
const opened = (): IncidentRecord => ({
  ...openIncident({ clue, startedAt: BEFORE, severity: null, exercise: false }, arrangement(BEFORE), making(BEFORE))
    .incident,
  answered: { at: BEFORE.toISOString(), personId: 'd' },
})

/** What the passing of time makes of an incident, step by step, until nothing more is due. */
function letTimePass(incident: IncidentRecord, change: Partial<ArrangedVersions> = {}): IncidentRecord {
  let standing = incident
  while (standing.next !== null) {
    const now = new Date(standing.next.at)
    const facts: Facts = {
      seq: 1,
      arrangement: arrangement(now, change),
      timeZone: 'Asia/Shanghai',
      terrain: null,
      incidents: new Map([[standing.id, standing]]),
      signals: new Map(),
    }
    const after = takeDue(facts, making(now))?.incidents[0]
    if (after === undefined) throw new Error('nothing came of a step that was due')
    standing = after
  }
  return standing
}
const called = ({ alerts }: IncidentRecord) => alerts.map(({ personId, sentAt }) => [personId, sentAt.slice(11, 19)])

describe('the chain of an open incident', () => {
  it('names who is on shift when the duty room’s turn comes, not who was when it began', () => {
    const incident = opened()
    expect(incident.chain.filter(({ called: isCalled }) => isCalled).map(({ personId }) => personId)).toContain('o')
    expect(called(letTimePass(incident))).toEqual([
      ['a', '23:58:00'],
      ['k', '23:59:00'],
      ['v', '00:00:00'],
      ['l', '00:01:00'],
    ])
  })
  it('calls whoever stands in for one who said meanwhile that he is away, without holding up the next tier', () => {
    expect(called(letTimePass(opened(), { absences: [away('a', 'b'), away('v', 's')] }))).toEqual([
      ['a', '23:58:00'],
      ['b', '23:59:00'],
      ['k', '23:59:00'],
      ['s', '00:00:00'],
      ['l', '00:01:00'],
    ])
  })
  it('stays the same thing where nothing has changed', () => {
    const incident = opened()
    expect(withPresentChain(incident, arrangement(BEFORE), making(local('07:59:00')))).toBe(incident)
  })
})

describe('an alarm for which everybody has been called', () => {
  const factsAt = (incident: IncidentRecord, now: Date, change: Partial<ArrangedVersions> = {}): Facts => ({
    seq: 1,
    arrangement: arrangement(now, change),
    timeZone: 'Asia/Shanghai',
    terrain: null,
    incidents: new Map([[incident.id, incident]]),
    signals: new Map(),
  })
  const at = local('08:30:00')

  it('rings whoever comes on shift afterwards, once', () => {
    const later = [sits('o', 'officer', { validUntil: at }), sits('l', 'officer', { validFrom: at })]
    const ended = letTimePass(opened(), { shifts: later })
    expect(ended.next).toBeNull()
    expect(takeDue(factsAt(ended, local('08:29:59'), { shifts: later }), making(local('08:29:59')))).toBeNull()
    const rung = takeDue(factsAt(ended, at, { shifts: later }), making(at))?.incidents[0]
    expect(called(rung ?? ended).slice(called(ended).length)).toEqual([['l', '00:30:00']])
    expect(takeDue(factsAt(rung ?? ended, at, { shifts: later }), making(at))).toBeNull()
  })

  it('rings whoever is named to stand in afterwards', () => {
    const ended = letTimePass(opened())
    const rung = takeDue(factsAt(ended, at, { absences: [away('a', 's')] }), making(at))?.incidents[0]
    expect(called(rung ?? ended).slice(called(ended).length)).toEqual([['s', '00:30:00']])
  })

  it('gives whoever stands in afterwards the time of their own tier before the next is called', () => {
    const waits = { household: 600, zone: 60, village: 60, 'duty-room': 60 } as const
    const tiers = (['household', 'zone', 'village', 'duty-room'] as const).map((duty) => ({
      duties: [duty],
      waitSeconds: waits[duty],
    }))
    const change = {
      plans: [planned({ tiers })],
      absences: [away('a', 's', { validFrom: at })],
      shifts: [sits('o', 'officer', { validUntil: at }), sits('l', 'officer', { validFrom: at })],
    }
    const begun = openIncident(
      { clue, startedAt: BEFORE, severity: null, exercise: false },
      arrangement(BEFORE, change),
      making(BEFORE),
    ).incident
    const ended = letTimePass({ ...begun, answered: { at: BEFORE.toISOString(), personId: 'd' } }, change)
    const rung = takeDue(factsAt(ended, at, change), making(at))?.incidents[0] ?? ended
    expect(called(rung).slice(called(ended).length)).toEqual([['s', '00:30:00']])
    expect(rung.next).toMatchObject({ step: 'call-duty-room', at: local('08:40:00').toISOString() })
    expect(takeDue(factsAt(rung, at, change), making(at))).toBeNull()
  })

  it('waits for people even where nobody at all was there to be called', () => {
    const everybody = township().people.map(({ id }) => away(id, null, { validUntil: at }))
    const none = openIncident(
      { clue, startedAt: BEFORE, severity: null, exercise: false },
      arrangement(BEFORE, { absences: everybody }),
      making(BEFORE),
    ).incident
    expect(none.alerts).toEqual([])
    expect(takeDue(factsAt(none, BEFORE, { absences: everybody }), making(BEFORE))).toBeNull()
    const rung = takeDue(factsAt(none, at, { absences: everybody }), making(at))?.incidents[0]
    expect(rung?.alerts.length).toBeGreaterThan(0)
    expect(rung?.next).not.toBeNull()
  })

  it('is left in peace once enough are going, or it was found to be nothing', () => {
    const ended = letTimePass(opened())
    const change = { absences: [away('k', 's')] }
    const there = { state: 'accepted' as const, arrivedAt: at.toISOString() }
    const going = ended.alerts.map((alert, n) => (n < 2 ? { ...alert, ...there } : alert))
    for (const settled of [
      { ...ended, alerts: going },
      { ...ended, outcome: 'false-alarm' as const },
    ])
      expect(takeDue(factsAt(settled, at, change), making(at))).toBeNull()
  })
})

describe('a warning given out for a whole township', () => {
  it('keeps a village whose holder leaves before his turn: who stands in has it, or a hole is seen', () => {
    const warned = openIncident(
      { clue, startedAt: BEFORE, severity: null, exercise: false, rollCall: ['v1', 'v2'] },
      arrangement(BEFORE, { responsibilities: [...township().responsibilities, holds('w2', 'village', 'v2')], people }),
      making(BEFORE),
    ).incident
    const ofV2 = (change: Partial<ArrangedVersions>) =>
      withPresentChain(
        warned,
        arrangement(EIGHT, {
          responsibilities: [...township().responsibilities, holds('w2', 'village', 'v2')],
          people,
          ...change,
        }),
        making(EIGHT),
      ).chain.flatMap(({ areaId, duty, personId, called: isCalled }) =>
        areaId === 'v2' && duty === 'village' && isCalled ? [personId] : [],
      )
    expect(ofV2({})).toEqual(['w2'])
    expect(ofV2({ absences: [away('w2', 's')] })).toEqual(['s'])
    const alone = withPresentChain(
      warned,
      arrangement(EIGHT, {
        responsibilities: [...township().responsibilities, holds('w2', 'village', 'v2')],
        people,
        absences: [away('w2')],
      }),
      making(EIGHT),
    )
    expect(
      alone.chain
        .filter(({ areaId, duty }) => areaId === 'v2' && duty === 'village')
        .map(({ personId, reason }) => [personId, reason]),
    ).toEqual([
      ['w2', 'absent'],
      [null, 'nobody-holds'],
    ])
  })
})

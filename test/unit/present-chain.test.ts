import { describe, expect, it } from 'vitest'
import type { Clue } from '#shared/clue.ts'
import { arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { takeDue } from '../../server/domain/due.ts'
import type { Facts, IncidentRecord } from '../../server/domain/facts.ts'
import { openIncident } from '../../server/domain/incident.ts'
import { withPresentChain } from '../../server/domain/present-chain.ts'
import { away, middleOf, sits, township } from '../support/made-up-township.ts'

// An alarm of 07:58 that nobody answers, and a shift of the duty room that ends at eight.

const local = (moment: string) => new Date(`2026-12-16T${moment}+08:00`)
const [BEFORE, EIGHT] = [local('07:58:00'), local('08:00:00')]
const SHIFTS = [sits('o', 'officer', { validUntil: EIGHT }), sits('l', 'officer', { validFrom: EIGHT })]
const arrangement = (at: Date, change: Partial<ArrangedVersions> = {}) =>
  arrangementAt(township({ shifts: SHIFTS, ...change }), at)

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
const opened = () =>
  openIncident({ clue, startedAt: BEFORE, severity: null, exercise: false }, arrangement(BEFORE), making(BEFORE))
    .incident

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

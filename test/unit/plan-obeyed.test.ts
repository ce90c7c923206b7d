import { describe, expect, it } from 'vitest'
import type { Clue } from '#shared/clue.ts'
import { FIRE_RULE, NO_CLOCKS } from '#shared/plan.ts'
import type { Kind, Severity } from '#shared/kinds.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../server/domain/act.ts'
import { type Arrangement, arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { type Calling, escalate } from '../../server/domain/call.ts'
import type { IncidentRecord, Making } from '../../server/domain/facts.ts'
import { addEvidence, openIncident } from '../../server/domain/incident.ts'
import { mergeInto } from '../../server/domain/join.ts'
import { scopeOf } from '../../server/domain/viewer.ts'
import { linesFor } from '../../server/domain/usual-checklists.ts'
import { NOUNS } from '../../server/registry.ts'
import { middleOf, planned, township } from '../support/made-up-township.ts'

/** A moment by the township's clock. */
const local = (moment: string) => new Date(`${moment}+08:00`)
const NOON = local('2026-12-16T12:00:00')
const MIDNIGHT = local('2026-12-16T23:30:00')
const MORNING = local('2026-12-17T06:30:00')
const RESTS = { from: '22:00', until: '06:30' }

let ids = 0
const making = (now: Date): Making => ({
  now,
  timeZone: 'Asia/Shanghai',
  newId: () => `id-${String(ids++).padStart(6, '0')}`,
})
const after = (start: Date, seconds: number) => making(new Date(start.getTime() + seconds * 1000))
const arranged = (plans: ArrangedVersions['plans'], change: Partial<ArrangedVersions> = {}) =>
  arrangementAt(township({ plans, ...change }), NOON)

function evidence(kind: Kind, at: Date, severity: Severity | null = null, observationId = 'o') {
  const moment = at.toISOString()
  const clue: Clue = {
    observationId,
    kind,
    place: { type: 'point', location: middleOf('z1'), radiusMetres: 10 },
    sight: null,
    deviceId: observationId,
    personId: null,
    ofItself: true,
    signalKey: observationId,
    lasts: true,
    confidence: null,
    firstAt: moment,
    lastAt: moment,
  }
  return { clue, startedAt: at, severity, exercise: false }
}
const open = (arrangement: Arrangement, kind: Kind = 'fire', at = NOON): Calling =>
  openIncident(evidence(kind, at), arrangement, making(at))
const called = ({ alerts }: IncidentRecord) => alerts.map(({ personId }) => personId)
const said = ({ actions }: Calling) => actions.map(({ action }) => action)
/** The next step when it comes; fails where none is due then. */
function due(incident: IncidentRecord): Calling {
  const calling = escalate(incident, making(new Date(incident.next?.at ?? '')))
  if (calling === null) throw new Error('nothing is due when it is said to be')
  return calling
}
const duty: Viewer = { personId: 'd', name: '', roles: ['duty'], duties: [], areaIds: null }
function done(incident: IncidentRecord, body: Omit<OwnBody, 'id'>, at: Date): Calling {
  const acted = act(incident, { id: `a-${ids++}`, ...body }, duty, making(at))
  if (!acted.ok) throw new Error(`${body.action}: ${acted.reason}`)
  return acted.calling
}

describe('a plan that calls several tiers at once', () => {
  it('calls them together at the beginning and then waits for the last of them', () => {
    const { incident } = open(arranged([planned({ tiersAtOnce: 2 })]))
    expect(called(incident)).toEqual(['a', 'k'])
    expect(incident.next).toMatchObject({ step: 'call-tier', tier: 2, at: after(NOON, 60).now.toISOString() })
    expect(called(due(incident).incident)).toEqual(['a', 'k', 'v'])
  })

  it('calls no tier more for one of those being empty', () => {
    const responsibilities = township().responsibilities.filter(({ duty: held }) => held !== 'zone')
    expect(called(open(arranged([planned({ tiersAtOnce: 2 })], { responsibilities })).incident)).toEqual(['a'])
  })

  it('calls them when an incident becomes graver and the plan of what it is now says so', () => {
    const plans = [
      planned({ kinds: ['other'], id: 'slow', tiers: [{ duties: ['household'], waitSeconds: 900 }] }),
      planned({ tiersAtOnce: 3 }),
    ]
    const arrangement = arranged(plans)
    const { incident } = open(arrangement, 'other')
    expect(called(incident)).toEqual(['a'])
    const raised = addEvidence(incident, evidence('fire', NOON, null, 'o2'), arrangement, after(NOON, 20))
    expect(raised.incident).toMatchObject({ planId: 'plan', kind: 'fire', respondersNeeded: 2 })
    expect(called(raised.incident)).toEqual(['a', 'k', 'v'])
    // Nobody waits out the patience of the plan before.
    expect(raised.incident.next).toMatchObject({ step: 'call-duty-room', at: after(NOON, 80).now.toISOString() })
  })

  it('is another one when only the severity rises', () => {
    const plans = [
      planned(),
      planned({ id: 'minor', severities: ['minor', 'moderate'], tiers: [{ duties: ['village'], waitSeconds: 60 }] }),
    ]
    const arrangement = arranged(plans)
    const { incident } = openIncident(evidence('fire', NOON, 'minor'), arrangement, making(NOON))
    expect([incident.planId, called(incident)]).toEqual(['minor', ['v']])
    const raised = addEvidence(incident, evidence('fire', NOON, 'extreme', 'o2'), arrangement, after(NOON, 5))
    expect([raised.incident.planId, called(raised.incident)]).toEqual(['plan', ['v', 'a']])
  })
})

describe('whoever asked for support', () => {
  it('is not forgotten when the place becomes better known', () => {
    const arrangement = arranged([planned()])
    const supported = done(open(arrangement).incident, { action: 'support' }, NOON).incident
    const better = evidence('fire', NOON, null, 'o2')
    const moved = addEvidence(
      supported,
      { ...better, clue: { ...better.clue, place: { type: 'point', location: middleOf('z2'), radiusMetres: 1 } } },
      arrangement,
      making(NOON),
    )
    expect(moved.incident.respondersNeeded).toBe(3)
  })
})

describe('a plan that reminds', () => {
  const arrangement = arranged([planned({ remindSeconds: 25 })])

  it('does so until the next tier’s turn, which comes when it would have', () => {
    const { incident } = open(arrangement)
    expect(incident.next).toMatchObject({
      step: 'remind',
      tier: 0,
      duties: ['household'],
      at: after(NOON, 25).now.toISOString(),
    })
    expect(incident.next).toMatchObject({
      following: { step: 'call-tier', tier: 1, at: after(NOON, 60).now.toISOString() },
    })
    const once = due(incident)
    expect(said(once)).toEqual(['reminded'])
    expect(once.deliveries).toMatchObject([
      { alertId: incident.alerts[0]?.id, createdAt: after(NOON, 25).now.toISOString() },
    ])
    const twice = due(once.incident)
    expect(said(twice)).toEqual(['reminded'])
    expect(twice.incident.next).toMatchObject({ step: 'call-tier', at: after(NOON, 60).now.toISOString() })
    const next = due(twice.incident)
    expect(called(next.incident)).toEqual(['a', 'k'])
    // Whoever is still silent in the tier before is reminded with them.
    expect(due(next.incident).actions[0]?.detail).toMatchObject({ personIds: ['a', 'k'] })
  })

  it('reminds nobody who answered, and says so no longer', () => {
    const { incident } = open(arrangement)
    const declined = done(incident, { action: 'decline', onBehalfOf: 'a' }, after(NOON, 5).now).incident
    expect(declined.next).toMatchObject({ step: 'call-tier', at: after(NOON, 5).now.toISOString() })
    const going = done(incident, { action: 'acknowledge', onBehalfOf: 'a' }, after(NOON, 5).now).incident
    // One more is needed, and nobody is left who could still answer.
    expect(going.next).toMatchObject({ step: 'call-tier', at: after(NOON, 5).now.toISOString() })
  })

  it('ends with the turn of the last tier', () => {
    let { incident } = open(arrangement)
    let steps = 0
    for (; incident.next !== null && steps < 40; steps++) incident = due(incident).incident
    expect(called(incident)).toEqual(['a', 'k', 'v', 'd'])
    expect(steps).toBeLessThan(20)
  })

  it('calls on at once when a late look finds the next tier due', () => {
    const { incident } = open(arrangement)
    const late = escalate(incident, after(NOON, 61))
    expect(late?.actions.map(({ action }) => action)).toEqual(['escalated', 'called'])
  })

  it('stops when enough are going', () => {
    const { incident } = open(arranged([planned({ remindSeconds: 25, respondersNeeded: 1 })]))
    expect(done(incident, { action: 'acknowledge', onBehalfOf: 'a' }, after(NOON, 5).now).incident.next).toBeNull()
  })
})

describe('a plan that lets the night pass', () => {
  const request = planned({ id: 'request', kinds: ['request', 'other'], nightRest: RESTS, informed: ['village'] })
  const arrangement = arranged([request, planned()])

  it('calls nobody until its end, and says so', () => {
    const { incident, actions, deliveries } = open(arrangement, 'request', MIDNIGHT)
    expect([called(incident), deliveries, actions.map(({ action }) => action)]).toEqual([[], [], ['opened', 'rests']])
    expect(incident).toMatchObject({
      restsUntil: MORNING.toISOString(),
      next: { step: 'call-tier', tier: 0, duties: ['household'] },
    })
    expect(incident.next?.at).toBe(MORNING.toISOString())
    expect(escalate(incident, making(local('2026-12-17T03:00:00')))).toBeNull()
    const morning = due(incident)
    expect(called(morning.incident)).toEqual(['a'])
    expect(morning.incident.restsUntil).toBeNull()
    expect(said(morning)).toEqual(['escalated', 'informed', 'called'])
  })

  it('calls at once by day, and a fire whatever the plan says', () => {
    expect(called(open(arrangement, 'request').incident)).toEqual(['a'])
    const careless = arranged([planned({ nightRest: RESTS })])
    expect(called(open(careless, 'fire', MIDNIGHT).incident)).toEqual(['a'])
    const severe = openIncident(evidence('request', MIDNIGHT, 'severe'), arrangement, making(MIDNIGHT))
    expect(called(severe.incident)).toEqual(['a'])
  })

  it('is over when somebody has looked and found it real', () => {
    const { incident } = open(arrangement, 'request', MIDNIGHT)
    expect(called(done(incident, { action: 'verify', outcome: 'real' }, MIDNIGHT).incident)).toEqual(['a'])
  })

  it('is over when it becomes graver, and when somebody says so', () => {
    const { incident } = open(arrangement, 'other', MIDNIGHT)
    const later = new Date(MIDNIGHT.getTime() + 60_000)
    const raised = addEvidence(incident, evidence('fire', later, null, 'o2'), arrangement, making(later))
    expect([called(raised.incident), raised.incident.restsUntil]).toEqual([['a'], null])
    const graver = addEvidence(incident, evidence('other', later, 'severe', 'o2'), arrangement, making(later))
    expect(called(graver.incident)).toEqual(['a'])
    const same = addEvidence(incident, evidence('other', later, null, 'o2'), arrangement, making(later))
    expect([called(same.incident), same.incident.next?.at]).toEqual([[], MORNING.toISOString()])
    const woken = done(incident, { action: 'wake' }, later)
    expect([called(woken.incident), woken.incident.restsUntil]).toEqual([['a'], null])
    expect(called(due(done(incident, { action: 'support' }, later).incident).incident)).toEqual(['a'])
  })

  it('is not over for somebody who goes of himself, and not for a clock that is a minute off', () => {
    const { incident } = open(arrangement, 'request', MIDNIGHT)
    const needed = { ...incident, respondersNeeded: 2 }
    const going = done(needed, { action: 'acknowledge', onBehalfOf: 's' }, MIDNIGHT).incident
    expect(going.next?.at).toBe(MORNING.toISOString())
    expect(escalate(incident, making(new Date(MIDNIGHT.getTime() - 50_000)))).toBeNull()
  })

  it('holds for two that turn out to be one only where both may wait', () => {
    const one = open(arrangement, 'request', MIDNIGHT).incident
    const other = open(arrangement, 'request', MIDNIGHT).incident
    const facts = { arrangement, signals: [] }
    const [both] = mergeInto(one, other, facts, making(MIDNIGHT)).callings
    expect(both?.incident).toMatchObject({ restsUntil: MORNING.toISOString(), alerts: [] })
    const fire = open(arrangement, 'fire', MIDNIGHT).incident
    const [merged] = mergeInto(one, fire, facts, making(MIDNIGHT)).callings
    expect(merged?.incident.restsUntil).toBeNull()
    expect(merged === undefined ? [] : called(merged.incident)).toContain('a')
    expect(merged?.incident.next?.at).toBe(after(MIDNIGHT, 60).now.toISOString())
  })

  it('is refused to the kinds in which minutes count', () => {
    const arrangementNow = arrangement
    const checking = {
      arrangement: arrangementNow,
      id: 'p',
      alongside: new Map(),
      known: null,
      tokenHash: null,
      now: NOON,
    }
    const { plans } = NOUNS
    const body = { ...request, kinds: ['request', 'sos'], nightRest: RESTS }
    const faults = plans.faults(body as never, checking as never)
    expect(faults).toEqual([{ field: 'nightRest', message: expect.stringContaining('sos must not wait') }])
    expect(plans.faults({ ...body, kinds: ['request'] } as never, checking as never)).toEqual([])
    // A rest that is known and not spoken of stays, and so does the fault.
    const known = { ...checking, known: { nightRest: RESTS } }
    expect(plans.faults({ ...body, nightRest: undefined } as never, known as never)).toHaveLength(1)
  })
})

describe('whoever is only informed', () => {
  const arrangement = arranged([
    planned({ informed: ['village'], tiers: [{ duties: ['household'], waitSeconds: 60 }] }),
  ])

  it('sees the incident, is not called, and nobody waits for them', () => {
    const { incident, actions } = open(arrangement)
    expect(actions.map(({ action }) => action)).toEqual(['opened', 'informed', 'called'])
    expect(incident.informed).toEqual([{ personId: 'v', duty: 'village', areaId: 'v1', at: NOON.toISOString() }])
    expect(called(incident)).toEqual(['a'])
    expect(scopeOf(incident).personIds).toContain('v')
    let last = incident
    while (last.next !== null) last = due(last).incident
    expect(called(last)).toEqual(['a', 'd'])
  })

  it('is told once, and of a graver plan those whom it adds', () => {
    const graver = planned({ id: 'b', severities: ['extreme'], informed: ['village', 'zone'] })
    const plans = [planned({ informed: ['village'] }), graver]
    const both = arranged(plans)
    const { incident } = openIncident(evidence('fire', NOON, 'severe'), both, making(NOON))
    const raised = addEvidence(incident, evidence('fire', NOON, 'extreme', 'o2'), both, after(NOON, 9))
    expect(raised.incident.informed.map(({ personId, at }) => [personId, at])).toEqual([
      ['v', NOON.toISOString()],
      ['k', after(NOON, 9).now.toISOString()],
    ])
    expect(raised.actions.map(({ action, detail }) => [action, detail['personIds']])).toContainEqual([
      'informed',
      ['k'],
    ])
  })
})

describe('what an incident has from its plan', () => {
  const clocks = { ...NO_CLOCKS, arriveSeconds: 600 }

  it('is how it sounds, what is to be done, and how long people have', () => {
    const plan = planned({ kinds: ['gas'], sound: 'once', checklist: ['关阀', '通风'], clocks })
    expect(open(arranged([plan]), 'gas').incident).toMatchObject({ sound: 'once', checklist: ['关阀', '通风'], clocks })
  })

  it('begins with the rule of every fire, whatever the plan says', () => {
    expect(open(arranged([planned({ checklist: ['带风力灭火机'] })])).incident.checklist).toEqual([
      FIRE_RULE,
      '带风力灭火机',
    ])
    expect(open(arranged([planned({ checklist: ['x', FIRE_RULE] })])).incident.checklist).toEqual([FIRE_RULE, 'x'])
    expect(open(arranged([])).incident.checklist).toEqual(linesFor('fire', []))
    expect(open(arranged([])).incident.checklist[0]).toBe(FIRE_RULE)
  })
})

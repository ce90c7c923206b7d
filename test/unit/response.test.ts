import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTIONS } from '#shared/action.ts'
import { alarmState } from '#shared/alarm-state.ts'
import type { TouchedArea } from '#shared/area.ts'
import { HANDLINGS, isSettled } from '#shared/incident.ts'
import { DEFAULT_SEVERITY, type Kind } from '#shared/kinds.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../server/domain/act.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { assign } from '../../server/domain/assign.ts'
import { escalate } from '../../server/domain/call.ts'
import { needsPeople } from '../../server/domain/next-step.ts'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { openIncident } from '../../server/domain/incident.ts'
import { demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'

const { arrangement } = demoFacts()
const kitchen = [...arrangement.devices.values()].find(({ kind, location }) => kind === 'smoke' && location !== null)
const location = kitchen?.location ?? [0, 0]

function smoke(): IncidentRecord {
  const at = NOON.toISOString()
  const clue = {
    observationId: 'o',
    kind: 'smoke',
    place: { type: 'point', location, radiusMetres: 15 },
    sight: null,
    deviceId: 'd',
    personId: null,
    ofItself: true,
    signalKey: 'k',
    lasts: true,
    confidence: null,
    firstAt: at,
    lastAt: at,
  } as const
  const evidence = { clue, startedAt: NOON, severity: null, exercise: false }
  return openIncident(evidence, arrangement, makingAt(0)).incident
}

const asked = (kind: Kind, touched: TouchedArea[]) => {
  return { kind, severity: DEFAULT_SEVERITY[kind], touched, at: NOON, timeZone: 'Asia/Shanghai' }
}

const duty: Viewer = { personId: 'duty', name: '值班', roles: ['duty'], duties: [], areaIds: null }
const asPerson = (personId: string): Viewer => ({ personId, name: '', roles: ['member'], duties: [], areaIds: [] })
const OWN_ACTIONS = ACTIONS.filter(
  (action): action is OwnBody['action'] => !['merge', 'split', 'undo'].includes(action),
)
const body = (action: OwnBody['action'], more: Partial<OwnBody> = {}): OwnBody => ({
  id: `a-${action}`,
  action,
  ...more,
})

function done(incident: IncidentRecord, viewer: Viewer, ...bodies: OwnBody[]): IncidentRecord {
  return bodies.reduce((before, each) => {
    const acted = act(before, each, viewer, makingAt(10))
    if (!acted.ok) throw new Error(`${each.action}: ${acted.reason}`)
    return acted.calling.incident
  }, incident)
}

describe('escalation', () => {
  it('calls the next tier when its time has come and not before', () => {
    const incident = smoke()
    const dueAt = Date.parse(incident.next?.at ?? '')
    const seconds = (dueAt - NOON.getTime()) / 1000
    expect(escalate(incident, makingAt(seconds - 1))).toBeNull()
    const stepped = escalate(incident, makingAt(seconds))
    expect(stepped?.incident.alerts.length).toBeGreaterThan(incident.alerts.length)
    expect(stepped?.actions[0]?.action).toBe('escalated')
  })

  it('is not put off by a clock that was set back', () => {
    const incident = smoke()
    expect(escalate(incident, makingAt(-3600))?.incident.alerts.length).toBeGreaterThan(incident.alerts.length)
    // Two processes never have quite the same time.
    expect(escalate(incident, makingAt(-5))).toBeNull()
  })

  it('goes on to the duty room and then has nothing more to do', () => {
    let incident = smoke()
    for (let step = 0; incident.next !== null && step < 20; step++) {
      const at = (Date.parse(incident.next.at) - NOON.getTime()) / 1000
      incident = escalate(incident, makingAt(at))?.incident ?? incident
    }
    expect(incident.next).toBeNull()
    expect(incident.alerts.some(({ duty: held }) => held === 'duty-room')).toBe(true)
    const people = incident.alerts.map(({ personId }) => personId)
    expect(new Set(people).size).toBe(people.length)
  })

  it('stops when enough are going, and not for one who goes alone', () => {
    const incident = smoke()
    const [first] = incident.alerts
    if (!first) throw new Error('nobody called')
    const one = done({ ...incident, respondersNeeded: 2 }, asPerson(first.personId), body('acknowledge'))
    expect(one.next).not.toBeNull()
    const two = done(one, duty, body('acknowledge', { id: 'a-2', onBehalfOf: 'cadre' }))
    expect(two.next).toBeNull()
    expect(needsPeople(two)).toBe(false)
  })

  it('comes within a day, whatever a plan from before there was a limit says', () => {
    const incident = { ...smoke(), tierWaitsSeconds: [9e12, 9e12, 9e12, 9e12] }
    const stepped = escalate(incident, makingAt(120))?.incident
    expect(Date.parse(stepped?.next?.at ?? '')).toBe(makingAt(120 + 86_400).now.getTime())
  })

  it('passes on at once when everybody called has declined', () => {
    let incident = smoke()
    for (const { personId } of incident.alerts)
      incident = done(incident, asPerson(personId), body('decline', { id: personId }))
    expect(incident.next?.at).toBe(makingAt(10).now.toISOString())
  })
})

describe('an answer taken back', () => {
  const alone = (respondersNeeded = 1): IncidentRecord => ({ ...smoke(), respondersNeeded })
  const personOf = ({ alerts }: IncidentRecord, index = 0) => alerts[index]?.personId ?? ''
  const acting = (before: IncidentRecord, viewer: Viewer, each: OwnBody) => {
    const acted = act(before, each, viewer, makingAt(20))
    if (!acted.ok) throw new Error(`${each.action}: ${acted.reason}`)
    return acted.calling
  }
  /** Calls tier after tier until there is nobody left to call. */
  function allCalled(): IncidentRecord {
    let incident = alone()
    while (incident.next !== null) {
      const at = (Date.parse(incident.next.at) - NOON.getTime()) / 1000
      incident = escalate(incident, makingAt(at))?.incident ?? incident
    }
    return incident
  }

  it('calls the next tier at once when the one who was going cannot go after all', () => {
    const first = alone()
    const going = done(first, asPerson(personOf(first)), body('acknowledge'))
    expect(going.next).toBeNull()
    const { incident, actions, deliveries } = acting(going, asPerson(personOf(first)), body('decline'))
    expect(incident.alerts.length).toBeGreaterThan(first.alerts.length)
    expect(actions.map(({ action }) => action)).toEqual(['decline', 'called'])
    expect(deliveries.map(({ alertId }) => alertId)).toEqual(
      incident.alerts.slice(first.alerts.length).map(({ id }) => id),
    )
    expect(incident.next).not.toBeNull()
  })

  it('and given again counts from when it was given again', () => {
    const first = alone()
    const could = done(first, asPerson(personOf(first)), body('decline'))
    const { incident } = acting(could, asPerson(personOf(first)), body('acknowledge'))
    expect(incident.alerts[0]).toMatchObject({ state: 'accepted', answeredAt: makingAt(20).now.toISOString() })
  })

  it('rings the duty room again when there is nobody left to call', () => {
    const every = allCalled()
    const going = done(every, asPerson(personOf(every)), body('acknowledge'))
    const answered = done(going, duty, body('answer'))
    const { incident } = acting(answered, asPerson(personOf(every)), body('decline'))
    expect(incident.answered).toBeNull()
    expect(alarmState(incident, NOON.getTime())).toBe('unanswered')
  })

  it('leaves the duty room its peace when one declines who never was going, and rings it when the last of them has', () => {
    let every = done(allCalled(), duty, body('answer'))
    for (const [n, { personId }] of every.alerts.entries()) {
      expect([n, every.answered]).not.toEqual([n, null])
      every = acting(every, asPerson(personId), body('decline', { id: `no-${n}` })).incident
    }
    expect(every.answered).toBeNull()
  })

  it('does not bind: whoever could not go is called anew when assigned', () => {
    const first = alone()
    const could = done(first, asPerson(personOf(first)), body('decline'))
    const { incident, deliveries } = acting(could, duty, body('assign', { personId: personOf(first) }))
    const theirs = incident.alerts.filter(({ personId }) => personId === personOf(first))
    expect(theirs.map(({ state }) => state)).toEqual(['expired', 'sent'])
    expect(deliveries.map(({ alertId }) => alertId)).toEqual([theirs[1]?.id])
  })

  it('calls on when what was called a false alarm is real', () => {
    const settled = done(alone(), duty, body('verify', { outcome: 'false-alarm' }))
    expect(settled.next).toBeNull()
    const { incident } = acting(settled, duty, body('verify', { id: 'again', outcome: 'real' }))
    expect(incident.alerts.length).toBeGreaterThan(settled.alerts.length)
  })

  it('calls nobody to a false alarm', () => {
    const first = alone()
    const going = done(first, asPerson(personOf(first)), body('acknowledge'))
    const settled = done(going, duty, body('answer'), body('verify', { outcome: 'false-alarm' }))
    const { incident, deliveries } = acting(settled, asPerson(personOf(first)), body('decline'))
    expect(incident).toMatchObject({ next: null, answered: settled.answered })
    expect(deliveries).toEqual([])
  })

  it('calls everybody anew who had been called, when the incident is reopened', () => {
    const first = alone()
    const going = done(first, asPerson(personOf(first)), body('acknowledge'))
    const closed = done(going, duty, body('close'))
    const { incident, deliveries } = acting(closed, duty, body('reopen'))
    expect(needsPeople(incident)).toBe(true)
    const anew = incident.alerts.slice(first.alerts.length)
    expect(new Set(anew.map(({ personId }) => personId))).toEqual(new Set(first.alerts.map(({ personId }) => personId)))
    expect(deliveries.map(({ alertId }) => alertId)).toEqual(anew.map(({ id }) => id))
    expect(incident.alerts.slice(0, first.alerts.length).every(({ state }) => state === 'expired')).toBe(true)
    expect(incident.next).not.toBeNull()
  })

  it('after reopening is an answer to the new call alone, so that nobody goes twice', () => {
    const first = alone()
    const reopened = done(first, duty, body('close'), body('reopen'))
    const going = done(reopened, asPerson(personOf(first)), body('acknowledge'))
    expect(going.alerts.filter(({ personId }) => personId === personOf(first)).map(({ state }) => state)).toEqual([
      'expired',
      'accepted',
    ])
  })

  it('after reopening may come from somebody whom nobody has called anew, and such a one can be sent anew', () => {
    const sent = done(alone(), duty, body('assign', { personId: 'reviewer' }))
    const reopened = done(sent, duty, body('close'), body('reopen'))
    const states = ({ alerts }: IncidentRecord) =>
      alerts.filter(({ personId }) => personId === 'reviewer').map(({ state }) => state)
    expect(states(reopened)).toEqual(['expired'])
    const asked = body('acknowledge', { onBehalfOf: 'reviewer' })
    expect(states(done(reopened, duty, asked))).toEqual(['expired', 'accepted'])
    const { incident, deliveries } = acting(reopened, duty, body('assign', { personId: 'reviewer' }))
    expect(states(incident)).toEqual(['expired', 'sent'])
    expect(deliveries).toHaveLength(1)
  })

  it('whatever the order, never leaves somebody of the chain uncalled for good while people are needed', () => {
    const actions = ['acknowledge', 'depart', 'arrive', 'decline', 'verify', 'support', 'close', 'reopen'] as const
    const answer = fc.record({
      action: fc.constantFrom(...actions),
      who: fc.nat(9),
      outcome: fc.constantFrom('real', 'false-alarm', 'unreachable', 'duplicate'),
    })
    const step = fc.oneof({ weight: 4, arbitrary: answer }, { weight: 1, arbitrary: fc.constant('due' as const) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 14 }), (needed, steps) => {
        let incident = alone(needed)
        for (const [index, each] of steps.entries()) {
          if (each === 'due') {
            const at = (Date.parse(incident.next?.at ?? '') - NOON.getTime()) / 1000
            if (incident.next !== null) incident = escalate(incident, makingAt(at))?.incident ?? incident
          } else {
            const { action, who, outcome } = each
            const onBehalfOf = personOf(incident, who % incident.alerts.length)
            const more = { id: `${index}`, onBehalfOf, ...(action === 'verify' ? { outcome } : {}) } as const
            const acted = act(incident, body(action, more), duty, makingAt(index))
            if (acted.ok) ({ incident } = acted.calling)
          }
          const called = new Set(
            incident.alerts.filter(({ state }) => state !== 'expired').map(({ personId }) => personId),
          )
          const isUncalled = incident.chain.some(
            (link) => link.called && link.personId !== null && !called.has(link.personId),
          )
          if (needsPeople(incident) && !isSettled(incident.outcome) && isUncalled) expect(incident.next).not.toBeNull()
        }
      }),
    )
  })
})

describe('what people do', () => {
  it('is not refused because a step is missing; the skipped ones are noted', () => {
    const acted = act(smoke(), body('handle'), duty, makingAt(5))
    expect(acted.ok && acted.action.detail.unrecorded).toEqual(['verified', 'assigned', 'acknowledged', 'on-scene'])
  })

  it('never lets the handler check', () => {
    const handled = done(smoke(), duty, body('handle'))
    expect(act(handled, body('check'), duty, makingAt(9))).toMatchObject({
      ok: false,
      reason: 'contradiction',
      state: 'handled',
    })
  })

  it('ends with closing, after which only reopening and notes are taken', () => {
    const closed = done(smoke(), duty, body('close'))
    expect(closed.closedAt).not.toBeNull()
    expect(act(closed, body('arrive'), duty, makingAt(9))).toEqual({
      ok: false,
      reason: 'contradiction',
      state: 'closed',
      allowed: ['reopen', 'note'],
    })
    expect(done(closed, duty, body('reopen'))).toMatchObject({ closedAt: null, handling: 'reported' })
  })

  it('by answering silences and changes nothing else', () => {
    const before = smoke()
    const { answered, ...rest } = done(before, duty, body('answer'))
    const { answered: _none, ...unchanged } = before
    expect(answered).toEqual({ at: makingAt(10).now.toISOString(), personId: 'duty' })
    expect(rest).toEqual(unchanged)
  })

  it('is refused to a wall, and to somebody it does not concern', () => {
    const wall: Viewer = { ...duty, personId: 'wall', roles: ['wall'] }
    for (const action of OWN_ACTIONS)
      expect(act(smoke(), body(action), wall, makingAt(1))).toEqual({ ok: false, reason: 'not-allowed' })
    expect(act(smoke(), body('acknowledge'), asPerson('nobody'), makingAt(1))).toEqual({
      ok: false,
      reason: 'not-allowed',
    })
  })

  it('whatever the order, keeps the log complete and the handling from going back', () => {
    const step = fc.constantFrom(...OWN_ACTIONS.filter((action) => action !== 'reopen'))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let incident = smoke()
        for (const [index, action] of steps.entries()) {
          const full = body(action, {
            id: `${index}`,
            outcome: 'real',
            personId: 'cadre',
            until: '2026-11-24T00:00:00Z',
            note: 'n',
          })
          const acted = act(incident, full, duty, makingAt(index))
          if (!acted.ok) continue
          expect(acted.calling.actions[0]).toMatchObject({ id: `${index}`, action })
          const after = acted.calling.incident
          expect(HANDLINGS.indexOf(after.handling)).toBeGreaterThanOrEqual(HANDLINGS.indexOf(incident.handling))
          const lost = incident.alerts.filter(
            ({ id, state }) =>
              state === 'accepted' &&
              !after.alerts.some((a) => a.id === id && (a.state === 'accepted' || a.personId === duty.personId)),
          )
          expect(lost).toEqual([])
          incident = after
        }
      }),
    )
  })
})

describe('the chain', () => {
  it('is never empty, whatever the place and kind, and ends at the duty room', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 112.1, max: 112.3, noNaN: true }),
        fc.double({ min: 36.5, max: 36.7, noNaN: true }),
        fc.constantFrom('fire', 'gas', 'dispute', 'other'),
        (lng, lat, kind) => {
          const touched = arrangement.areas.touched({ type: 'point', location: [lng, lat], radiusMetres: 0 })
          const { chain } = assign(arrangement, asked(kind as 'fire', touched))
          expect(chain.at(-1)?.duty === 'duty-room' || chain.some((link) => link.duty === 'duty-room')).toBe(true)
          expect(chain.some(({ called }) => called)).toBe(true)
        },
      ),
    )
  })

  it('passes over whoever is absent, says so, and calls the deputy', () => {
    const holder = smoke().alerts[0]?.personId ?? ''
    const versions = demoVersions()
    const absence = {
      id: 'x',
      personId: holder,
      deputyId: 'cadre',
      versionId: 'x@1',
      validFrom: null,
      validUntil: null,
    }
    const away = arrangementAt({ ...versions, absences: [absence] }, NOON)
    const touched = away.areas.touched({ type: 'point', location, radiusMetres: 0 })
    const { chain } = assign(away, asked('smoke', touched))
    expect(chain.find(({ personId }) => personId === holder)).toMatchObject({ reason: 'absent', called: false })
    expect(chain.find(({ personId }) => personId === 'cadre')).toMatchObject({
      reason: 'stand-in',
      inPlaceOf: holder,
      called: true,
      order: 0,
    })
  })

  it('judges by the arrangement of the day', () => {
    const versions = demoVersions()
    const until = new Date('2026-11-01T00:00:00Z')
    const ended = {
      ...versions,
      responsibilities: versions.responsibilities.map((row) => ({ ...row, validUntil: until })),
    }
    const point = { type: 'point', location, radiusMetres: 0 } as const
    const before = arrangementAt(ended, new Date('2026-10-31T00:00:00Z'))
    const after = arrangementAt(ended, NOON)
    expect(assign(before, asked('smoke', before.areas.touched(point))).chain[0]?.personId).not.toBeNull()
    const { chain } = assign(after, asked('smoke', after.areas.touched(point)))
    // Nobody holds anything any more: whoever has the role to know of everything is called.
    expect(chain.filter(({ called }) => called).map(({ personId, reason }) => [personId, reason])).toEqual([
      ['duty', 'duty-room'],
      ['duty-deputy', 'duty-room'],
      ['duty-officer-3', 'duty-room'],
      ['duty-officer-4', 'duty-room'],
    ])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmState } from '#shared/alarm-state.ts'
import { isSettled } from '#shared/incident.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../server/domain/act.ts'
import { escalate } from '../../server/domain/call.ts'
import { needsPeople } from '../../server/domain/next-step.ts'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { makingAt, NOON } from '../support/demo-facts.ts'
import { smoke, duty, asPerson, body, done } from '../support/kitchen-smoke.ts'

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

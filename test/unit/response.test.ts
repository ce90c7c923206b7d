import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HANDLINGS } from '#shared/incident.ts'
import type { Viewer } from '#shared/session.ts'
import { act } from '../../server/domain/act.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { assign } from '../../server/domain/assign.ts'
import { escalate } from '../../server/domain/call.ts'
import { needsPeople } from '../../server/domain/next-step.ts'
import { demoVersions, makingAt, NOON } from '../support/demo-facts.ts'
import {
  location,
  smoke,
  asked,
  duty,
  asPerson,
  OWN_ACTIONS,
  body,
  done,
  arrangement,
} from '../support/kitchen-smoke.ts'

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

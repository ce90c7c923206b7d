import { beforeAll, describe, expect, it } from 'vitest'
import type { YearReport } from '../support/year/report.ts'
import type { ArrangedVersions } from '../../server/domain/arrangement.ts'
import { simulateYear } from '../support/year/year.ts'
import { mayBeCalled } from '../support/year/watch.ts'
import { away, holds, member, sits, township } from '../support/made-up-township.ts'

// The whole year is a bench (`npm run bench -- year`): these are a few days of it.

describe('a made-up time in the demo township', () => {
  let days: YearReport[] = []
  beforeAll(() => {
    days = [1, 2].map((seed) => simulateYear({ days: 7, incidents: 100, seed }))
  }, 120_000)

  it('leaves no incident without somebody who can be rung, and calls nobody who is away or off duty', () => {
    expect(days.flatMap(({ withoutPerson }) => withoutPerson)).toEqual([])
    expect(days.flatMap(({ offDutyCalls }) => offDutyCalls)).toEqual([])
  })

  it('takes every step of a plan when it is due, or as soon as the server is there again', () => {
    expect(days.flatMap(({ untimely }) => untimely)).toEqual([])
  })

  it('forgets none: each is brought to its end', () => {
    expect(days.map(({ leftOpen }) => leftOpen)).toEqual([[], []])
    for (const { incidents, closed } of days) expect(closed).toBeGreaterThan(incidents * 0.9)
  })

  it('rings for every grave call within the minute where any channel is up and has room', () => {
    expect(days.flatMap(({ unheard }) => unheard)).toEqual([])
  })

  it('tells nobody the same twice, and whoever was told to come that it is over', () => {
    expect(days.flatMap(({ twice }) => twice)).toEqual([])
    expect(days.flatMap(({ notCalledOff }) => notCalledOff)).toEqual([])
  })

  it('calls everybody whom a flood concerns, and each has answered in the end or is on the list of those to be woken', () => {
    expect(days.flatMap(({ rollCallOpen }) => rollCallOpen)).toEqual([])
  })

  it('has in it what would go wrong: people who cannot, who are away, of whom nothing is heard, and a duty room that is out', () => {
    for (const { incidents, calls, declined, escalated, stalled, rungOfficer, absences } of days) {
      expect(incidents).toBeGreaterThan(80)
      expect(calls).toBeGreaterThan(incidents)
      for (const count of [declined, escalated, stalled, rungOfficer, absences]) expect(count).toBeGreaterThan(0)
    }
  })

  it('has in it channels and a server that go down, telephones that cannot be rung, and a flood in which somebody has to be woken at the door', () => {
    for (const { notices, handOvers, byChannel, rollCalls, rolled, ...counts } of days) {
      expect(handOvers).toBeGreaterThan(notices)
      expect(Object.keys(byChannel).toSorted()).toEqual(['gateway', 'modem', 'voice', 'web-push'])
      expect([rollCalls, rolled > 100]).toEqual([1, true])
      const { outages, failedHandOvers, lostHandOvers, undelivered, noneLeft, rounds, knockedFor } = counts
      for (const count of [outages, failedHandOvers, lostHandOvers, undelivered, noneLeft, rounds, knockedFor])
        expect(count).toBeGreaterThan(0)
    }
  })
})

describe('who may be called, judged without the rules of the chain', () => {
  const at = new Date('2027-01-04T12:00:00+08:00')
  const call = (personId: string, duty: 'household' | 'duty-room' = 'household') => ({ personId, duty, areaId: 'z1' })

  it('is whoever holds the duty in its hours, and who stands in for them, and not who is away', () => {
    const of = township({ absences: [away('a', 's')] })
    expect(['a', 's', 'a2', 'k'].map((id) => mayBeCalled(call(id), at, of))).toEqual([false, true, true, false])
    const nightly = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }]
    const hours = township({ responsibilities: [holds('a', 'household', 'z1', 'primary', { hours: nightly })] })
    expect(mayBeCalled(call('a'), at, hours)).toBe(false)
    expect(mayBeCalled(call('a'), new Date('2027-01-04T07:59:00+08:00'), hours)).toBe(true)
  })

  it('is in the duty room whoever sits there by the roster, and who holds it where they are away', () => {
    const rostered = { shifts: [sits('o', 'officer')], people: [member('o'), member('d'), member('s')] }
    const may = (absences: ArrangedVersions['absences']) =>
      ['o', 'd', 's'].map((id) => mayBeCalled(call(id, 'duty-room'), at, township({ ...rostered, absences })))
    expect(may([])).toEqual([true, false, false])
    expect(may([away('o')])).toEqual([false, true, false])
    expect(may([away('o', 's')])).toEqual([false, false, true])
  })
})

// Longer than others because the cases stand beside the property that goes through them in any order, on the same township.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmState, goingCount } from '#shared/alarm-state.ts'
import type { Clue } from '#shared/clue.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import { isSettled } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import { isCovered } from '#shared/permit.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../server/domain/act.ts'
import {
  type Arrangement,
  arrangementAt,
  type ArrangedVersions,
  type PermitVersion,
} from '../../server/domain/arrangement.ts'
import { takeDue } from '../../server/domain/due.ts'
import type { IncidentRecord, Making } from '../../server/domain/facts.ts'
import { addEvidence, clearSignal, openIncident } from '../../server/domain/incident.ts'
import { mergeInto } from '../../server/domain/join.ts'
import { isAsked } from '../../server/domain/next-step.ts'
import { standingOf } from '../../server/domain/permits.ts'
import { beaufortOf } from '#shared/beaufort.ts'
import { destination } from '../../server/domain/geodesy.ts'
import { demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'

// Noon in the township is 12:00 there.
const DEMO = demoVersions()
const sensor = DEMO.devices.find(({ kind }) => kind === 'smoke')?.id ?? ''
// One of the sensors that hang in homes stands outside here.
const devices = DEMO.devices.map((device) => (device.id === sensor ? { ...device, indoor: false } : device))
const VERSIONS = { ...DEMO, devices }
const indoors = devices.find(({ kind, id }) => kind === 'smoke' && id !== sensor)?.id ?? ''
const TOWNSHIP = VERSIONS.areas.find(({ level }) => level === 'township')?.id ?? ''
const STATION = VERSIONS.devices.find(({ id }) => id === 'weather-tulingdi')
const spot: LngLat = STATION?.location ?? [0, 0]
const cameras = VERSIONS.devices.filter(({ kind }) => kind === 'camera').map(({ id }) => id)
const always = { validFrom: null, validUntil: null }
const MINUTE = 60
const HOUR = 3600

const permit = (change: Partial<PermitVersion> = {}): PermitVersion => ({
  id: 'p1',
  versionId: 'p1@1',
  use: 'grave-offering',
  name: '张家祖坟',
  areaId: TOWNSHIP,
  place: { type: 'point', location: spot, radiusMetres: 500 },
  placeAreaId: null,
  approvalNumber: '报〔2026〕17号',
  hours: { days: [1, 2, 3, 4, 5, 6, 7], from: '10:00', to: '14:00' },
  windLimitBeaufort: 3,
  validFrom: new Date('2026-11-20T00:00:00Z'),
  validUntil: new Date('2026-11-30T00:00:00Z'),
  ...change,
})
const ban: ArrangedVersions['fireBans'][number] = { id: 'b', versionId: 'b', areaId: TOWNSHIP, note: null, ...always }
const atGrade = (grade: 3 | 4 | 5): Partial<ArrangedVersions> => {
  const said = { source: 'entered', by: 'duty', headline: null, seriesId: null } as const
  return { fireDangers: [{ id: TOWNSHIP, versionId: 'd', ...always, grade, ...said }] }
}
const arranged = (change: Partial<ArrangedVersions> = {}, at = NOON) =>
  arrangementAt({ ...VERSIONS, permits: [permit()], ...change }, at)
const ARRANGEMENT = arranged()
const wind = (metresPerSecond: number, at = NOON) => [{ deviceId: STATION?.id ?? '', at, metresPerSecond }]
const at = (seconds: number, more: Partial<Making> = {}): Making => ({ ...makingAt(seconds), ...more })

const point = (location: LngLat, radiusMetres = 60): Place => ({ type: 'point', location, radiusMetres })
function seen(seconds: number, more: Partial<Clue> = {}): Clue {
  const time = makingAt(seconds).now.toISOString()
  return {
    observationId: `o-${seconds}-${more.deviceId ?? more.personId ?? 0}`,
    kind: 'smoke',
    place: point(spot),
    sight: null,
    deviceId: sensor,
    personId: null,
    ofItself: true,
    signalKey: `k-${more.deviceId ?? sensor}`,
    lasts: true,
    confidence: 0.95,
    firstAt: time,
    lastAt: time,
    ...more,
  }
}
const evidence = (clue: Clue, exercise = false) => ({ clue, startedAt: NOON, severity: null, exercise })
const open = (arrangement: Arrangement = ARRANGEMENT, clue = seen(0), making = at(0)) =>
  openIncident(evidence(clue), arrangement, making)
const add = (incident: IncidentRecord, clue: Clue, arrangement: Arrangement = ARRANGEMENT) =>
  addEvidence(incident, evidence(clue), arrangement, at((Date.parse(clue.firstAt) - NOON.getTime()) / 1000)).incident
const UNPERMITTED = arranged({ permits: [] })
const wholeChain = ({ alerts }: IncidentRecord) => new Set(alerts.map(({ personId }) => personId))

/** One look of the clock. */
function look(incident: IncidentRecord, making: Making, arrangement: Arrangement): IncidentRecord {
  const facts = { ...demoFacts(arrangement), incidents: new Map([[incident.id, incident]]) }
  return takeDue(facts, making)?.incidents[0] ?? incident
}
const asPerson = (personId: string): Viewer => ({ personId, name: '', roles: ['member'], duties: [], areaIds: [] })
const duty: Viewer = { personId: 'duty', name: '', roles: ['duty'], duties: [], areaIds: null }
const lookout = ({ verification }: IncidentRecord) => verification?.personId ?? ''
function done(incident: IncidentRecord, viewer: Viewer, body: Omit<OwnBody, 'id'>, seconds = 20): IncidentRecord {
  const acted = act(incident, { id: `a-${seconds}`, ...body }, viewer, at(seconds))
  if (!acted.ok) throw new Error(`${body.action}: ${acted.reason}`)
  return acted.calling.incident
}
function isFullAlarm(incident: IncidentRecord): boolean {
  return !isCovered(incident) && !isAsked(incident) && (incident.next !== null || incident.alerts.length > 1)
}

describe('smoke inside what is approved, in its hours', () => {
  it('asks one member to look, names the permit, and calls nobody else', () => {
    const { incident, actions } = open()
    expect(incident.alerts).toHaveLength(1)
    expect(incident.verification).toMatchObject({ state: 'asked', until: makingAt(180).now.toISOString() })
    expect(incident.cover).toMatchObject({
      permitId: 'p1',
      approvalNumber: '报〔2026〕17号',
      until: '2026-11-23T06:00:00.000Z',
      windBeaufort: null,
      brokenAt: null,
    })
    expect(actions.map(({ action }) => action)).toEqual(['opened', 'covered', 'asked'])
    expect(alarmState(incident, NOON.getTime())).toBe('covered')
  })

  it('is not matched to where it is not: outside its place, its hours or its days, or too vaguely', () => {
    const far = destination(spot, 90, 900)
    const cases: [Partial<PermitVersion>, Clue][] = [
      [{}, seen(0, { place: point(far) })],
      [{}, seen(0, { place: point(destination(spot, 90, 480), 400) })],
      [
        {},
        seen(0, { place: { type: 'sector', apex: spot, bearingDegrees: 0, halfAngleDegrees: 20, rangeMetres: 300 } }),
      ],
      [{}, seen(0, { place: { type: 'unknown' } })],
      [{ hours: { days: [1, 2, 3, 4, 5, 6, 7], from: '13:00', to: '15:00' } }, seen(0)],
      [{ hours: { days: [2], from: '10:00', to: '14:00' } }, seen(0)],
      [{ validUntil: NOON }, seen(0)],
      [{ validFrom: new Date(NOON.getTime() + 1) }, seen(0)],
    ]
    for (const [change, clue] of cases) {
      const made = open(arranged({ permits: [permit(change)] }), clue).incident
      expect(made.cover).toBeNull()
      expect(made).toEqual(open(UNPERMITTED, clue).incident)
    }
  })

  it('is a full alarm under a fire ban, at grade four and above, and in wind above its limit', () => {
    const cases: [Partial<ArrangedVersions>, Making['winds']][] = [
      [{ fireBans: [ban] }, []],
      [atGrade(4), []],
      [atGrade(5), []],
      [{}, wind(5.6)],
    ]
    for (const [change, winds = []] of cases) {
      const { incident } = open(arranged(change), seen(0), at(0, { winds }))
      expect(incident.cover).toBeNull()
      expect(isFullAlarm(incident)).toBe(true)
    }
    expect(isCovered(open(arranged(atGrade(3)), seen(0), at(0, { winds: wind(5.4) })).incident)).toBe(true)
  })

  it('is matched in wind of which nobody told within half an hour, and says that it is unknown', () => {
    const old = wind(20, new Date(NOON.getTime() - 31 * 60_000))
    expect(open(ARRANGEMENT, seen(0), at(0, { winds: old })).incident.cover).toMatchObject({ windBeaufort: null })
    expect(open(ARRANGEMENT, seen(0), at(0, { winds: wind(4) })).incident.cover).toMatchObject({ windBeaufort: 3 })
  })

  it('is no drill, no call for help and no gas', () => {
    expect(openIncident(evidence(seen(0), true), ARRANGEMENT, at(0)).incident.cover).toBeNull()
    for (const kind of ['sos', 'gas', 'medical', 'flood'] as Kind[])
      expect(open(ARRANGEMENT, seen(0, { kind })).incident.cover).toBeNull()
  })

  it('is never an alarm inside a house, nor a fire that a person reports', () => {
    const inside = { deviceId: indoors, signalKey: `k-${indoors}` }
    const works = arranged({ permits: [permit({ use: 'works' })] })
    for (const arrangement of [ARRANGEMENT, works]) expect(open(arrangement, seen(0, inside)).incident.cover).toBeNull()
    const told = { deviceId: null, signalKey: null, personId: 'm1', ofItself: false }
    expect(open(ARRANGEMENT, seen(0, { ...told, kind: 'fire' })).incident.cover).toBeNull()
    const { incident } = open()
    for (const clue of [inside, { ...told, kind: 'fire' as const }])
      expect(add(incident, seen(30, clue)).cover).toMatchObject({ why: 'another-witness' })
    expect(isCovered(add(incident, seen(30, told)))).toBe(true)
  })

  it('at works is also movement, but never flames', () => {
    const works = arranged({ permits: [permit({ use: 'works' })] })
    for (const kind of ['smoke', 'heat', 'intrusion'] as Kind[])
      expect([kind, isCovered(open(works, seen(0, { kind })).incident)]).toEqual([kind, true])
    expect(open(works, seen(0, { kind: 'fire' })).incident.cover).toBeNull()
    expect(open(ARRANGEMENT, seen(0, { kind: 'intrusion' })).incident.cover).toBeNull()
  })

  it('calls everybody at once where nobody near can be asked, and names the permit all the same', () => {
    const people = VERSIONS.people.map((person) => ({ ...person, rings: [] }))
    const { incident } = open(arranged({ people }))
    expect(incident.cover).toMatchObject({ permitId: 'p1', why: 'nobody-near' })
    expect(isFullAlarm(incident)).toBe(true)
  })
})

describe('a cover breaks, and everybody is called and hears it', () => {
  const covered = open().incident
  const expectFull = (incident: IncidentRecord, why: string) => {
    expect(incident.cover).toMatchObject({ why })
    expect(incident.cover?.brokenAt).not.toBeNull()
    expect(isFullAlarm(incident)).toBe(true)
    expect(incident.answered).toBeNull()
    expect(['unanswered', 'attended']).toContain(alarmState(incident, NOON.getTime()))
    // Nobody whom the plan would have called is left out.
    const first = open(UNPERMITTED).incident
    for (const personId of wholeChain(first)) expect(wholeChain(incident)).toContain(personId)
  }

  it.each([
    ['fire-ban', arranged({ fireBans: [ban] }), []],
    ['danger', arranged(atGrade(4)), []],
    ['wind', ARRANGEMENT, wind(12)],
    ['withdrawn', UNPERMITTED, []],
    ['withdrawn', arranged({ permits: [permit({ hours: { days: [1], from: '08:00', to: '11:00' } })] }), []],
    ['outside', arranged({ permits: [permit({ place: point(destination(spot, 0, 3000), 300) })] }), []],
  ] as const)('when it comes about later: %s', (why, arrangement, winds) => {
    const answered = done(covered, duty, { action: 'answer' }, 5)
    expectFull(look(answered, at(10, { winds }), arrangement), why)
  })

  it('when its hours end and it still burns; not when it is out', () => {
    const late = 2 * HOUR
    const looked = done(covered, asPerson(lookout(covered)), { action: 'verify', outcome: 'approved-burning' })
    expect(look(looked, at(late - 1), ARRANGEMENT)).toBe(looked)
    const overrun = look(looked, at(late), ARRANGEMENT)
    expectFull(overrun, 'ended')
    expect(overrun.outcome).toBeNull()
    const out = clearSignal(looked, `k-${sensor}`, 'o-out', at(HOUR)).incident
    expect(look(out, at(late), ARRANGEMENT)).toBe(out)
    const handled = done(looked, duty, { action: 'handle' }, HOUR)
    expect(look(handled, at(late), ARRANGEMENT)).toBe(handled)
  })

  it('after it was dealt with: that is noted, and nobody is called', () => {
    const { incident } = open()
    const looked = done(incident, asPerson(lookout(incident)), { action: 'verify', outcome: 'approved-burning' })
    const handled = done(looked, duty, { action: 'handle' }, 30)
    const acted = act(handled, { id: 'v', action: 'verify', outcome: 'real' }, duty, at(60))
    if (!acted.ok) throw new Error(acted.reason)
    expect(acted.calling.actions.map(({ action }) => action)).toEqual(['verify', 'cover-broken'])
    expect(acted.calling.deliveries).toEqual([])
    const after = acted.calling.incident
    expect([after.alerts, after.next, after.outcome]).toEqual([handled.alerts, null, 'real'])
    expect(after.cover).toMatchObject({ why: 'found-real' })
  })

  it('and whoever had found it approved and went home attends to it no more, until they are heard of', () => {
    const { incident } = open()
    const lookedAt = done(incident, asPerson(lookout(incident)), { action: 'arrive' })
    const looked = done(lookedAt, asPerson(lookout(incident)), { action: 'verify', outcome: 'approved-burning' }, 25)
    expect(goingCount(looked)).toBe(1)
    const broken = add(looked, seen(60, { deviceId: indoors, signalKey: `k-${indoors}` }))
    expect(broken.cover).toMatchObject({ why: 'another-witness' })
    expect([goingCount(broken), alarmState(broken, NOON.getTime())]).toEqual([0, 'unanswered'])
    const back = done(broken, asPerson(lookout(incident)), { action: 'acknowledge' }, 90)
    expect(goingCount(back)).toBe(1)
  })

  it('when its day ends', () => {
    const until = new Date(NOON.getTime() + MINUTE * 1000)
    const day = arranged({ permits: [permit({ hours: null, validUntil: until })] })
    const { incident } = open(day)
    expect(incident.cover?.until).toBe(until.toISOString())
    expectFull(
      look(incident, at(MINUTE), arranged({ permits: [permit({ hours: null, validUntil: until })] }, until)),
      'ended',
    )
  })

  it('when a witness outside, a graver kind or a call for help comes; not for another one inside', () => {
    const camera = { deviceId: cameras[0] ?? '', signalKey: `k-${cameras[0]}`, ofItself: false }
    const inside = add(covered, seen(30, { ...camera, place: point(destination(spot, 180, 100), 80) }))
    expect(isCovered(inside)).toBe(true)
    expect(inside.alerts).toHaveLength(1)
    expectFull(add(covered, seen(30, { ...camera, place: point(destination(spot, 180, 900), 80) })), 'another-witness')
    expectFull(add(covered, seen(30, { ...camera, kind: 'gas' })), 'graver')
    expectFull(add(covered, seen(30, { ...camera, kind: 'sos' })), 'graver')
  })

  it('when better evidence places it outside', () => {
    const camera = { deviceId: cameras[0] ?? '', signalKey: 'k-cam', ofItself: false, kind: 'smoke' as const }
    const first = open(ARRANGEMENT, seen(0, { ...camera, place: point(spot, 400) })).incident
    expect(isCovered(first)).toBe(true)
    const moved = add(
      first,
      seen(30, { ...camera, place: point(destination(spot, 90, 800), 50), observationId: 'o-0' }),
    )
    expect(isFullAlarm(moved)).toBe(true)
  })

  it('when whoever looks says that it is real, cannot go, does not look, or cannot get there', () => {
    const member = asPerson(lookout(covered))
    expectFull(done(covered, member, { action: 'verify', outcome: 'real' }), 'found-real')
    expectFull(done(covered, member, { action: 'verify', outcome: 'unreachable' }), 'not-looked')
    expectFull(done(covered, member, { action: 'decline' }), 'not-looked')
    expectFull(look(covered, at(180), ARRANGEMENT), 'not-looked')
    const going = done(covered, member, { action: 'acknowledge' })
    expect(look(going, at(15 * MINUTE), ARRANGEMENT)).toBe(going)
    expectFull(look(going, at(15 * MINUTE + 21), ARRANGEMENT), 'not-looked')
    const looked = done(covered, member, { action: 'verify', outcome: 'approved-burning' })
    expectFull(done(looked, member, { action: 'verify', outcome: 'real' }, 60), 'found-real')
  })

  it('when people make one of it and of what nothing covers, or open it again', () => {
    const other = open(UNPERMITTED, seen(0, { observationId: 'o-x', deviceId: 'x', signalKey: 'x' })).incident
    const { callings } = mergeInto(
      covered,
      { ...other, id: 'other' },
      { arrangement: ARRANGEMENT, signals: [] },
      at(30),
    )
    expect(callings.map(({ incident }) => isCovered(incident))).toEqual([false, false])
    const closed = done(done(covered, duty, { action: 'handle' }), duty, { action: 'close' }, 30)
    expect(isFullAlarm(done(closed, duty, { action: 'reopen' }, 40))).toBe(true)
  })
})

describe('a place that becomes known later', () => {
  const camera = { deviceId: cameras[0] ?? '', signalKey: 'k-cam', ofItself: false }
  it('covers what somebody is looking at already, and only tells of the permit where everybody was called', () => {
    const weak = open(ARRANGEMENT, seen(0, { ...camera, confidence: 0.4, place: point(spot, 1500) })).incident
    expect([weak.cover, isAsked(weak)]).toEqual([null, true])
    const narrowed = add(
      weak,
      seen(20, { ...camera, confidence: 0.4, observationId: weak.clues[0]?.observationId ?? '' }),
    )
    expect(isCovered(narrowed)).toBe(true)
    expect(narrowed.alerts).toHaveLength(1)
    const sure = open(ARRANGEMENT, seen(0, { ...camera, place: point(spot, 1500) })).incident
    const late = add(sure, seen(20, { ...camera, observationId: sure.clues[0]?.observationId ?? '' }))
    expect(late.cover).toMatchObject({ permitId: 'p1', why: 'called-already' })
    expect(late.next).toMatchObject({ at: sure.next?.at })
  })
})

describe('how a permit stands', () => {
  it('is told in a word, with why it is void', () => {
    const standing = (change: Partial<PermitVersion>, more: Partial<ArrangedVersions> = {}, making = at(0)) =>
      standingOf(permit(change), arranged(more), making)
    expect(standing({})).toEqual({ state: 'valid', why: null, until: '2026-11-23T06:00:00.000Z', windBeaufort: null })
    expect(standing({}, { fireBans: [ban] })).toMatchObject({ state: 'void', why: 'fire-ban' })
    expect(standing({}, atGrade(4))).toMatchObject({ state: 'void', why: 'danger' })
    expect(standing({}, {}, at(0, { winds: wind(9) }))).toMatchObject({ state: 'void', why: 'wind', windBeaufort: 5 })
    expect(standing({}, {}, at(3 * HOUR))).toMatchObject({ state: 'outside-hours' })
    expect(standing({}, {}, at(10 * 24 * HOUR))).toMatchObject({ state: 'over' })
    expect(standing({}, {}, at(-10 * 24 * HOUR))).toMatchObject({ state: 'coming' })
  })

  it('measures wind by Beaufort', () => {
    expect([0, 0.3, 1.5, 1.6, 5.4, 5.5, 10.8, 32.7].map(beaufortOf)).toEqual([0, 1, 1, 2, 3, 4, 6, 12])
  })
})

describe('a covered fire', () => {
  const act = fc.oneof(
    fc.record({ passes: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ does: fc.constantFrom('acknowledge', 'arrive', 'note', 'seen', 'decline', 'depart') }),
    fc.record({ finds: fc.constantFrom('approved-burning', 'real', 'unreachable') }),
    fc.record({ duty: fc.constantFrom('answer', 'postpone', 'resume', 'wake', 'support') }),
    fc.record({ hears: fc.integer({ min: 0, max: 1200 }) }),
    fc.record({ arranges: fc.constantFrom('ban', 'danger', 'withdrawn', 'as-was') }),
  )
  it('is never silent for ever: in time it is looked at, ended, or a full alarm', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 14 }), (acts) => {
        let seconds = 0
        let arrangement = ARRANGEMENT
        let incident = open().incident
        const pass = (more: number): void => {
          for (const until = seconds + more; seconds < until;) {
            seconds = Math.min(until, seconds + 60)
            incident = look(incident, at(seconds), arrangement)
          }
        }
        for (const each of acts) {
          seconds += 1
          if ('passes' in each) pass(each.passes)
          else if ('hears' in each) {
            if (incident.outcome === null && incident.closedAt === null)
              incident = add(
                incident,
                seen(seconds, {
                  deviceId: cameras[1] ?? '',
                  signalKey: 'c',
                  place: point(destination(spot, 90, each.hears)),
                }),
                arrangement,
              )
          } else if ('arranges' in each)
            arrangement = {
              ban: arranged({ fireBans: [ban] }),
              danger: arranged(atGrade(4)),
              withdrawn: UNPERMITTED,
              'as-was': ARRANGEMENT,
            }[each.arranges]
          else {
            const member = asPerson(lookout(incident))
            const until = at(seconds + 1800).now.toISOString()
            const [viewer, body] =
              'duty' in each
                ? [duty, { action: each.duty, note: '话', until } as const]
                : 'finds' in each
                  ? [member, { action: 'verify', outcome: each.finds } as const]
                  : [member, { action: each.does, note: '话' } as const]
            const tried = actSafely(incident, body as Omit<OwnBody, 'id'>, viewer, seconds)
            if (tried !== null) incident = tried
          }
        }
        const wasLookedAt = incident.outcome !== null
        pass(1200)
        const isLookedAt = incident.outcome !== null && (wasLookedAt || isSettled(incident.outcome))
        const isCalled = !isCovered(incident) && !isAsked(incident)
        expect(isCalled || isLookedAt || incident.closedAt !== null).toBe(true)
        // Past its hours nothing that still burns is covered, whoever looked at it.
        pass(3 * HOUR)
        expect(isCovered(incident)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
  function actSafely(incident: IncidentRecord, body: Omit<OwnBody, 'id'>, viewer: Viewer, seconds: number) {
    const acted = actAt(incident, body, viewer, seconds)
    return acted.ok ? acted.calling.incident : null
  }
})

function actAt(incident: IncidentRecord, body: Omit<OwnBody, 'id'>, viewer: Viewer, seconds: number) {
  return act(incident, { id: `a-${seconds}`, ...body }, viewer, at(seconds))
}

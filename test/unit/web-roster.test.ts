import { describe, expect, it } from 'vitest'
import type { ListedShift } from '#shared/shift.ts'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { awayNow } from '#lib/phone/away.ts'
import type { Entry, EntryState, Job } from '#lib/phone/outbox.ts'
import { absenceSpan } from '#lib/roster/absence-span.ts'
import { bothShifts } from '#lib/roster/both-shifts.ts'
import { isLoggedAt } from '#lib/roster/logged-there.ts'
import { dayNamed, hoursWord, mondayOf, weekFrom } from '#lib/roster/week.ts'
import { namesAt } from '#lib/roster/who-sits.ts'

overwriteGetLocale(() => 'zh')
const ZONE = 'Asia/Shanghai'

function shift(id: string, validFrom: string, validUntil: string): ListedShift {
  const people = [{ id: 'duty', name: '贾值班' }]
  return { id, areaId: 'township', post: 'officer', personId: 'duty', validFrom, validUntil, away: [], people }
}

describe('who sits in a duty room', () => {
  it('is who stands in while the one on shift is away, and nobody where nobody does', () => {
    const hours = (from: string, until: string) => ({
      validFrom: `2026-11-30T${from}:00.000Z`,
      validUntil: `2026-11-30T${until}:00.000Z`,
    })
    const away = [
      { personId: 'duty', deputyId: 'k', ...hours('02:00', '06:00') },
      { personId: 'k', deputyId: null, ...hours('04:00', '06:00') },
    ]
    const one = shift('day', '2026-11-30T00:00:00.000Z', '2026-11-30T12:00:00.000Z')
    const shifts = [{ ...one, away, people: [...one.people, { id: 'k', name: '王包片' }] }]
    const at = (time: string) => namesAt('officer', shifts, Date.parse(`2026-11-30T${time}:00Z`))
    expect(['01:00', '02:00', '04:00', '06:00', '12:00'].map(at)).toEqual([['贾值班'], ['王包片'], [], ['贾值班'], []])
    expect(namesAt('leader', shifts, Date.parse('2026-11-30T01:00:00Z'))).toEqual([])
  })
})

describe('the log of a duty room', () => {
  it('has what lies in its township, and what lies outside every area', () => {
    const areas = new Map([
      ['t', { parentId: null }],
      ['v', { parentId: 't' }],
      ['t2', { parentId: null }],
    ])
    const at = (...ids: string[]) => ({ areas: ids.map((areaId) => ({ areaId, level: 'village' as const, share: 1 })) })
    expect([at('v'), at('t'), at(), at('t2'), at('forest')].map((each) => isLoggedAt('t', each, areas))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})

describe('the week of the roster', () => {
  it('begins on its Monday, and has each shift on the day on which it begins', () => {
    expect(['2026-11-30', '2026-12-01', '2026-12-06'].map(mondayOf)).toEqual(Array(3).fill('2026-11-30'))
    const days = weekFrom(
      '2026-11-30',
      [
        shift('sunday-night', '2026-11-29T12:00:00.000Z', '2026-11-30T00:00:00.000Z'),
        shift('over', '2026-11-29T00:00:00.000Z', '2026-11-29T12:00:00.000Z'),
        shift('monday', '2026-11-30T00:00:00.000Z', '2026-11-30T12:00:00.000Z'),
        shift('last-night', '2026-12-06T12:00:00.000Z', '2026-12-07T00:00:00.000Z'),
        shift('next', '2026-12-07T00:00:00.000Z', '2026-12-07T12:00:00.000Z'),
      ],
      ZONE,
    )
    expect(days.map(({ shifts }) => shifts.map(({ id }) => id))).toEqual([
      ['sunday-night', 'monday'],
      [],
      [],
      [],
      [],
      [],
      ['last-night'],
    ])
  })

  it('opens on the day that a link names, where it names one', () => {
    expect(['2026-12-05', '2026-02-30', '2026-13-01', '05.12.2026', '', null].map(dayNamed)).toEqual([
      '2026-12-05',
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('says which hours nobody covers, and not that a long shift leaves its days empty', () => {
    const weekend = {
      ...shift('weekend', '2026-12-04T10:00:00.000Z', '2026-12-07T00:00:00.000Z'),
      post: 'leader' as const,
    }
    const half = { ...shift('half', '2026-12-03T00:00:00.000Z', '2026-12-03T12:00:00.000Z'), post: 'leader' as const }
    const days = weekFrom('2026-11-30', [weekend, half], ZONE)
    const leaders = days.map(({ uncovered }) => uncovered.filter(({ post }) => post === 'leader'))
    const words = leaders.map((gaps) => gaps.map(({ fromMs, untilMs }) => hoursWord(fromMs, untilMs)))
    const whole = ['00:00–24:00']
    expect(words).toEqual([whole, whole, whole, ['00:00–08:00', '20:00–24:00'], ['00:00–18:00'], [], []])
    expect(days.map(({ goingOn }) => goingOn.map(({ id }) => id))).toEqual([
      [],
      [],
      [],
      [],
      [],
      ['weekend'],
      ['weekend'],
    ])
    expect(days[0]?.uncovered.filter(({ post }) => post === 'officer')).toHaveLength(1)
  })

  it('tells the end of a shift with its day where it lasts longer than one, and the feasts by name', () => {
    expect(hoursWord('2026-12-04T10:00:00.000Z', '2026-12-07T00:00:00.000Z')).toBe('18:00–12月7日 08:00')
    expect(hoursWord('2026-12-04T12:00:00.000Z', '2026-12-05T00:00:00.000Z')).toBe('20:00–08:00')
    const days = weekFrom('2026-12-28', [], ZONE)
    expect(days.flatMap(({ day, feast }) => (feast === null ? [] : [[day, feast]]))).toEqual([['2027-01-01', '元旦']])
  })
})

describe('a leave in days', () => {
  const noon = Date.parse('2026-11-28T04:00:00.000Z')
  const span = (firstDay: string, lastDay: string) => absenceSpan(ZONE, { firstDay, lastDay }, noon)
  it('begins now or on a day to come, and has its last day whole', () => {
    expect(span('2026-11-28', '2026-11-28')).toEqual({ validUntil: '2026-11-28T16:00:00.000Z' })
    expect(span('2026-11-30', '2026-12-02')).toEqual({
      validFrom: '2026-11-29T16:00:00.000Z',
      validUntil: '2026-12-02T16:00:00.000Z',
    })
  })
  it('is none where it ends before it begins, or is over', () => {
    expect([span('2026-11-30', '2026-11-29'), span('2026-11-20', '2026-11-27')]).toEqual([null, null])
  })
})

describe('a note on paper', () => {
  const line = [
    shift('day', '2026-11-28T00:00:00.000Z', '2026-11-28T12:00:00.000Z'),
    shift('night', '2026-11-28T12:00:00.000Z', '2026-11-29T00:00:00.000Z'),
    shift('morning', '2026-11-29T00:00:00.000Z', '2026-11-29T12:00:00.000Z'),
  ]
  it.each([
    ['at the end of a shift', '2026-11-28T11:50:00.000Z', ['day'], ['night']],
    ['in the first minutes of the next', '2026-11-28T12:10:00.000Z', ['day'], ['night']],
    ['in the middle of one', '2026-11-28T15:00:00.000Z', ['night'], ['morning']],
    ['at the end of the roster', '2026-11-29T11:00:00.000Z', ['morning'], []],
    ['before it', '2026-11-27T11:00:00.000Z', [], ['day']],
  ])('written %s passes from the shift that was on to the next', (_, at, before, after) => {
    const both = bothShifts(line, Date.parse(at))
    expect([both.before.map(({ id }) => id), both.after.map(({ id }) => id)]).toEqual([before, after])
  })
  it('passes from all officers of a shift to all of the next, never to the same shift', () => {
    const pairs = line.flatMap((one) => [one, { ...one, id: `${one.id}-2`, personId: 'second' }])
    const both = bothShifts(pairs, Date.parse('2026-11-29T00:10:00.000Z'))
    expect(both.before.map(({ id }) => id)).toEqual(['night', 'night-2'])
    expect(both.after.map(({ id }) => id)).toEqual(['morning', 'morning-2'])
  })
})

describe('whether the owner of the phone is away', () => {
  const now = Date.parse('2026-11-28T08:00:00.000Z')
  const known = (id: string, more = {}) => ({
    id,
    personId: 'me',
    deputyId: null,
    reason: null,
    validFrom: '2026-11-28T00:00:00.000Z',
    validUntil: '2026-11-28T16:00:00.000Z',
    ...more,
  })
  const entry = (job: Job, state: EntryState = { name: 'waiting' }): Entry => {
    return { id: 'e', personId: 'me', stream: 'away:me', order: 1, quiet: false, job, state }
  }
  const tap = entry({
    type: 'away',
    body: {
      id: 'tap',
      deputyId: 'other',
      validFrom: '2026-11-28T08:00:00.000Z',
      validUntil: '2026-11-28T16:00:00.000Z',
    },
  })
  const ids = (...given: Parameters<typeof awayNow>) => awayNow(...given).map(({ id }) => id)

  it('is what the server knows, of nobody else and of no other time', () => {
    const all = [
      known('a'),
      known('other', { personId: 'other' }),
      known('later', { validFrom: '2026-11-29T00:00:00.000Z' }),
      known('over', { validUntil: '2026-11-28T07:00:00.000Z' }),
    ]
    expect(ids(all, [], 'me', now)).toEqual(['a'])
  })
  it('is what was tapped, before the server has heard it', () => {
    expect(ids([], [tap], 'me', now)).toEqual(['tap'])
    expect(ids([known('a')], [tap], 'me', now)).toEqual(['tap'])
    expect(ids([], [tap], 'other', now)).toEqual([])
  })
  it('ends with the tap that says so, and stays where the server refused', () => {
    const back = entry({ type: 'back', absenceId: 'a' })
    expect(ids([known('a')], [back], 'me', now)).toEqual([])
    expect(ids([known('a')], [{ ...back, state: refused() }], 'me', now)).toEqual(['a'])
    expect(ids([], [{ ...tap, state: refused() }], 'me', now)).toEqual([])
  })
  function refused(): EntryState {
    return { name: 'refused', problem: { type: 'about:blank', title: '', status: 403, code: 'not-allowed' } }
  }
})

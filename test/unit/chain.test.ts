import { describe, expect, it } from 'vitest'
import type { Kind, Severity } from '#shared/kinds.ts'
import { arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { assign } from '../../server/domain/assign.ts'
import { ringsOf } from '../../server/domain/rings.ts'
import { away, holds, member, middleOf, planned, sits, township } from '../support/made-up-township.ts'

/** A moment by the township's clock; 2026-12-16 is a Wednesday. */
const local = (moment: string) => new Date(`${moment}:00+08:00`)
const NOON = local('2026-12-16T12:00')

type Where = Parameters<typeof middleOf>[0]
function answer(
  change: Partial<ArrangedVersions>,
  at = NOON,
  kind: Kind = 'fire',
  severity: Severity = 'extreme',
  zone: Where = 'z1',
) {
  const arrangement = arrangementAt(township(change), at)
  const touched = arrangement.areas.touched({ type: 'point', location: middleOf(zone), radiusMetres: 0 })
  return assign(arrangement, { kind, severity, touched, at, timeZone: 'Asia/Shanghai' })
}
/** The links of one duty, short: who, why, in whose place; in brackets whoever is passed over. */
function links(duty: string, ...asked: Parameters<typeof answer>): string[] {
  return answer(...asked).chain.flatMap((link) => {
    if (link.duty !== duty) return []
    const place = link.inPlaceOf === null ? '' : ` for ${link.inPlaceOf}`
    const words = `${link.personId ?? '-'} ${link.reason}${place}`
    return [link.called ? words : `(${words})`]
  })
}
const plus = (...more: ArrangedVersions['responsibilities']) => [...township().responsibilities, ...more]
const people = (...more: ArrangedVersions['people']) => [...township().people, ...more]
const NIGHT_OFF = { hours: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }] }

describe('a chain', () => {
  it('calls the holder of each duty and ends at the duty room', () => {
    const { chain } = answer({})
    expect(chain.map(({ personId, reason, order, called }) => [personId, reason, order, called])).toEqual([
      ['a', 'holder', 0, true],
      ['k', 'holder', 1, true],
      ['v', 'holder', 2, true],
      ['d', 'duty-room', 3, true],
    ])
    expect(chain[0]).toMatchObject({ rings: ['voice', 'sms'], reachable: true, inPlaceOf: null, until: null })
    expect(chain[3]).toMatchObject({ rings: ['voice'], reachable: true })
  })

  it('passes over whoever is absent, says until when, and calls whom he named', () => {
    const until = local('2026-12-20T08:00')
    const { chain } = answer({ absences: [away('a', 's', { validUntil: until })] })
    expect(chain.slice(0, 2)).toMatchObject([
      { personId: 'a', reason: 'absent', called: false, until: until.toISOString() },
      { personId: 's', reason: 'stand-in', called: true, inPlaceOf: 'a', until: until.toISOString(), rank: 'deputy' },
    ])
  })

  it('passes over a wall or an inspector, whoever wrote them down, and calls the next', () => {
    const withLookers = people(member('screen', ['voice'], ['wall']), member('inspector', ['voice'], ['reviewer']))
    expect(links('household', { people: withLookers, absences: [away('a', 'screen')] })).toEqual([
      '(a absent)',
      '(screen left for a)',
      'a2 deputy for a',
    ])
    const responsibilities = township().responsibilities.map((held) =>
      held.personId === 'k' ? { ...held, personId: 'inspector' } : held,
    )
    expect(links('zone', { people: withLookers, responsibilities })).not.toContain('inspector holder')
    // Without any role somebody is at least a telephone number: nobody is dropped for that.
    const bare = people(member('s2', ['voice'], []))
    expect(links('household', { people: bare, absences: [away('a', 's2')] })[1]).toBe('s2 stand-in for a')
  })

  it('lets a stand-in follow the person through every duty', () => {
    const responsibilities = plus(holds('a', 'zone', 'z1'))
    const absences = [away('a', 's')]
    expect(links('household', { responsibilities, absences })).toEqual(['(a absent)', 's stand-in for a'])
    // One person is called once; the other cadre of the zone stays.
    expect(links('zone', { responsibilities, absences })).toEqual(['(a absent)', 'k holder'])
    const other = [away('k', 's')]
    expect(links('zone', { absences: other })).toEqual(['(k absent)', 's stand-in for k'])
  })

  it('follows the one whom a stand-in named who is away as well, and no circle', () => {
    expect(links('household', { absences: [away('a', 'b'), away('b', 's')] })).toEqual([
      '(a absent)',
      '(b absent for a)',
      's stand-in for a',
    ])
    expect(links('household', { absences: [away('a', 'b'), away('b', 'a')] })).toEqual([
      '(a absent)',
      '(b absent for a)',
      'a2 deputy for a',
    ])
  })

  it('calls the deputy where nobody was named, also for who is off duty or gone', () => {
    expect(links('household', { absences: [away('a')] })).toEqual(['(a absent)', 'a2 deputy for a'])
    const gone = people().filter(({ id }) => id !== 'a')
    expect(links('household', { people: gone })).toEqual(['(a left)', 'a2 deputy for a'])
    const [, ...rest] = township().responsibilities
    const responsibilities = [holds('a', 'household', 'z1', 'primary', NIGHT_OFF), ...rest]
    expect(links('household', { responsibilities })).toEqual(['a holder'])
    expect(links('household', { responsibilities }, local('2026-12-16T20:00'))).toEqual([
      '(a off-duty)',
      'a2 deputy for a',
    ])
    const [passed] = answer({ responsibilities }, local('2026-12-18T20:00')).chain
    // Friday evening: on Monday he is on duty again.
    expect(passed?.until).toBe(local('2026-12-21T08:00').toISOString())
  })

  it('calls the deputy as well as a holder who is there and cannot be rung, and a neighbour who can before one who cannot', () => {
    const silent = people(member('a', [])).filter(({ id }, at, all) => all.findLastIndex((one) => one.id === id) === at)
    expect(links('household', { people: silent })).toEqual(['a holder', 'a2 deputy for a'])
    const responsibilities = township().responsibilities.filter(({ areaId }) => areaId !== 'z1')
    const quiet = people(member('b', [])).filter(({ id }, at, all) => all.findLastIndex((one) => one.id === id) === at)
    expect(links('household', { responsibilities, people: quiet })).toEqual(['c neighbour'])
  })

  it('keeps whoever has the days off by law from being called on them, and no other day', () => {
    const [, ...rest] = township().responsibilities
    const responsibilities = [holds('a', 'household', 'z1', 'primary', { onStatutoryDays: false }), ...rest]
    expect(links('household', { responsibilities }, local('2026-12-31T23:59'))).toEqual(['a holder'])
    expect(links('household', { responsibilities }, local('2027-01-01T00:00'))).toEqual([
      '(a off-duty)',
      'a2 deputy for a',
    ])
    expect(links('household', { responsibilities }, local('2027-01-02T00:00'))).toEqual(['a holder'])
  })

  it('calls the holder of the nearest zone under the same grid where nobody else can be called', () => {
    const absences = [away('b')]
    expect(links('household', { absences }, NOON, 'fire', 'extreme', 'z2')).toEqual(['(b absent)', 'a neighbour'])
    const both = [away('b'), away('a'), away('a2')]
    expect(links('household', { absences: both }, NOON, 'fire', 'extreme', 'z2')).toEqual(['(b absent)', 'c neighbour'])
    // z3 lies beside w1 of the other grid, and beside z2 of its own.
    expect(links('household', { absences: [away('c')] }, NOON, 'fire', 'extreme', 'z3')).toEqual([
      '(c absent)',
      'b neighbour',
    ])
    const own = ['a', 'a2', 'b', 'c'].map((id) => away(id))
    expect(links('household', { absences: own }, NOON, 'fire', 'extreme', 'z3')).toEqual(['(c absent)', 'w neighbour'])
  })

  it('shows a hole where the next one’s business it is not', () => {
    expect(links('village', { absences: [away('v')] })).toEqual(['(v absent)', '(- nobody-holds)'])
  })

  it('calls somebody without any number all the same, and says that nothing rings', () => {
    const silent = people().map((person) => (person.id === 'a' ? member('a', []) : person))
    expect(answer({ people: silent }).chain[0]).toMatchObject({
      personId: 'a',
      called: true,
      reachable: false,
      rings: [],
    })
  })
})

describe('the duty room', () => {
  const shifts = [sits('o', 'officer'), sits('l', 'leader')]

  it('is whoever is on shift, the leader one tier later, and not who has his rest', () => {
    const { chain } = answer({ shifts })
    expect(chain.slice(3).map(({ personId, reason, order, called }) => [personId, reason, order, called])).toEqual([
      ['o', 'on-shift', 3, true],
      ['d', 'off-duty', 3, false],
      ['l', 'on-shift', 4, true],
    ])
  })

  it('is held by its holders when no shift is on, or everybody on it is away', () => {
    const ended = shifts.map((shift) => ({ ...shift, validUntil: NOON }))
    expect(links('duty-room', { shifts: ended })).toEqual(['d duty-room'])
    expect(links('duty-room', { shifts, absences: [away('o'), away('l')] })).toEqual([
      '(o absent)',
      'd duty-room',
      '(l absent)',
    ])
    const silent = people(member('o', [])).filter(({ id }, at, all) => all.findLastIndex((one) => one.id === id) === at)
    expect(links('duty-room', { shifts, people: silent })).toEqual(['o on-shift', 'd duty-room', 'l on-shift'])
    expect(links('duty-room', { shifts, absences: [away('o', 's')] })).toEqual([
      '(o absent)',
      's stand-in for o',
      '(d off-duty)',
      'l on-shift',
    ])
  })

  it('is never nobody: whoever has the role is called, else an administrator', () => {
    const none = township().responsibilities.filter(({ duty }) => duty !== 'duty-room')
    expect(links('duty-room', { responsibilities: none })).toEqual(['d duty-room'])
    const admin = people(member('boss', ['sms'], ['admin'])).filter(({ id }) => id !== 'd')
    expect(links('duty-room', { people: admin })).toEqual(['(d left)', 'boss duty-room'])
  })
})

describe('where nobody of the duty room can be rung', () => {
  const silent = (id: string) => people(member(id, [], ['duty'])).filter(({ id: other }, at) => other !== id || at > 10)
  const boss = member('boss', ['sms'], ['admin'])

  it('somebody is called beside them who can be', () => {
    expect(links('duty-room', { people: [...silent('d'), boss] })).toEqual(['d duty-room', 'boss duty-room'])
    expect(links('duty-room', { people: [...silent('d'), member('boss', [], ['admin'])] })).toEqual(['d duty-room'])
  })

  it('nobody off duty is called, nor who sits in another township’s, while somebody else can be', () => {
    const others = township().responsibilities.filter(({ duty }) => duty !== 'duty-room')
    const byDay = holds('d', 'duty-room', 't', 'primary', NIGHT_OFF)
    const night = local('2026-12-16T22:00')
    expect(links('duty-room', { responsibilities: [...others, byDay], people: people(boss) }, night)).toEqual([
      '(d off-duty)',
      'boss duty-room',
    ])
    // Rather a man in his rest than nobody.
    expect(links('duty-room', { responsibilities: [...others, byDay] }, night)).toEqual(['(d off-duty)', 'd duty-room'])
    const elsewhere = { ...member('e', ['sms'], ['duty']), areaIds: ['t2'] }
    const gone = { absences: [away('d')], people: people(elsewhere, boss) }
    expect(links('duty-room', gone)).toEqual(['(d absent)', 'boss duty-room'])
  })
})

describe('the end of a chain', () => {
  it('is the duty room, also where its people have been called before', () => {
    const all = ['household', 'zone', 'village', 'duty-room'] as const
    const responsibilities = all.map((duty) => holds('d', duty, duty === 'duty-room' ? 't' : 'v1'))
    const { chain } = answer({ responsibilities })
    expect(chain.filter(({ called }) => called).map(({ personId, duty }) => [personId, duty])).toEqual([
      ['d', 'household'],
      ['d', 'duty-room'],
    ])
  })
})

describe('the plan', () => {
  it('is missing, and nobody goes alone to a fire all the same', () => {
    expect(answer({ plans: [] }).respondersNeeded).toBe(2)
    expect(answer({ plans: [] }, NOON, 'dispute').respondersNeeded).toBe(1)
  })

  const usual = planned({ id: 'a-usual' })
  const extreme = planned({ id: 'z-extreme', severities: ['extreme'], respondersNeeded: 5 })

  it('that names the severity goes before one for all of them, one for fewer kinds before others, ties by id', () => {
    const broad = planned({ id: 'a', kinds: ['fire', 'smoke'] })
    const plans = [broad, usual, extreme, planned({ id: 'b-usual' })]
    expect(answer({ plans }).plan?.id).toBe('z-extreme')
    expect(answer({ plans }, NOON, 'fire', 'minor').plan?.id).toBe('a-usual')
    expect(answer({ plans: plans.toReversed() }, NOON, 'fire', 'minor').plan?.id).toBe('a-usual')
    expect(answer({ plans }, NOON, 'dispute', 'minor').plan).toBeNull()
  })

  it('informs whoever holds a duty, or stands in, without calling them', () => {
    const plans = [planned({ informed: ['village'], tiers: [{ duties: ['household'], waitSeconds: 60 }] })]
    const { chain, informed } = answer({ plans, absences: [away('v', 's')] })
    expect(informed).toEqual([{ personId: 's', duty: 'village', areaId: 'v1', at: null }])
    expect(chain.map(({ personId }) => personId)).not.toContain('s')
  })
})

describe('what rings', () => {
  it.each([
    ['13800000001', ['voice', 'sms']],
    ['+86 138 0000 0001', ['voice', 'sms']],
    ['0355-2023119', ['voice']],
    ['12000000001', ['voice']],
    ['110', []],
    [null, []],
  ])('of %s is %j', (phone, rings) => {
    expect(ringsOf(phone)).toEqual(rings)
  })
})

import { describe, expect, it } from 'vitest'
import type { Gap } from '#shared/coverage.ts'
import { SEVERITIES } from '#shared/kinds.ts'
import type { Duty, Responsibility } from '#shared/responsibility.ts'
import { demoDutyRoster } from '../../server/demo/duty-roster.ts'
import type { ArrangedVersions, Version } from '../../server/domain/arrangement.ts'
import { coverageOf } from '../../server/domain/coverage.ts'
import { demoVersions } from '../support/demo-facts.ts'

// Holes planted in the demo township, each found, and nothing else.

/** A moment by the township's clock. */
const at = (local: string) => new Date(`${local}:00+08:00`)
const NOW = at('2026-12-12T12:00')
const END = at('2027-01-11T12:00')
const version = <T extends { id: string }>(row: T, validFrom: Date | null = null, validUntil: Date | null = null) => {
  return { ...row, versionId: `${row.id}@${validFrom?.getTime() ?? 0}`, validFrom, validUntil }
}

const TOWNSHIP: ArrangedVersions = (() => {
  const { shifts, absences } = demoDutyRoster(NOW, 'Asia/Shanghai')
  return {
    ...demoVersions(),
    shifts: shifts.map((row) => version(row, row.validFrom, row.validUntil)),
    absences: absences.map((row) => version(row, row.validFrom, row.validUntil)),
  }
})()

const coverage = (change: Partial<ArrangedVersions> = {}) =>
  coverageOf({ ...TOWNSHIP, ...change }, { from: NOW, until: END, timeZone: 'Asia/Shanghai' })

/** What is found, short: where, what, why, whom it needs, and when by the township's clock. */
function found(change: Partial<ArrangedVersions>) {
  const local = (moment: string) => new Date(Date.parse(moment) + 8 * 3600_000).toISOString().slice(0, 16)
  return coverage(change).gaps.map(({ areaId, duty, post, why, personIds, from, until, statutoryDay }: Gap) =>
    [
      areaId,
      duty ?? post,
      why,
      personIds.join('+') || '-',
      from === NOW.toISOString() ? 'now' : local(from),
      until === null ? 'open' : local(until),
      ...(statutoryDay === null ? [] : [statutoryDay]),
    ].join(' '),
  )
}

const ZONE = 'tulingdi-g1-z1'
const GRID = 'tulingdi-g1'
const holding = (areaId: string, duty: Duty) =>
  TOWNSHIP.responsibilities.filter((held) => held.areaId === areaId && held.duty === duty)
const [HOLDER = '', DEPUTY = ''] = holding(ZONE, 'household').map(({ personId }) => personId)
const WORKER = holding(GRID, 'grid-member')[0]?.personId ?? ''
const changed = (areaId: string, duty: Duty, change: Partial<Version<Responsibility>>) => ({
  responsibilities: TOWNSHIP.responsibilities.map((held) =>
    held.areaId === areaId && held.duty === duty ? { ...held, ...change } : held,
  ),
})
/** Only these two hold one zone, so that nobody else's hole is planted with theirs. */
const alone = (personIds: string[]): Version<Responsibility>[] => [
  ...TOWNSHIP.responsibilities.filter((held) => held.duty !== 'household' || held.areaId !== ZONE),
  ...personIds.map((personId, n) => {
    const rank = n === 0 ? 'primary' : 'deputy'
    const always = { kinds: null, hours: null, onStatutoryDays: true }
    return version({ id: `planted-${n}`, personId, duty: 'household', areaId: ZONE, rank, ...always } as const)
  }),
]
const extra = (...ids: string[]) => [
  ...TOWNSHIP.people,
  ...ids.map((id) => version({ id, roles: ['member' as const], rings: ['voice' as const, 'sms' as const] })),
]
const away = (personId: string, from: string, until: string | null, deputyId: string | null = null) =>
  version({ id: `away-${personId}`, personId, deputyId }, at(from), until === null ? null : at(until))
const absences = (...rows: ReturnType<typeof away>[]) => ({ absences: [...TOWNSHIP.absences, ...rows] })
/** A zone of the first and second of two people who are nobody else. */
const pair = { people: extra('first', 'second', 'third'), responsibilities: alone(['first', 'second']) }

describe('the demo township', () => {
  it('has no gap in 30 days, nobody who cannot be rung, and nobody with too much', () => {
    const { gaps, cannotBeRung, heavy } = coverage()
    expect({ gaps, cannotBeRung, heavy }).toEqual({ gaps: [], cannotBeRung: [], heavy: [] })
  })
})

describe('a planted hole is found, and nothing else:', () => {
  const HOLES: Record<string, [Partial<ArrangedVersions>, string[]]> = {
    'a zone nobody holds': [
      {
        responsibilities: TOWNSHIP.responsibilities.filter(
          ({ areaId, duty }) => areaId !== ZONE || duty !== 'household',
        ),
      },
      [`${ZONE} household nobody-holds - now open`],
    ],
    'both holders have left': [{ ...pair, people: TOWNSHIP.people }, [`${ZONE} household left first+second now open`]],
    'the only holder leaves on a day': [
      {
        people: [
          ...TOWNSHIP.people,
          version({ id: 'first', roles: [], rings: ['voice'] }, null, at('2026-12-20T00:00')),
        ],
        responsibilities: alone(['first']),
      },
      [`${ZONE} household left first 2026-12-20T00:00 open`],
    ],
    'both are away at once for two hours': [
      {
        ...pair,
        ...absences(
          away('first', '2026-12-15T08:00', '2026-12-15T12:00'),
          away('second', '2026-12-15T10:00', '2026-12-15T18:00'),
        ),
      },
      [`${ZONE} household absent first+second 2026-12-15T10:00 2026-12-15T12:00`],
    ],
    'an absence begins in twenty days': [
      {
        people: extra('first'),
        responsibilities: alone(['first']),
        ...absences(away('first', '2027-01-01T12:00', null)),
      },
      [`${ZONE} household absent first 2027-01-01T12:00 open`],
    ],
    'the deputy of an absent holder has no number': [
      {
        responsibilities: alone(['first', 'second']),
        people: [...extra('first'), version({ id: 'second', roles: [], rings: [] })],
        ...absences(away('first', '2026-12-15T08:00', '2026-12-16T08:00')),
      },
      [`${ZONE} household cannot-be-rung first+second 2026-12-15T08:00 2026-12-16T08:00`],
    ],
    'the holder is there and has no number, and there is no deputy': [
      {
        responsibilities: alone(['first']),
        people: [...extra(), version({ id: 'first', roles: [], rings: [] })],
      },
      [`${ZONE} household cannot-be-rung first now open`],
    ],
    'hours without the night of one day of the week': [
      changed(GRID, 'grid-member', {
        hours: [
          { days: [1, 2, 3, 4, 5, 6], from: '00:00', to: '24:00' },
          { days: [7], from: '06:00', to: '24:00' },
        ],
      }),
      ['2026-12-13', '2026-12-20', '2026-12-27', '2027-01-03', '2027-01-10'].map(
        (day) => `${GRID} grid-member off-duty ${WORKER} ${day}T00:00 ${day}T06:00`,
      ),
    ],
    'the days off by law': [
      changed(GRID, 'grid-member', { onStatutoryDays: false }),
      [`${GRID} grid-member off-duty ${WORKER} 2027-01-01T00:00 2027-01-02T00:00 元旦`],
    ],
    'nobody on shift on the first of January': [
      { shifts: TOWNSHIP.shifts.filter(({ id, post }) => post !== 'officer' || !id.startsWith('shift-2027-01-01')) },
      ['township officer no-shift - 2027-01-01T08:00 2027-01-02T08:00'],
    ],
    'a first roster that begins in some days, and until then the holders of the room': [
      { shifts: TOWNSHIP.shifts.filter(({ validFrom }) => validFrom !== null && validFrom >= at('2026-12-20T08:00')) },
      [],
    ],
    'no leader of the shift': [
      { shifts: TOWNSHIP.shifts.filter(({ id }) => id !== 'shift-2026-12-24-leader') },
      ['township leader no-shift - 2026-12-24T08:00 2026-12-25T08:00'],
    ],
    'a roster that ends': [
      { shifts: TOWNSHIP.shifts.filter(({ validFrom }) => validFrom !== null && validFrom < at('2027-01-05T08:00')) },
      ['township leader no-shift - 2027-01-05T08:00 open', 'township officer no-shift - 2027-01-05T08:00 open'],
    ],
    'everybody on shift is away': [
      absences(
        away('duty', '2026-12-14T09:00', '2026-12-14T11:00'),
        away('duty-deputy', '2026-12-14T10:00', '2026-12-14T12:00'),
        away('duty-officer-3', '2026-12-14T10:00', '2026-12-14T12:00'),
        away('duty-officer-4', '2026-12-14T10:00', '2026-12-14T12:00'),
      ),
      ['township officer absent duty+duty-deputy 2026-12-14T10:00 2026-12-14T11:00'],
    ],
    'no roster, and nobody with a number holds the duty room': [
      {
        shifts: [],
        people: TOWNSHIP.people.map((person) => (person.roles.includes('duty') ? { ...person, rings: [] } : person)),
      },
      ['township duty-room cannot-be-rung duty+duty-deputy now open'],
    ],
    'who stands in is away as well, and so is the deputy': [
      {
        ...pair,
        ...absences(
          away('first', '2026-12-15T08:00', '2026-12-16T08:00', 'third'),
          away('third', '2026-12-15T20:00', '2026-12-17T08:00'),
          away('second', '2026-12-15T00:00', '2026-12-18T08:00'),
        ),
      },
      [`${ZONE} household absent first+second+third 2026-12-15T20:00 2026-12-16T08:00`],
    ],
    'two who stand in for each other': [
      {
        people: extra('first', 'second'),
        responsibilities: alone(['first']),
        ...absences(
          away('first', '2026-12-15T08:00', '2026-12-16T08:00', 'second'),
          away('second', '2026-12-15T08:00', '2026-12-16T08:00', 'first'),
        ),
      },
      [`${ZONE} household absent first+second 2026-12-15T08:00 2026-12-16T08:00`],
    ],
    'a plan calls a duty that nobody holds': [
      { responsibilities: TOWNSHIP.responsibilities.filter(({ duty }) => duty !== 'mediator') },
      TOWNSHIP.areas
        .filter(({ level }) => level === 'village')
        .map(({ id }) => `${id} mediator nobody-holds - now open`)
        .toSorted(),
    ],
    'a plan from a day on, for one severity alone, calls a duty that nobody holds': [
      {
        responsibilities: TOWNSHIP.responsibilities.filter(
          ({ duty, areaId }) => duty !== 'fire-crew' || areaId !== 'tulingdi',
        ),
        plans: [
          ...TOWNSHIP.plans.map((plan) => ({ ...plan, outsideZones: null })),
          ...TOWNSHIP.plans
            .filter(({ id }) => id === 'plan-fire')
            .map((plan) => {
              const tiers = [{ duties: ['fire-crew' as const], waitSeconds: 60 }]
              const rest = { id: 'plan-blaze', severities: ['extreme' as const], outsideZones: null, tiers }
              return version({ ...plan, ...rest }, at('2026-12-18T00:00'))
            }),
        ],
      },
      ['tulingdi fire-crew nobody-holds - 2026-12-18T00:00 open'],
    ],
    'an area that is added later': [
      {
        areas: [
          ...TOWNSHIP.areas,
          ...TOWNSHIP.areas
            .filter(({ id }) => id === ZONE)
            .map((zone) => version({ ...zone, id: 'new-zone', code: 'zzz' }, at('2026-12-25T00:00'))),
        ],
      },
      ['new-zone household nobody-holds - 2026-12-25T00:00 open', 'new-zone zone nobody-holds - 2026-12-25T00:00 open'],
    ],
    'a responsibility that ends in ten days': [
      {
        people: extra('first'),
        responsibilities: alone(['first']).map((held) =>
          held.personId === 'first' ? { ...held, validUntil: at('2026-12-22T00:00') } : held,
        ),
      },
      [`${ZONE} household nobody-holds - 2026-12-22T00:00 open`],
    ],
    'a household outside every zone': [
      {
        households: [
          ...TOWNSHIP.households,
          version({
            id: 'hermit',
            location: TOWNSHIP.devices.find(({ id }) => id === 'cam-dongshan')?.location ?? [0, 0],
          }),
        ],
      },
      ['songshuliang-g1 household nobody-holds - now open'],
    ],
    'a duty that is held for some kinds alone': [
      changed(ZONE, 'household', { kinds: ['fire', 'smoke', 'heat'] }),
      [`${ZONE} household nobody-holds - now open`],
    ],
  }

  it.each(Object.entries(HOLES))('%s', (_, [change, expected]) => {
    expect(found(change).toSorted()).toEqual(expected.toSorted())
  })

  it('with the gravest plan concerned and the households left alone', () => {
    const [gap] = coverage(changed(ZONE, 'household', { kinds: ['fire', 'smoke', 'heat'] })).gaps
    expect(gap).toMatchObject({ planId: 'plan-gas', households: 7, from: NOW.toISOString(), until: null })
    const [nobody] = coverage({ responsibilities: alone([]) }).gaps
    expect(nobody?.planId).toBe('plan-fire')
  })
})

describe('a plan that would reach nobody before the duty room is a hole', () => {
  const villages = TOWNSHIP.areas.filter(({ level }) => level === 'village').map(({ id }) => id)
  const bare = (...levels: string[]) => ({
    areas: TOWNSHIP.areas.filter(({ level }) => !levels.includes(level)),
    households: [],
  })
  const plan = (id: string, change: object, from: Date | null = null) =>
    TOWNSHIP.plans.filter((one) => one.id === 'plan-fire').map((one) => version({ ...one, ...change, id }, from))
  const watched = (from: Date | null = null) =>
    plan(
      'watched',
      { kinds: ['geohazard'], tiers: [{ duties: ['hazard-watcher'], waitSeconds: 60 }], outsideZones: null },
      from,
    )
  const others = TOWNSHIP.plans.flatMap((one) =>
    one.kinds.includes('geohazard')
      ? one.kinds.length === 1
        ? []
        : [{ ...one, kinds: one.kinds.filter((kind) => kind !== 'geohazard') }]
      : [one],
  )
  const unwatched = TOWNSHIP.responsibilities.filter(({ duty }) => duty !== 'hazard-watcher')
  const undrawn = { ...bare('hazard-zone'), responsibilities: unwatched }
  const holder = (areaId: string, duty: Duty, personId = WORKER) =>
    version({
      id: 'x',
      personId,
      duty,
      areaId,
      kinds: null,
      rank: 'primary',
      hours: null,
      onStatutoryDays: true,
    } as const)

  it('in every village, where it calls the watchers of hazard zones and none is drawn', () => {
    const change = { ...undrawn, plans: [...others, ...watched()] }
    expect(found(change)).toEqual(villages.toSorted().map((id) => `${id} hazard-watcher nobody-holds - now open`))
    expect(coverage(change).areasWithoutHolder).toHaveLength(villages.length)
    expect(coverage(change).gaps[0]?.planId).toBe('watched')
  })

  it('from the day on from which it holds', () => {
    const old = TOWNSHIP.plans.map((one) => ({ ...one, severities: null }))
    const later = watched(at('2026-12-20T00:00')).map((one) => ({ ...one, severities: ['extreme' as const] }))
    expect(found({ ...undrawn, plans: [...old, ...later] })).toEqual(
      villages.toSorted().map((id) => `${id} hazard-watcher nobody-holds - 2026-12-20T00:00 open`),
    )
  })

  it('but not where somebody holds the duty for the village, who can be rung', () => {
    const [first = '', ...rest] = villages.toSorted()
    const change = { ...undrawn, plans: [...others, ...watched()] }
    const held = { ...change, responsibilities: [...unwatched, holder(first, 'hazard-watcher')] }
    expect(found(held)).toEqual(rest.map((id) => `${id} hazard-watcher nobody-holds - now open`))
    const people = TOWNSHIP.people.map((one) => (one.id === WORKER ? { ...one, rings: [] } : one))
    const onlyHere = { ...held, people }
    expect(found(onlyHere)).toContain(`${first} hazard-watcher cannot-be-rung ${WORKER} now open`)
  })

  it('nor where another of its duties is held there, or a hazard zone is drawn', () => {
    const tiers = [
      { duties: ['hazard-watcher' as const], waitSeconds: 60 },
      { duties: ['village' as const], waitSeconds: 60 },
    ]
    const both = watched().map((one) => ({ ...one, tiers }))
    expect(found({ ...undrawn, plans: [...others, ...both] })).toEqual([])
    expect(found({ plans: [...others, ...watched()] })).toEqual([])
  })

  it('in a village without zones and grids, by a plan of those alone', () => {
    const tiers = [{ duties: ['household' as const, 'zone' as const], waitSeconds: 60 }]
    const plans = TOWNSHIP.plans.map((one) => ({ ...one, tiers, outsideZones: null }))
    const gaps = found({ ...bare('zone', 'grid'), plans })
    expect(gaps).toEqual(villages.toSorted().map((id) => `${id} household nobody-holds - now open`))
    // With the duty of the village in it the plan reaches somebody.
    const last = [...tiers, { duties: ['village' as const], waitSeconds: 60 }]
    expect(found({ ...bare('zone', 'grid'), plans: plans.map((one) => ({ ...one, tiers: last })) })).toEqual([])
  })

  it('in a township without villages', () => {
    const change = { ...bare('village', 'grid', 'zone', 'forest-block', 'hazard-zone'), plans: [] }
    expect(found(change)).toEqual(['township village nobody-holds - now open'])
    const responsibilities = [...TOWNSHIP.responsibilities, holder('township', 'zone')]
    expect(found({ ...change, responsibilities })).toEqual([])
  })
})

describe('a kind without a plan', () => {
  const without = (...kinds: string[]) =>
    TOWNSHIP.plans.filter((one) => !one.kinds.some((kind) => kinds.includes(kind)))
  const fire = TOWNSHIP.plans
    .filter(({ id }) => id === 'plan-fire')
    .map((one) => ({ ...one, kinds: ['fire' as const] }))
  const of = (plans: ArrangedVersions['plans']) => coverage({ plans }).withoutPlan.filter(({ kind }) => kind === 'fire')

  it('is one of which some severity has none', () => {
    const plans = [...without('fire'), ...fire.map((one) => ({ ...one, severities: ['extreme' as const] }))]
    const severities = ['severe', 'moderate', 'minor', 'unknown']
    expect(of(plans)).toEqual([{ kind: 'fire', severities, from: NOW.toISOString(), until: null }])
    expect(of([...without('fire'), ...fire])).toEqual([])
  })

  it('is one whose plan ends, until the next begins', () => {
    const [ends, begins] = [at('2026-12-20T00:00'), at('2026-12-22T00:00')]
    const plans = [
      ...without('fire'),
      ...fire.map((one) => ({ ...one, validUntil: ends })),
      ...fire.map((one) => ({ ...one, versionId: 'next', validFrom: begins })),
    ]
    expect(of(plans)).toEqual([
      { kind: 'fire', severities: [...SEVERITIES], from: ends.toISOString(), until: begins.toISOString() },
    ])
  })
})

describe('no hole is', () => {
  it('somebody away for whom somebody stands in, or whose deputy is there', () => {
    const standIn = absences(away('first', '2026-12-15T08:00', null, 'third'), away('second', '2026-12-15T08:00', null))
    expect(found({ ...pair, ...standIn })).toEqual([])
    expect(found({ ...pair, ...absences(away('first', '2026-12-15T08:00', null)) })).toEqual([])
  })

  it('a zone whose duty is held for the village', () => {
    const above = { ...version({ id: 'above' }), personId: HOLDER, duty: 'household', areaId: 'tulingdi' } as const
    const rest = { kinds: null, rank: 'primary', hours: null, onStatutoryDays: true } as const
    expect(found({ responsibilities: [...alone([]), { ...above, ...rest }] })).toEqual([])
    expect(DEPUTY).not.toBe('')
  })

  it('a duty that only a plan calls which another always goes before', () => {
    const [fire] = TOWNSHIP.plans.filter(({ id }) => id === 'plan-fire')
    if (fire === undefined) throw new Error('the demo has a plan for fire')
    const tiers = [{ duties: ['fire-crew' as const], waitSeconds: 60 }]
    const shadowed = version({ ...fire, id: 'plan-later', tiers, outsideZones: null })
    const none = TOWNSHIP.responsibilities.filter(({ duty }) => duty !== 'fire-crew')
    const plans = TOWNSHIP.plans.map((plan) => ({ ...plan, outsideZones: null }))
    expect(found({ plans: [...plans, shadowed], responsibilities: none })).toEqual([])
  })
})

describe('too much for one person', () => {
  it('is a zone of more than ten households, and a grid far from 25', () => {
    const { location } = TOWNSHIP.households.find(({ id }) => id.startsWith(`${ZONE}-`)) ?? {
      location: [0, 0] as const,
    }
    const many = Array.from({ length: 14 }, (_, n) =>
      version({ id: `more-${n}`, location: [...location] as [number, number] }),
    )
    expect(coverage({ households: [...TOWNSHIP.households, ...many] }).heavy).toEqual([
      { areaId: GRID, level: 'grid', households: 43, least: 12, most: 40 },
      { areaId: ZONE, level: 'zone', households: 21, least: 5, most: 10 },
    ])
  })
})

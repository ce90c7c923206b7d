import { describe, expect, it } from 'vitest'
import type { ArrangedVersions } from '../../server/domain/arrangement.ts'
import {
  at,
  NOW,
  version,
  TOWNSHIP,
  coverage,
  found,
  ZONE,
  GRID,
  WORKER,
  changed,
  alone,
  extra,
  away,
  absences,
  pair,
  HOLDER,
  DEPUTY,
} from '../support/planted-holes.ts'

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

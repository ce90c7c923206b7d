import type { Area, Level } from '#shared/area.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Plan } from '#shared/plan.ts'
import { PLAN_DEFAULTS } from '#shared/plan.ts'
import type { Duty, Rank, Responsibility, Ring } from '#shared/responsibility.ts'
import type { Role } from '#shared/person.ts'
import type { Shift } from '#shared/shift.ts'
import type { AbsenceVersion, ArrangedVersions, Member, Version } from '../../server/domain/arrangement.ts'

// A township in small, for what is asked of chains: two villages of a grid each, with three zones in a row in the first.

type Span = { validFrom?: Date | null; validUntil?: Date | null }

/** A version of anything, true since always unless told. */
export function versionOf<T extends { id: string }>(
  row: T,
  { validFrom = null, validUntil = null }: Span = {},
): Version<T> {
  return { ...row, versionId: `${row.id}@${validFrom?.getTime() ?? ''}`, validFrom, validUntil }
}

const SIDE = 0.005

function square(id: string, level: Level, parentId: string | null, west: number, width = 1): Version<Area> {
  const [x, y] = [112 + west * SIDE, 36]
  const [right, top] = [x + width * SIDE, y + SIDE]
  const ring: LngLat[] = [
    [x, y],
    [right, y],
    [right, top],
    [x, top],
    [x, y],
  ]
  return versionOf({ id, code: id, level, name: id, parentId, geometry: { type: 'Polygon', coordinates: [ring] } })
}

/** The ground: zones z1, z2 and z3 from west to east in village v1, zone w1 in v2 beside them. */
export const GROUND: Version<Area>[] = [
  square('t', 'township', null, 0, 5),
  square('v1', 'village', 't', 0, 3),
  square('v2', 'village', 't', 3, 2),
  square('g1', 'grid', 'v1', 0, 3),
  square('g2', 'grid', 'v2', 3, 2),
  square('z1', 'zone', 'g1', 0),
  square('z2', 'zone', 'g1', 1),
  square('z3', 'zone', 'g1', 2),
  square('w1', 'zone', 'g2', 3),
]

/** The middle of one of the zones. */
export function middleOf(zoneId: 'z1' | 'z2' | 'z3' | 'w1'): LngLat {
  return [112 + (['z1', 'z2', 'z3', 'w1'].indexOf(zoneId) + 0.5) * SIDE, 36 + SIDE / 2]
}

/** Somebody with a mobile number, unless told. */
export function member(id: string, rings: Ring[] = ['voice', 'sms'], roles: Role[] = ['member']): Version<Member> {
  return versionOf({ id, roles, rings })
}

/** That somebody holds a duty, at any hour unless told. */
export function holds(
  personId: string,
  duty: Duty,
  areaId: string,
  rank: Rank = 'primary',
  more: Partial<Responsibility> & Span = {},
): Version<Responsibility> {
  const { validFrom, validUntil, ...rest } = more
  const always = { kinds: null, hours: null, onStatutoryDays: true }
  const span = { validFrom: validFrom ?? null, validUntil: validUntil ?? null }
  return versionOf({ id: `${areaId}.${duty}.${personId}`, personId, duty, areaId, rank, ...always, ...rest }, span)
}

/** That somebody is away, and who stands in. */
export function away(personId: string, deputyId: string | null = null, span: Span = {}): AbsenceVersion {
  return versionOf({ id: `away-${personId}`, personId, deputyId }, span)
}

/** That somebody sits in the duty room of the township. */
export function sits(personId: string, post: Shift['post'], span: Span = {}): Version<Shift> {
  return versionOf({ id: `shift-${post}-${personId}`, areaId: 't', post, personId }, span)
}

/** A plan for fire that calls household, zone and village, a minute each, unless told. */
export function planned(change: Partial<Plan> = {}): Version<Plan> {
  return versionOf({
    ...PLAN_DEFAULTS,
    id: 'plan',
    name: '预案',
    kinds: ['fire'],
    tiers: (['household', 'zone', 'village', 'duty-room'] as const).map((duty) => ({
      duties: [duty],
      waitSeconds: 60,
    })),
    outsideZones: null,
    informed: [],
    respondersNeeded: 2,
    verifyBelow: null,
    verifyWaitSeconds: 180,
    ...change,
  })
}

/** A township in which a, b and c hold the zones z1, z2 and z3, k the zones' cadre, v the village, and d the duty room. */
export function township(change: Partial<ArrangedVersions> = {}): ArrangedVersions {
  return {
    areas: GROUND,
    people: ['a', 'a2', 'b', 'c', 'k', 'v', 's', 'o', 'l', 'w']
      .map((id) => member(id))
      .concat(member('d', ['voice'], ['duty'])),
    households: [],
    placeNames: [],
    responsibilities: [
      holds('a', 'household', 'z1'),
      holds('a2', 'household', 'z1', 'deputy'),
      holds('b', 'household', 'z2'),
      holds('c', 'household', 'z3'),
      holds('w', 'household', 'w1'),
      holds('k', 'zone', 'z1'),
      holds('v', 'village', 'v1'),
      holds('d', 'duty-room', 't'),
    ],
    absences: [],
    shifts: [],
    plans: [planned()],
    sources: [],
    devices: [],
    fireDangers: [],
    fireEstimates: [],
    verificationPauses: [],
    permits: [],
    fireBans: [],
    ...change,
  }
}

import type { Area } from '#shared/area.ts'
import type { Duty } from '#shared/responsibility.ts'
import type { ArrangedVersions, Version } from '../../server/domain/arrangement.ts'
import { coverageOf } from '../../server/domain/coverage.ts'
import { townshipPlans } from '../../server/demo/plans.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import { tessellation } from '../support/tessellation.ts'
import { type Figure, median } from './figure.ts'

const VILLAGES = 100
const ZONES_EACH = 12
const GRIDS_EACH = 3
const HOUSEHOLDS_EACH = 85
const RESPONSIBILITIES = 10_000
const DAYS = 30
const DAY_MS = 24 * 3600_000
const ROUNDS = 5
const NOW = new Date('2026-12-12T04:00:00.000Z')

/** How long a look at thirty days of 100 villages with 10,000 responsibilities takes. */
export async function run(): Promise<Figure[]> {
  const versions = county()
  const until = new Date(NOW.getTime() + DAYS * DAY_MS)
  let gaps = 0
  const times = Array.from({ length: ROUNDS }, () => {
    const began = performance.now()
    gaps = coverageOf(versions, { from: NOW, until, timeZone: 'Asia/Shanghai' }).gaps.length
    return performance.now() - began
  })
  // Of a county without a hole nobody knows whether anything was looked at.
  if (gaps === 0) throw new Error('the made-up county has holes, and none was found')
  return [
    { name: 'coverage-30-days', value: median(times), unit: 'ms', goal: { op: '<=', n: 1000 } },
    { name: 'coverage-gaps', value: gaps, unit: 'gaps' },
  ]
}

/** A made-up county: a fifth of its people have hours, a twentieth are away for some days, one in fifty has no number. */
function county(): ArrangedVersions {
  const random = randomNumbers(5)
  const always = <T extends { id: string }>(row: T): Version<T> => {
    return { ...row, versionId: row.id, validFrom: null, validUntil: null }
  }
  const { rings, hull } = tessellation({ columns: 40, rows: 30, seed: 7 })
  const areas = countyAreas(rings)
  const held = areas.flatMap(({ id, level }) =>
    (DUTIES[level] ?? []).flatMap((duty) =>
      (['primary', 'deputy', 'deputy'] as const).map((rank) => ({ areaId: id, duty, rank })),
    ),
  )
  const responsibilities = Array.from({ length: RESPONSIBILITIES }, (_, n) => {
    const { areaId, duty, rank } = held[n % held.length] ?? { areaId: 'county', duty: 'police', rank: 'primary' }
    const hours =
      random() < 0.2 ? [{ days: [1, 2, 3, 4, 5], from: '08:00', to: random() < 0.5 ? '18:00' : '20:00' }] : null
    return always({
      id: `r${n}`,
      personId: `p${Math.floor(n / 2)}`,
      areaId,
      duty,
      rank,
      kinds: null,
      hours,
      onStatutoryDays: random() < 0.9,
    })
  })
  const people = Array.from({ length: RESPONSIBILITIES / 2 }, (_, n) =>
    always({ id: `p${n}`, roles: [], rings: random() < 0.02 ? [] : (['voice', 'sms'] as const) }),
  )
  const absences = people.flatMap(({ id }, n) => {
    if (random() > 0.05) return []
    const from = NOW.getTime() + random() * DAYS * DAY_MS
    const deputyId = random() < 0.5 ? `p${(n * 7) % people.length}` : null
    return [
      {
        ...always({ id: `a${n}`, personId: id, deputyId }),
        validFrom: new Date(from),
        validUntil: new Date(from + 5 * DAY_MS),
      },
    ]
  })
  const households = Array.from({ length: VILLAGES * HOUSEHOLDS_EACH }, (_, n) => {
    const [x, y] = [random(), random()]
    const location: [number, number] = [
      hull.minX + x * (hull.maxX - hull.minX),
      hull.minY + y * (hull.maxY - hull.minY),
    ]
    return always({ id: `h${n}`, location })
  })
  const shifts = Array.from({ length: 2 * DAYS }, (_, n) => {
    const from = new Date(NOW.getTime() + (n / 2 - 1) * DAY_MS)
    const post = n % 2 === 0 ? ('officer' as const) : ('leader' as const)
    return {
      ...always({ id: `s${n}`, areaId: 'county', post, personId: `p${n}` }),
      validFrom: from,
      validUntil: new Date(from.getTime() + DAY_MS),
    }
  })
  return {
    areas: areas.map(always),
    people: people.map((person) => ({ ...person, rings: [...person.rings] })),
    households,
    placeNames: [],
    responsibilities,
    absences,
    shifts,
    plans: townshipPlans().map(always),
    sources: [],
    devices: [],
    fireDangers: [],
    fireEstimates: [],
    verificationPauses: [],
    permits: [],
    fireBans: [],
  }
}

const DUTIES: Partial<Record<Area['level'], Duty[]>> = {
  zone: ['household', 'zone'],
  grid: ['grid-member', 'grid-head'],
  village: ['village', 'fire-crew', 'village-secretary', 'mediator', 'village-doctor'],
}

/** The outlines of zones are real, for households lie in them; those of grids and villages are told by the tree alone. */
function countyAreas(rings: ReturnType<typeof tessellation>['rings']): Area[] {
  const geometryOf = (n: number): Area['geometry'] => ({
    type: 'Polygon',
    coordinates: [rings[n % rings.length] ?? []],
  })
  const area = (id: string, level: Area['level'], parentId: string | null, n: number): Area => {
    return { id, code: id, level, name: id, parentId, geometry: geometryOf(n) }
  }
  return [
    area('county', 'township', null, 0),
    ...Array.from({ length: VILLAGES }, (_, v) => area(`v${v}`, 'village', 'county', v)),
    ...Array.from({ length: VILLAGES * GRIDS_EACH }, (_, g) =>
      area(`g${g}`, 'grid', `v${Math.floor(g / GRIDS_EACH)}`, g),
    ),
    ...Array.from({ length: VILLAGES * ZONES_EACH }, (_, z) =>
      area(`z${z}`, 'zone', `g${Math.floor((z * GRIDS_EACH) / ZONES_EACH)}`, z),
    ),
  ]
}

import type { Area } from '#shared/area.ts'
import type { Load } from '#shared/coverage.ts'
import { type ArrangedVersions, holdsAt, type Version } from './arrangement.ts'
import { type AreaIndex, createAreaIndex } from './area-index.ts'
import type { BareGap } from './gaps.ts'

type Household = ArrangedVersions['households'][number]

/** Where the households lie at one moment. */
export type Settlement = {
  at: Date
  /** How many lie in an area itself. */
  countIn(areaId: string): number
  /** Households in no zone, with the most exact area around them. */
  unzoned: { household: Household; areaId: string }[]
}

/** A zone's member goes round so many households and no more (一户联5至10户). */
const ZONE = { least: 5, most: 10 }
/**
 * A grid is about 25: with more than 40 one person no longer knows everybody, with fewer than 12 the grid next door could
 * have them. A zone with few households is listed by nobody: it is small, not heavy.
 */
const GRID = { least: 12, most: 40 }

/**
 * The households in their areas, as both stand at each moment in `[from, until)` at which either changes; `first` is the
 * index of the areas at the beginning.
 */
export function settlementsIn(
  versions: ArrangedVersions,
  first: AreaIndex,
  from: Date,
  until: Date,
): [Settlement, ...Settlement[]] {
  let there = areasAt(versions, from)
  let index = first
  const settlementOf = (at: Date): Settlement => {
    const now = areasAt(versions, at)
    if (now.length !== there.length || now.some((area, n) => area !== there[n])) {
      there = now
      index = createAreaIndex(now)
    }
    return settlementAt(versions, there, index, at)
  }
  return [settlementOf(from), ...settlementTurns(versions, from, until).map(settlementOf)]
}

function areasAt({ areas }: ArrangedVersions, at: Date): Version<Area>[] {
  return areas.filter((version) => holdsAt(version, at))
}

function settlementAt(
  { households }: ArrangedVersions,
  there: readonly Area[],
  index: AreaIndex,
  at: Date,
): Settlement {
  const counts = new Map<string, number>()
  const unzoned: Settlement['unzoned'] = []
  const anywhere = there.find(({ level }) => level === 'township')?.id ?? there[0]?.id
  for (const household of households) {
    if (!holdsAt(household, at)) continue
    const owners = index.owners(household.location)
    for (const { id } of owners) counts.set(id, (counts.get(id) ?? 0) + 1)
    if (owners.some(({ level }) => level === 'zone')) continue
    const areaId = owners[0]?.id ?? anywhere
    if (areaId !== undefined) unzoned.push({ household, areaId })
  }
  return { at, countIn: (areaId) => counts.get(areaId) ?? 0, unzoned }
}

/** The moments in a stretch of time after its beginning at which households or their areas change. */
function settlementTurns({ areas, households }: ArrangedVersions, from: Date, until: Date): Date[] {
  const ends = [...areas, ...households].flatMap(({ validFrom, validUntil }) => [validFrom, validUntil])
  const inside = ends.flatMap((end) => (end !== null && end > from && end < until ? end.getTime() : []))
  return [...new Set(inside)].toSorted((a, b) => a - b).map((ms) => new Date(ms))
}

/** Households that no zone has, as gaps: those that lie together in one area for the same time are one. */
export function unzonedGaps(
  settlements: readonly Settlement[],
  planId: string | null,
): (BareGap & { households: number })[] {
  const open = new Map<string, { areaId: string; from: number; until: number | null }>()
  const closed: { areaId: string; from: number; until: number | null }[] = []
  for (const { at, unzoned } of settlements) {
    const now = new Set(unzoned.map(({ household, areaId }) => `${household.id} ${areaId}`))
    for (const [key, gap] of open)
      if (!now.has(key)) {
        closed.push({ ...gap, until: at.getTime() })
        open.delete(key)
      }
    for (const { household, areaId } of unzoned) {
      const key = `${household.id} ${areaId}`
      if (!open.has(key)) open.set(key, { areaId, from: at.getTime(), until: null })
    }
  }
  const together = Map.groupBy([...closed, ...open.values()], ({ areaId, from, until }) => `${areaId} ${from} ${until}`)
  return [...together.values()].flatMap((same) => {
    const [gap] = same
    if (gap === undefined) return []
    const until = gap.until === null ? null : new Date(gap.until).toISOString()
    const where = { areaId: gap.areaId, planId, duty: 'household', post: null } as const
    const why = { why: 'nobody-holds', personIds: [], statutoryDay: null } as const
    return [{ ...where, ...why, personIds: [], households: same.length, from: new Date(gap.from).toISOString(), until }]
  })
}

/** Zones and grids with more households than one person can look after, or a grid with far fewer. */
export function loadsOf(areas: readonly Area[], { countIn }: Settlement): Load[] {
  return areas.flatMap(({ id, level }): Load[] => {
    const households = countIn(id)
    if (level === 'zone' && households > ZONE.most) return [{ areaId: id, level, households, ...ZONE }]
    const isFarOff = households > GRID.most || (households > 0 && households < GRID.least)
    return level === 'grid' && isFarOff ? [{ areaId: id, level, households, ...GRID }] : []
  })
}

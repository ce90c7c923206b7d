import type { Area, Level } from '#shared/area.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Duty } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'
import { compared } from './compared.ts'
import { distanceMetres } from './geodesy.ts'
import { holdersOf, type Link } from './holders.ts'
import { partsOf } from './outline.ts'
import { gapMetres } from './place-gap.ts'
import type { Roll } from './roll.ts'

/** The duties that somebody of the next area can take over, and the areas that they are held for. */
const NEIGHBOURLY: Partial<Record<Duty, Level>> = {
  household: 'zone',
  zone: 'zone',
  'grid-member': 'grid',
  'grid-head': 'grid',
  ranger: 'forest-block',
  'hazard-watcher': 'hazard-zone',
}
/** Whoever answers for ground farther off than this is no neighbour. */
const NEIGHBOUR_METRES = 3000

/**
 * Who is called for an area in which nobody can be called under a duty: the holder for the nearest area of its level, first
 * of those under the same parent, whoever can be rung before others. Null for duties that are not the next one's business, and where nobody is near.
 */
export function neighbourOf(
  arrangement: Arrangement,
  roll: Roll,
  duty: Duty,
  kind: Kind,
  ground: readonly string[],
): Link | null {
  const level = NEIGHBOURLY[duty]
  if (level === undefined) return null
  const areas = ground.flatMap((id) => arrangement.areas.byId(id) ?? [])
  const base = areas.find((area) => area.level === level) ?? areas.find(({ id }) => roll.held(id, duty).length > 0)
  if (base === undefined) return null
  const others = arrangement.areaList.filter(
    (area) => area.level === base.level && area.id !== base.id && !ground.includes(area.id),
  )
  const [siblings, strangers] = [true, false].map((own) =>
    others.filter(({ parentId }) => (parentId === base.parentId) === own),
  )
  let found: Link | undefined
  for (const some of [siblings ?? [], strangers ?? []])
    for (const { id } of nearestFirst(base, some)) {
      const there = holdersOf(roll, duty, kind, [id]).filter(({ called }) => called)
      const rung = there.find(({ reachable }) => reachable)
      if (rung !== undefined) return asNeighbour(rung, base)
      found ??= there[0]
    }
  return found === undefined ? null : asNeighbour(found, base)
}

function asNeighbour(link: Link, { id }: Area): Link {
  return { ...link, areaId: id, reason: 'neighbour', rank: 'deputy' }
}

/** Those of the areas that are near one, the nearest first. */
function nearestFirst(base: Area, areas: readonly Area[]): Area[] {
  const middle = middleOf(base)
  return (
    areas
      .map((area) => ({ area, metres: distanceMetres(middle, middleOf(area)) }))
      // Measuring outlines takes long: of what cannot be near the middles do.
      .filter(({ metres }) => metres < 5 * NEIGHBOUR_METRES)
      .map(({ area, metres }) => ({ area, order: [gapMetres(placeOf(base), placeOf(area)), metres] }))
      .filter(({ order: [gap = Infinity] }) => gap <= NEIGHBOUR_METRES)
      .toSorted((a, b) => compared(a.order, b.order) || (a.area.id < b.area.id ? -1 : 1))
      .map(({ area }) => area)
  )
}

function placeOf({ geometry }: Area) {
  return { type: 'polygon', geometry } as const
}

/** The middle of the corners: good enough for telling near from far. */
function middleOf({ geometry }: Area): LngLat {
  const corners = partsOf(geometry).flat(2)
  const [lng, lat] = corners.reduce(([x, y], corner) => [x + corner[0], y + corner[1]], [0, 0])
  return [lng / corners.length, lat / corners.length]
}

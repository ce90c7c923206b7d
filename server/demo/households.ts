import type { Household } from '#shared/household.ts'
import { type Point, distanceMetres, isInside, pointAt, toLngLat } from './plane.ts'
import { type Random, between, pick, seededRandom } from './random.ts'
import type { ZoneShape } from './village-shapes.ts'

/** A household and where it stands, for whoever hangs a device in it. */
export type Home = { household: Household; zone: ZoneShape; point: Point }

/** In the model village 256 people live in 75 of the 85 houses, 25 in each grid. */
const MODEL_VILLAGE = { id: 'tulingdi', people: 256, livedInPerGrid: 25 }

/** Every home of the township. The first of each zone belongs to the zone's party member and is lived in. */
export function townshipHomes(
  zones: readonly ZoneShape[],
  memberNames: ReadonlyMap<string, string>,
  nextName: () => string,
  nextPhone: () => string,
): Home[] {
  const random = seededRandom(85_256)
  const homes = zones.flatMap((zone) =>
    housePoints(zone, random).map((point, at): Home => {
      const member = at === 0 ? memberNames.get(zone.id) : undefined
      const household: Household = {
        id: `${zone.id}-h${at + 1}`,
        location: toLngLat(point),
        head: member ?? nextName(),
        phone: nextPhone(),
        people: pick(random, [1, 2, 2, 3, 3, 4, 4, 5, 6]),
        occupied: true,
        needHelp: 0,
      }
      return { household, zone, point }
    }),
  )
  emptySome(homes)
  settlePeople(homes.filter(({ zone, household }) => zone.villageId === MODEL_VILLAGE.id && household.occupied))
  for (const { household } of homes) {
    if (household.people > 0 && random() < 0.22) household.needHelp = Math.min(household.people, random() < 0.7 ? 1 : 2)
  }
  return homes
}

/** Leaves the last houses of the zones empty (空户), going round the zones of each grid. */
function emptySome(homes: readonly Home[]): void {
  for (const grid of Map.groupBy(homes, ({ zone }) => zone.gridId).values()) {
    const isModel = grid[0]?.zone.villageId === MODEL_VILLAGE.id
    const empty = isModel ? grid.length - MODEL_VILLAGE.livedInPerGrid : Math.round(grid.length * 0.16)
    const zones = [...Map.groupBy(grid, ({ zone }) => zone.id).values()]
    for (let left = 0; left < empty; left += 1) {
      const zone = zones[left % zones.length]
      const home = zone?.at(-1 - Math.floor(left / zones.length))
      if (home !== undefined) Object.assign(home.household, { occupied: false, people: 0, phone: null })
    }
  }
}

/** Adds or takes one person at a time, round the houses, until the village has as many as the model. */
function settlePeople(homes: readonly Home[]): void {
  let surplus = homes.reduce((sum, { household }) => sum + household.people, 0) - MODEL_VILLAGE.people
  for (let at = 0; surplus !== 0; at += 1) {
    const household = homes[at % homes.length]?.household
    if (household === undefined) return
    if (surplus > 0 && household.people > 1) {
      household.people -= 1
      surplus -= 1
    } else if (surplus < 0 && household.people < 6) {
      household.people += 1
      surplus += 1
    }
  }
}

/** Places for the houses of a zone: loose rows along one slope, nearest to the middle first, never on the boundary. */
function housePoints(zone: ZoneShape, random: Random): Point[] {
  const slope = between(random, 0, 180)
  const candidates: { point: Point; order: number }[] = []
  for (let along = -320; along <= 320; along += 52) {
    for (let across = -320; across <= 320; across += 46) {
      const row = pointAt(zone.site, slope, along + between(random, -13, 13))
      const point = pointAt(row, slope + 90, across + between(random, -11, 11))
      if (isInside(point, zone.ring) && zone.ring.every((corner) => distanceMetres(corner, point) > 14)) {
        candidates.push({ point, order: distanceMetres(point, zone.site) + between(random, 0, 130) })
      }
    }
  }
  const chosen = candidates.toSorted((a, b) => a.order - b.order).slice(0, zone.households)
  if (chosen.length < zone.households) throw new Error(`the houses of ${zone.id} find no room in it`)
  return chosen.map(({ point }) => point)
}

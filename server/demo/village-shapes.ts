import type { Area, Level } from '#shared/area.ts'
import type { Polygon } from '#shared/geo.ts'
import { mergedRings } from './outline.ts'
import { type Point, distanceMetres, toLngLat } from './plane.ts'
import { type Random, between, seededRandom } from './random.ts'
import { tessellate } from './tessellation.ts'
import { type GridPlan, VILLAGE_PLANS } from './villages.ts'

/** One piece of ground of the tree, with its outline in the plane for whoever places things in it. */
export type Shape = {
  id: string
  code: string
  level: Level
  name: string
  parentId: string | null
  /** An open ring, counter-clockwise. */
  ring: Point[]
}

/** A zone: a cluster of houses around `site`. */
export type ZoneShape = Shape & { level: 'zone'; site: Point; villageId: string; gridId: string; households: number }

/** The ground of the township: the tree as shapes, largest first, and its zones once more with what lives there. */
export type Ground = { shapes: Shape[]; zones: ZoneShape[] }

export const TOWNSHIP_ID = 'township'

/** An invented township number in the manner of the twelve-digit codes of the statistics bureau. */
const TOWNSHIP_CODE = '140431299'

/** Divides the township into villages, grids and zones that share their boundaries point by point. */
export function townshipGround(): Ground {
  const random = seededRandom(20_240_607)
  const sites = VILLAGE_PLANS.flatMap((village) => village.grids.map((grid) => grid.site))
  const surroundings = lattice(random, 8500, 1500, 420).filter((point) => isAround(point, sites, 1650, 4200))
  const cells = tessellate(sites, surroundings, { depth: 6, amplitude: 0.23 }, random)
  const rings = [...cells]
  const shapes: Shape[] = []
  const zones: ZoneShape[] = []
  VILLAGE_PLANS.forEach((village, at) => {
    const code = `${TOWNSHIP_CODE}${201 + at}`
    const grids = village.grids.map((_, gridAt): Shape => {
      const number = gridAt + 1
      return {
        id: `${village.id}-g${number}`,
        code: `${code}00${number}`,
        level: 'grid',
        name: `${village.name}${number}网格`,
        parentId: village.id,
        ring: rings.shift() ?? [],
      }
    })
    const ring = onlyRing(grids.map((grid) => grid.ring))
    shapes.push({ id: village.id, code, level: 'village', name: village.name, parentId: TOWNSHIP_ID, ring }, ...grids)
    village.grids.forEach((plan, gridAt) => {
      const grid = grids[gridAt]
      if (grid !== undefined) zones.push(...zonesOf(grid, plan, village.id, random))
    })
  })
  const township: Shape = {
    id: TOWNSHIP_ID,
    code: `${TOWNSHIP_CODE}000`,
    level: 'township',
    name: '聪子峪乡',
    parentId: null,
    ring: onlyRing(cells),
  }
  return { shapes: [township, ...shapes, ...zones], zones }
}

/** The zones of a grid: one settlement, divided; the rest of the grid is field and forest and belongs to no zone. */
function zonesOf(grid: Shape, plan: GridPlan, villageId: string, random: Random): ZoneShape[] {
  const sites = settlementSites(plan.site, plan.zoneSizes.length, random)
  const outside = lattice(random, 1300, 250, 70, plan.site).filter((point) => isAround(point, sites, 300, 900))
  const rings = tessellate(sites, outside, { depth: 3, amplitude: 0.2 }, random)
  return sites.map((site, at) => ({
    id: `${grid.id}-z${at + 1}`,
    code: `${grid.code}0${at + 1}`,
    level: 'zone',
    name: `${grid.name}${at + 1}片区`,
    parentId: grid.id,
    ring: rings[at] ?? [],
    site,
    villageId,
    gridId: grid.id,
    households: plan.zoneSizes[at] ?? 0,
  }))
}

/** The area of the contract that a shape describes. */
export function areaOf({ id, code, level, name, parentId, ring }: Shape): Area {
  return { id, code, level, name, parentId, geometry: polygonOf(ring) }
}

function polygonOf(ring: readonly Point[]): Polygon {
  const closed = [...ring, ...ring.slice(0, 1)]
  return { type: 'Polygon', coordinates: [closed.map(toLngLat)] }
}

function onlyRing(rings: readonly Point[][]): Point[] {
  const [ring, ...others] = mergedRings(rings)
  if (ring === undefined || others.length > 0) throw new Error('these cells do not form one piece of ground')
  return ring
}

/** Points all over a square of twice `reach` around a middle, each moved aside at random: nothing lines up. */
function lattice(random: Random, reach: number, spacing: number, jitter: number, middle: Point = [0, 0]): Point[] {
  const points: Point[] = []
  for (let north = -reach, row = 0; north <= reach; north += spacing * 0.87, row += 1) {
    for (let east = -reach + (row % 2) * (spacing / 2); east <= reach; east += spacing) {
      points.push([
        middle[0] + east + between(random, -jitter, jitter),
        middle[1] + north + between(random, -jitter, jitter),
      ])
    }
  }
  return points
}

function isAround(point: Point, sites: readonly Point[], near: number, far: number): boolean {
  const nearest = Math.min(...sites.map((site) => distanceMetres(site, point)))
  return nearest > near && nearest < far
}

/** Where the zones of one settlement lie: two by two, or bent along a valley, turned at random. */
function settlementSites(middle: Point, count: number, random: Random): Point[] {
  const patterns: readonly (readonly Point[])[] =
    count === 4
      ? [
          [
            [-200, -170],
            [190, -200],
            [210, 180],
            [-180, 210],
          ],
          [
            [-420, -90],
            [-140, 130],
            [150, -110],
            [430, 80],
          ],
        ]
      : [
          [
            [-210, -130],
            [200, -150],
            [10, 210],
          ],
          [
            [-350, -60],
            [0, 110],
            [340, -70],
          ],
        ]
  const pattern = patterns[Math.floor(random() * patterns.length)] ?? []
  const turn = between(random, 0, Math.PI)
  return pattern.map(([along, across]): Point => [
    middle[0] + along * Math.cos(turn) - across * Math.sin(turn) + between(random, -35, 35),
    middle[1] + along * Math.sin(turn) + across * Math.cos(turn) + between(random, -35, 35),
  ])
}

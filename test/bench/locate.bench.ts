import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import type { Feature, Polygon } from 'geojson'
import whichPolygon from 'which-polygon'
import type { Area } from '#shared/area.ts'
import type { LngLat } from '#shared/geo.ts'
import { createAreaIndex } from '../../server/domain/area-index.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import { tessellation } from '../support/tessellation.ts'
import type { Figure } from './figure.ts'

/** Finds the id of the polygon around a point, or null. */
type Lookup = (point: LngLat) => string | null
type Rival = { name: string; lookup: Lookup; points: LngLat[] }

const ROUNDS = 9

/** How many times faster a point finds its area here than with each library, on few and on many polygons. */
export async function run(): Promise<Figure[]> {
  return [...compare('300', 20, 15, true), ...compare('100k', 400, 250, false)]
}

function compare(size: string, columns: number, rows: number, withList: boolean): Figure[] {
  const { rings, hull } = tessellation({ columns, rows, seed: 7 })
  const areas = rings.map((ring, i): Area => {
    const code = String(i).padStart(6, '0')
    return {
      id: code,
      code,
      level: 'zone',
      name: code,
      parentId: null,
      geometry: { type: 'Polygon', coordinates: [ring] },
    }
  })
  const features = areas.map((area): Feature<Polygon, { id: string }> => {
    return {
      type: 'Feature',
      properties: { id: area.id },
      geometry: { type: 'Polygon', coordinates: area.geometry.coordinates as LngLat[][] },
    }
  })
  const points = randomPoints(hull, 20_000)
  const began = performance.now()
  const index = createAreaIndex(areas)
  const builtMs = performance.now() - began
  const rival = whichPolygon({ type: 'FeatureCollection', features })

  const ours: Lookup = (point) => index.ownerAt('zone', point)?.id ?? null
  const rivals: Rival[] = [{ name: 'which-polygon', lookup: (point) => rival(point)?.id ?? null, points }]
  if (withList) {
    const lookup: Lookup = (point) => features.find((f) => booleanPointInPolygon(point, f))?.properties.id ?? null
    rivals.push({ name: 'turf', lookup, points: points.slice(0, 500) })
  }
  for (const { name, lookup, points } of rivals) checkAgreement(name, ours, lookup, points)
  return [
    ...rivals.flatMap(({ name, lookup, points }) => ratioFigures(`locate-${size}-vs-${name}`, ours, lookup, points)),
    { name: `locate-${size}-lookup`, value: nanosecondsEach(ours, points), unit: 'ns' },
    { name: `locate-${size}-build`, value: builtMs, unit: 'ms' },
  ]
}

function randomPoints(hull: { minX: number; minY: number; maxX: number; maxY: number }, count: number): LngLat[] {
  const random = randomNumbers(11)
  return Array.from({ length: count }, () => [
    hull.minX + random() * (hull.maxX - hull.minX),
    hull.minY + random() * (hull.maxY - hull.minY),
  ])
}

/** A ratio between two programs that answer differently would mean nothing. */
function checkAgreement(name: string, ours: Lookup, theirs: Lookup, points: LngLat[]): void {
  const differing = points.find((point) => ours(point) !== theirs(point))
  if (differing) throw new Error(`${name} answers ${theirs(differing)} at ${differing}, not ${ours(differing)}`)
}

/** Both run in turn, round by round, so that a busy machine slows both; the median ratio of the rounds counts. */
function ratioFigures(name: string, ours: Lookup, theirs: Lookup, points: LngLat[]): Figure[] {
  nanosecondsEach(ours, points)
  nanosecondsEach(theirs, points)
  const ratios = Array.from({ length: ROUNDS }, (_, round) => {
    // Who goes second finds a warmer machine: the order alternates.
    const first = round % 2 === 0 ? nanosecondsEach(ours, points) : nanosecondsEach(theirs, points)
    const second = round % 2 === 0 ? nanosecondsEach(theirs, points) : nanosecondsEach(ours, points)
    return round % 2 === 0 ? second / first : first / second
  })
  return [{ name, value: ratios.toSorted((a, b) => a - b)[ROUNDS >> 1]!, unit: 'x', goal: { op: '>=', n: 1 } }]
}

function nanosecondsEach(lookup: Lookup, points: LngLat[]): number {
  const began = performance.now()
  let found = 0
  for (const point of points) if (lookup(point) !== null) found++
  const elapsedMs = performance.now() - began
  if (found === 0) throw new Error('no point was found in any polygon')
  return (elapsedMs * 1e6) / points.length
}

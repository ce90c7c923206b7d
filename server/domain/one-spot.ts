import type { LngLat, Place } from '#shared/geo.ts'
import { placeBox } from './place-box.ts'
import { createTangentPlane, type Xy } from './tangent-plane.ts'

const RADIANS = Math.PI / 180
/** Round shapes are drawn with this many straight edges around them. */
const EDGES = 16
/** Half the side of the square in which a common spot is looked for, in metres: no camera sees so far. */
const WORLD_METRES = 200_000

/** Everything on one side of a line: the points p with `east` × p.east + `north` × p.north <= `metres`. */
type HalfPlane = { east: number; north: number; metres: number }

/**
 * Whether there is a spot that all these places may mean, each being believed `slackMetres` beyond its bounds. The same
 * in whatever order they are given. An unknown place means none.
 */
export function haveOneSpot(places: readonly Place[], slackMetres: number): boolean {
  const anchors = places.map(anchorOf).filter((anchor) => anchor !== null)
  if (anchors.length < places.length) return false
  const { toXy } = createTangentPlane([
    mean(anchors.map(([lng]) => lng).toSorted(ascending)),
    mean(anchors.map(([, lat]) => lat).toSorted(ascending)),
  ])
  const w = WORLD_METRES
  let common: Xy[] = [
    [-w, -w],
    [w, -w],
    [w, w],
    [-w, w],
  ]
  for (const place of places)
    for (const half of halfPlanesOf(place, toXy, slackMetres)) {
      common = cut(common, half)
      if (common.length === 0) return false
    }
  return true
}

function anchorOf(place: Place): LngLat | null {
  if (place.type === 'sector') return place.apex
  if (place.type === 'point' || place.type === 'ellipse') return place.location
  const box = placeBox(place, 0)
  return box === null ? null : [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2]
}

/** The half-planes whose common ground is the place with its slack; a sector of half a turn or more counts as its disc. */
function halfPlanesOf(place: Place, toXy: (lngLat: LngLat) => Xy, slackMetres: number): HalfPlane[] {
  switch (place.type) {
    case 'point':
      return roundAbout(toXy(place.location), () => place.radiusMetres + slackMetres)
    case 'ellipse': {
      const turn = place.bearingDegrees * RADIANS
      return roundAbout(toXy(place.location), (angle) => {
        const along = place.semiMajorMetres * Math.cos(angle - turn)
        const aside = place.semiMinorMetres * Math.sin(angle - turn)
        return Math.hypot(along, aside) + slackMetres
      })
    }
    case 'sector': {
      const apex = toXy(place.apex)
      if (place.halfAngleDegrees >= 90) return roundAbout(apex, () => place.rangeMetres + slackMetres)
      const { bearingDegrees: bearing, halfAngleDegrees: half } = place
      return [
        beside(apex, bearing - half - 90, slackMetres),
        beside(apex, bearing + half + 90, slackMetres),
        beside(apex, bearing, place.rangeMetres + slackMetres),
        beside(apex, bearing + 180, slackMetres),
      ]
    }
    case 'polygon': {
      const { minX, minY, maxX, maxY } = placeBox(place, slackMetres) ?? { minX: 0, minY: 0, maxX: 0, maxY: 0 }
      const [west, south] = toXy([minX, minY])
      const [east, north] = toXy([maxX, maxY])
      return [
        { east: 1, north: 0, metres: east },
        { east: -1, north: 0, metres: -west },
        { east: 0, north: 1, metres: north },
        { east: 0, north: -1, metres: -south },
      ]
    }
    case 'unknown':
      return []
  }
}

/** Everything not further than so many metres from a point towards a bearing. */
function beside([x, y]: Xy, bearingDegrees: number, metres: number): HalfPlane {
  const east = Math.sin(bearingDegrees * RADIANS)
  const north = Math.cos(bearingDegrees * RADIANS)
  return { east, north, metres: east * x + north * y + metres }
}

/** `reach` tells how far the shape reaches towards a bearing, in radians. */
function roundAbout(centre: Xy, reach: (bearing: number) => number): HalfPlane[] {
  return Array.from({ length: EDGES }, (_, edge) => {
    const degrees = (edge * 360) / EDGES
    return beside(centre, degrees, reach(degrees * RADIANS))
  })
}

/** The part of a convex polygon that lies in a half-plane, by Sutherland and Hodgman. */
function cut(corners: readonly Xy[], { east, north, metres }: HalfPlane): Xy[] {
  const beyond = ([x, y]: Xy) => east * x + north * y - metres
  return corners.flatMap((corner, index): Xy[] => {
    const before = corners.at(index - 1) ?? corner
    const [outBefore, out] = [beyond(before), beyond(corner)]
    const kept: Xy[] = out <= 0 ? [corner] : []
    if (outBefore <= 0 === out <= 0) return kept
    const share = outBefore / (outBefore - out)
    return [[before[0] + share * (corner[0] - before[0]), before[1] + share * (corner[1] - before[1])], ...kept]
  })
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function ascending(a: number, b: number): number {
  return a - b
}

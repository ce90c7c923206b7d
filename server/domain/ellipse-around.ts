import type { Place } from '#shared/geo.ts'
import type { TangentPlane, Xy } from './tangent-plane.ts'

/** No place is told more exactly than this, whatever the angles say. */
const LEAST_METRES = 15

/**
 * An ellipse that holds all the points, in the shape and direction in which they are spread: around the middle of
 * their span, its axes those of their scatter.
 */
export function ellipseAround(points: readonly Xy[], plane: TangentPlane): Extract<Place, { type: 'ellipse' }> {
  const mean = [0, 1].map((axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length)
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of points) {
    const [dx, dy] = [x - (mean[0] ?? 0), y - (mean[1] ?? 0)]
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  // Half the angle of the scatter matrix is the direction of its larger axis, counted from east to north.
  const turn = Math.atan2(2 * xy, xx - yy) / 2
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)]
  const turned = points.map(([x, y]): Xy => [x * cosine + y * sine, y * cosine - x * sine])
  const [along, across] = [spanOf(turned.map(([a]) => a)), spanOf(turned.map(([, b]) => b))]
  const [a, b] = [Math.max(along.half, LEAST_METRES), Math.max(across.half, LEAST_METRES)]
  // A box has corners; the ellipse grows until it holds whatever lies in them.
  const grown = Math.max(1, ...turned.map(([u, v]) => Math.hypot((u - along.middle) / a, (v - across.middle) / b)))
  const centre: Xy = [along.middle * cosine - across.middle * sine, along.middle * sine + across.middle * cosine]
  return {
    type: 'ellipse',
    location: plane.toLngLat(centre),
    semiMajorMetres: grown * Math.max(a, b),
    semiMinorMetres: grown * Math.min(a, b),
    bearingDegrees: (((90 - (turn * 180) / Math.PI + (a < b ? 90 : 0)) % 180) + 180) % 180,
  }
}

function spanOf(values: number[]): { middle: number; half: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return { middle: (least + most) / 2, half: (most - least) / 2 }
}

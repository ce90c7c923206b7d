import type { Point } from './plane.ts'

/** Hills (positive) and basins (negative): east, north, height and width in metres. All of it is made up. */
const SWELLS: readonly (readonly [number, number, number, number])[] = [
  [-200, 2000, 230, 900],
  [2100, 900, 250, 900],
  [2000, -1500, 210, 800],
  [-2100, 300, 220, 900],
  [-1400, -2200, 200, 700],
  [600, -2050, 120, 500],
  [-100, -1250, -90, 500],
  [1500, 4100, 240, 900],
  [-1700, 4300, 230, 1000],
  [-3400, 2700, 170, 800],
  [4300, 1700, 230, 800],
  [5250, 3650, 210, 900],
  [4100, -2100, 250, 800],
  [5900, -600, 190, 1000],
  [1300, -3700, 230, 800],
  [-800, -4100, 170, 700],
  [3300, -4700, 160, 900],
  [-2900, -2800, 220, 800],
  [-4300, 400, 200, 800],
  [-4600, -2150, 210, 800],
]

/** The made-up ground elevation at a point of the plane, in metres: rolling hills between some 1100 and 1500. */
export function groundElevationMetres([east, north]: Point): number {
  const rolling = 35 * Math.sin(east / 730 + 0.6) * Math.cos(north / 810) + 18 * Math.sin((east + north) / 410)
  const swells = SWELLS.reduce((sum, [x, y, height, width]) => {
    const squared = ((east - x) ** 2 + (north - y) ** 2) / width ** 2
    return sum + height * Math.exp(-squared)
  }, 0)
  return Math.round((1180 + rolling + swells) * 10) / 10
}

/** The highest point that can be reached from `start` by walking uphill, at most `reachMetres` away. */
export function summitNear(start: Point, reachMetres: number): Point {
  let summit = start
  for (let step = 0; step * 20 < reachMetres; step += 1) {
    const around = Array.from({ length: 8 }, (_, turn): Point => {
      const angle = (turn * Math.PI) / 4
      return [summit[0] + 20 * Math.cos(angle), summit[1] + 20 * Math.sin(angle)]
    })
    const next = around.reduce(
      (best, point) => (groundElevationMetres(point) > groundElevationMetres(best) ? point : best),
      summit,
    )
    if (next === summit) break
    summit = next
  }
  return summit
}

import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { sightingSigmaDegrees } from '../../server/domain/bearing-sigma.ts'
import { bearingDegrees, destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { fixOf, type Sighting, triangulate } from '../../server/domain/triangulate.ts'
import { randomNumbers } from '../support/random-numbers.ts'

const RADIANS = Math.PI / 180
const TRIALS = 4000

type Geometry = { cameras: number; fromDegrees: number; toDegrees: number; sigmaFrom: number; sigmaTo: number }
type Drawn = { fire: LngLat; sightings: Sighting[] }

function createDraw(seed: number) {
  const random = randomNumbers(seed)
  const between = (from: number, to: number) => from + (to - from) * random()
  const onScale = (from: number, to: number) => from * (to / from) ** random()
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

  /** Cameras around a fire somewhere in China whose first two bearings cross at an angle of the band. */
  function draw({ cameras, fromDegrees, toDegrees, sigmaFrom, sigmaTo }: Geometry, wrongDegrees = 0): Drawn {
    const fire: LngLat = [between(75, 133), between(18, 53)]
    const first = between(0, 360)
    const crossing = between(fromDegrees, toDegrees) * (random() < 0.5 ? 1 : -1)
    const sightings = Array.from({ length: cameras }, (_, i) => {
      // Others stand between the first two, so that the band stays what it says.
      const from = first + (i === 0 ? 0 : i === 1 ? crossing : between(0, crossing)) + (random() < 0.5 ? 180 : 0)
      const apex = destination(fire, from, onScale(500, 20_000))
      const sigmaDegrees = onScale(sigmaFrom, sigmaTo)
      const off = sigmaDegrees * gauss() + (i === 0 ? wrongDegrees : 0)
      return { deviceId: `c${i}`, apex, bearingDegrees: (bearingDegrees(apex, fire) + off + 720) % 360, sigmaDegrees }
    })
    return { fire, sightings }
  }
  return { draw, between, gauss }
}

/** How often the ellipse holds the fire, and the mean error away from the nearest camera and aside, in semi-major axes. */
function tally(geometry: Geometry, seed: number) {
  const { draw } = createDraw(seed)
  const sum = { fixes: 0, held: 0, away: 0, aside: 0 }
  for (let trial = 0; trial < TRIALS; trial++) {
    const { fire, sightings } = draw(geometry)
    const fix = triangulate(sightings)
    if (!fix.ok || fix.outliers.length > 0) continue
    const error = distanceMetres(fire, fix.place.location) / fix.place.semiMajorMetres
    const bearing = bearingDegrees(fire, fix.place.location)
    const nearest = sightings.toSorted((a, b) => distanceMetres(a.apex, fire) - distanceMetres(b.apex, fire))[0]!
    const outward = (bearing - bearingDegrees(fire, nearest.apex) + 180) * RADIANS
    sum.fixes++
    sum.held += holds(fix.place, fire) ? 1 : 0
    sum.away += error * Math.cos(outward)
    sum.aside += error * Math.sin(outward)
  }
  return { fixes: sum.fixes, held: sum.held / sum.fixes, away: sum.away / sum.fixes, aside: sum.aside / sum.fixes }
}

type Ellipse = { location: LngLat; semiMajorMetres: number; semiMinorMetres: number; bearingDegrees: number }

function holds(ellipse: Ellipse, point: LngLat): boolean {
  const turned = (bearingDegrees(ellipse.location, point) - ellipse.bearingDegrees) * RADIANS
  const metres = distanceMetres(ellipse.location, point)
  const [along, aside] = [metres * Math.cos(turned), metres * Math.sin(turned)]
  return (along / ellipse.semiMajorMetres) ** 2 + (aside / ellipse.semiMinorMetres) ** 2 <= 1
}

const BANDS = [
  [20, 40],
  [40, 65],
  [65, 90],
] as const
const SIGMAS = [
  [0.2, 0.7],
  [0.7, 3],
] as const
const GEOMETRIES = [2, 3, 4].flatMap((cameras) =>
  BANDS.flatMap(([fromDegrees, toDegrees]) =>
    SIGMAS.map(([sigmaFrom, sigmaTo]) => ({ cameras, fromDegrees, toDegrees, sigmaFrom, sigmaTo })),
  ),
)

describe('the error ellipse of a fix', () => {
  it.each(GEOMETRIES.map((geometry, i) => ({ ...geometry, seed: 100 + i })))(
    'holds the fire in 93 to 97 % and lies true: $cameras cameras crossing at $fromDegrees-$toDegrees°, σ $sigmaFrom-$sigmaTo°',
    ({ seed, ...geometry }) => {
      const { fixes, held, away, aside } = tally(geometry, seed)
      expect(fixes).toBeGreaterThan(TRIALS * 0.6)
      expect(held).toBeGreaterThan(0.93)
      expect(held).toBeLessThan(0.97)
      expect(Math.hypot(away, aside)).toBeLessThan(0.05)
    },
    30_000,
  )
})

/** As `tally`, of boxes in pictures: what was seen lies anywhere in each, and each mounting is off as said. */
function tallyBoxes(halfAngleDegrees: number, mountingSigma: number, seed: number) {
  const { draw, between, gauss } = createDraw(seed)
  const geometry = { cameras: 2, fromDegrees: 40, toDegrees: 90, sigmaFrom: 1, sigmaTo: 1 }
  const sum = { fixes: 0, held: 0 }
  for (let trial = 0; trial < TRIALS; trial++) {
    const { fire, sightings } = draw(geometry)
    const fix = fixOf(
      sightings.map(({ deviceId, apex }) => {
        const off = between(-halfAngleDegrees, halfAngleDegrees) + mountingSigma * gauss()
        const bearing = (bearingDegrees(apex, fire) + off + 720) % 360
        const bearingSigmaDegrees = sightingSigmaDegrees(halfAngleDegrees, mountingSigma)
        const sector = { type: 'sector', apex, halfAngleDegrees, rangeMetres: 30_000 } as const
        return { deviceId, place: { ...sector, bearingDegrees: bearing, bearingSigmaDegrees } }
      }),
    )
    if (!fix.ok) continue
    sum.fixes++
    sum.held += holds(fix.place, fire) ? 1 : 0
  }
  return { fixes: sum.fixes, held: sum.held / sum.fixes }
}

describe('the error ellipse of boxes in pictures', () => {
  // Errors within a box are bounded, so that the ellipse of wide boxes holds rather more than it promises.
  it.each([
    { halfAngle: 0.5, mounting: 2, most: 0.97 },
    { halfAngle: 2, mounting: 0.5, most: 0.99 },
    { halfAngle: 6, mounting: 2, most: 0.99 },
  ])('holds the fire in 93 % or more: boxes ±$halfAngle°, mountings σ $mounting°', ({ halfAngle, mounting, most }) => {
    const { fixes, held } = tallyBoxes(halfAngle, mounting, 401)
    expect(fixes).toBeGreaterThan(TRIALS * 0.4)
    expect(held).toBeGreaterThan(0.93)
    expect(held).toBeLessThan(most)
  })
})

/** What becomes of fixes of which one camera is wrong by 15 to 180 degrees. */
function tallyWrong(cameras: number, seed: number) {
  const { draw, between } = createDraw(seed)
  const geometry = { cameras, fromDegrees: 40, toDegrees: 90, sigmaFrom: 0.2, sigmaTo: 2 }
  const sum = { found: 0, innocent: 0, unnoticed: 0, refused: 0, foundHeld: 0 }
  for (let trial = 0; trial < TRIALS; trial++) {
    const { fire, sightings } = draw(geometry, between(15, 345))
    const fix = triangulate(sightings)
    if (!fix.ok) sum.refused++
    else if (fix.outliers.length === 0) sum.unnoticed++
    else if (fix.outliers.join() !== 'c0') sum.innocent++
    else {
      sum.found++
      sum.foundHeld += holds(fix.place, fire) ? 1 : 0
    }
  }
  return {
    found: sum.found / TRIALS,
    innocent: sum.innocent / TRIALS,
    unnoticed: sum.unnoticed / TRIALS,
    refused: sum.refused / TRIALS,
    foundHeld: sum.foundHeld / sum.found,
  }
}

describe('one camera that is wrong', () => {
  // Of three cameras two always meet somewhere: which pair is right can be told only where the others cannot meet.
  it.each([
    { cameras: 3, seed: 301, leastFound: 0.3, mostUnnoticed: 0.07 },
    { cameras: 4, seed: 302, leastFound: 0.8, mostUnnoticed: 0.03 },
    { cameras: 5, seed: 303, leastFound: 0.9, mostUnnoticed: 0.02 },
  ])(
    'is found among $cameras, or there is no fix; hardly ever is an innocent one named',
    ({ cameras, seed, leastFound, mostUnnoticed }) => {
      const wrong = tallyWrong(cameras, seed)
      expect(wrong.found).toBeGreaterThan(leastFound)
      expect(wrong.unnoticed).toBeLessThan(mostUnnoticed)
      expect(wrong.innocent).toBeLessThan(0.003)
      expect(wrong.foundHeld).toBeGreaterThan(0.93)
      expect(wrong.foundHeld).toBeLessThan(0.97)
    },
    30_000,
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { bearingDegrees, destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import type { Terrain } from '../../server/domain/terrain.ts'
import { cutByTerrain, type Lens, type Sighting, type TerrainCut } from '../../server/domain/terrain-cut.ts'
import { groundAt, groundOf, hills, MIDDLE, riseMetres, walkedSight } from '../support/made-up-terrain.ts'

const LENS: Lens = { elevation: null, mastHeightMetres: 20, bearingSigmaDegrees: 0.5 }

function sighting(over: { bearing?: number; half?: number; range?: number; elevation?: number | null }): Sighting {
  const { bearing = 0, half = 1, range = 4000, elevation = null } = over
  return {
    sector: { type: 'sector', apex: MIDDLE, bearingDegrees: bearing, halfAngleDegrees: half, rangeMetres: range },
    elevationDegrees: elevation,
    seenUpToMetres: 3,
    columnMetres: 30,
  }
}

/** The angle above the horizon at which a lens sees the ground at a place. */
function elevationOf(terrain: Terrain, to: LngLat, eyeMetres: number): number {
  const metres = distanceMetres(MIDDLE, to)
  return (Math.atan2(groundAt(terrain, to) - riseMetres(metres) - eyeMetres, metres) * 180) / Math.PI
}

/** How far out of the middle of an ellipse a place lies: up to 1 is inside. */
function outness(cut: TerrainCut, to: LngLat): number {
  if (cut.place.type !== 'ellipse') throw new Error(`not an ellipse but ${cut.place.type}`)
  const { location, semiMajorMetres, semiMinorMetres, bearingDegrees: bearing } = cut.place
  const [east, north] = createTangentPlane(location).toXy(to)
  const [sine, cosine] = [Math.sin((bearing * Math.PI) / 180), Math.cos((bearing * Math.PI) / 180)]
  return Math.hypot((east * sine + north * cosine) / semiMajorMetres, (east * cosine - north * sine) / semiMinorMetres)
}

/** A valley slope opposite: flat for a kilometre, then rising 300 m in a kilometre. */
const slope = groundOf((_east, north) => 100 + 0.3 * Math.min(1000, Math.max(0, north - 1000)))
const plain = groundOf(() => 100)

describe('a ray with an elevation angle', () => {
  it('meets the opposite slope in an ellipse around the place it was pointed at', () => {
    const fire = destination(MIDDLE, 0, 1500)
    const cut = cutByTerrain(sighting({ elevation: elevationOf(slope, fire, 120) }), LENS, slope)
    expect(cut.outcome).toBe('hit')
    if (cut.outcome !== 'hit' || cut.place.type !== 'ellipse') return
    expect(distanceMetres(cut.place.location, fire)).toBeLessThan(30)
    expect(cut.place.semiMajorMetres).toBeGreaterThan(20)
    expect(cut.place.semiMajorMetres).toBeLessThan(250)
    expect(cut.nearMetres).toBeLessThan(1500)
    expect(cut.farMetres).toBeGreaterThan(1500)
    expect(cut.lensMetres).toBe(120)
  })

  it('is never far from the truth: within the errors the ellipse or the sector holds the fire', () => {
    let hits = 0
    fc.assert(
      fc.property(
        hills,
        fc.integer({ min: 0, max: 359 }),
        fc.integer({ min: 150, max: 3900 }),
        fc.integer({ min: 5, max: 60 }),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        (terrain, bearing, metres, mast, bearingError, elevationError) => {
          const fire = destination(MIDDLE, bearing, metres)
          const eye = groundAt(terrain, MIDDLE) + mast
          fc.pre(walkedSight(terrain, MIDDLE, fire, eye, groundAt(terrain, fire) + 0.5))
          const seen = sighting({
            bearing: bearingDegrees(MIDDLE, fire) + bearingError,
            elevation: elevationOf(terrain, fire, eye) + elevationError,
          })
          const cut = cutByTerrain(seen, { ...LENS, mastHeightMetres: mast }, terrain)
          if (cut.outcome === 'hit') {
            hits += 1
            expect(outness(cut, fire)).toBeLessThan(1.05)
          } else if (cut.outcome === 'uncertain') expect(cut.place.rangeMetres).toBeGreaterThan(metres - 10)
          else expect.unreachable()
        },
      ),
      { numRuns: 150 },
    )
    expect(hits).toBeGreaterThan(10)
  })

  it('over a ridge is called grazing instead of being given a point on one side', () => {
    const ridge = groundOf((_east, north) => 100 + 150 * Math.exp(-(((north - 1000) / 150) ** 2)))
    const crest = destination(MIDDLE, 0, 990)
    const cut = cutByTerrain(sighting({ elevation: elevationOf(ridge, crest, 120) - 0.1 }), LENS, ridge)
    expect(cut).toMatchObject({ outcome: 'uncertain', reason: 'grazing' })
  })

  it('along a plain is grazing far out, and a point near the mast', () => {
    expect(cutByTerrain(sighting({ elevation: -0.5 }), LENS, plain)).toMatchObject({ reason: 'grazing' })
    expect(cutByTerrain(sighting({ elevation: -12 }), LENS, plain)).toMatchObject({ outcome: 'hit' })
    expect(cutByTerrain(sighting({ elevation: -90 }), LENS, plain)).toMatchObject({ outcome: 'hit' })
  })

  it('against the sky meets no ground, and the sector stays as long as it was', () => {
    const cut = cutByTerrain(sighting({ elevation: 5 }), LENS, plain)
    expect(cut).toMatchObject({ outcome: 'uncertain', reason: 'no-ground', place: { rangeMetres: 4000 } })
  })

  it('over unknown ground says so, and the sector stays as long as it was', () => {
    const torn = groundOf((_east, north) => (north > 300 ? null : 100))
    const cut = cutByTerrain(sighting({ elevation: -1 }), LENS, torn)
    expect(cut).toMatchObject({ outcome: 'uncertain', reason: 'unknown-ground', place: { rangeMetres: 4000 } })
  })

  it('within a wide sector tells no point', () => {
    expect(cutByTerrain(sighting({ elevation: -5, half: 20 }), LENS, plain)).toMatchObject({ reason: 'wide' })
  })

  it('of a cliff is on its face', () => {
    const cliff = groundOf((_east, north) => (north > 1200 ? 300 : 100))
    const cut = cutByTerrain(sighting({ elevation: 4 }), LENS, cliff)
    expect(cut).toMatchObject({ outcome: 'hit' })
    expect(outness(cut, destination(MIDDLE, 0, 1200))).toBeLessThan(1)
  })
})

describe('a sector without an elevation angle', () => {
  it('ends where behind the last ridge not even a column of smoke would show', () => {
    const ridge = groundOf((_east, north) => 100 + 200 * Math.exp(-(((north - 1500) / 300) ** 2)))
    const cut = cutByTerrain(sighting({}), LENS, ridge)
    expect(cut).toMatchObject({ outcome: 'uncertain', reason: 'no-elevation' })
    if (cut.outcome !== 'uncertain') return
    expect(cut.place.rangeMetres).toBeGreaterThan(1500)
    expect(cut.place.rangeMetres).toBeLessThan(2000)
    expect(cut.visible.at(-1)?.toMetres).toBeLessThan(1520)
    expect(cut.place).toEqual({ ...sighting({}).sector, rangeMetres: cut.place.rangeMetres })
  })

  it('never leaves out ground above which a column shows', () => {
    fc.assert(
      fc.property(
        hills,
        fc.integer({ min: 0, max: 359 }),
        fc.integer({ min: 100, max: 3990 }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (terrain, bearing, metres, beside) => {
          const fire = destination(MIDDLE, bearing + beside, metres)
          const eye = groundAt(terrain, MIDDLE) + 20
          fc.pre(walkedSight(terrain, MIDDLE, fire, eye, groundAt(terrain, fire) + 28))
          const cut = cutByTerrain(sighting({ bearing, half: 10 }), LENS, terrain)
          if (cut.place.type !== 'sector') return expect.unreachable()
          expect(cut.place.rangeMetres).toBeGreaterThanOrEqual(metres - 8)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('is never longer than it came, and keeps apex and direction', () => {
    fc.assert(
      fc.property(
        hills,
        fc.integer({ min: 0, max: 359 }),
        fc.integer({ min: 50, max: 9000 }),
        (terrain, bearing, range) => {
          const { place, outcome } = cutByTerrain(sighting({ bearing, range, half: 5 }), LENS, terrain)
          expect(outcome).toBe('uncertain')
          expect(place).toMatchObject({ type: 'sector', apex: MIDDLE, bearingDegrees: bearing, halfAngleDegrees: 5 })
          if (place.type === 'sector') expect(place.rangeMetres).toBeLessThanOrEqual(range)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('over the sea ends at the horizon of the lens and that of the column together', () => {
    const sea = groundOf(() => 0)
    const cut = cutByTerrain(sighting({ range: 50_000, half: 0.01 }), LENS, sea)
    const bending = 0.87 / (2 * 6_371_000)
    const expected = Math.sqrt(20 / bending) + Math.sqrt(30 / bending)
    if (cut.place.type !== 'sector') return expect.unreachable()
    expect(cut.place.rangeMetres).toBeGreaterThan(expected - 50)
    expect(cut.place.rangeMetres).toBeLessThanOrEqual(50_000)
  })
})

describe('a camera', () => {
  it('whose registered elevation lies below the ground stands on the ground', () => {
    const cut = cutByTerrain(sighting({}), { ...LENS, elevation: 85 }, plain)
    expect(cut).toMatchObject({ lensMetres: 120 })
    expect(cutByTerrain(sighting({}), { ...LENS, elevation: 110 }, plain)).toMatchObject({ lensMetres: 130 })
  })

  it('whose registered elevation is in another datum stands on the ground', () => {
    expect(cutByTerrain(sighting({}), { ...LENS, elevation: 145 }, plain)).toMatchObject({ lensMetres: 120 })
    expect(cutByTerrain(sighting({}), { ...LENS, elevation: -20 }, plain)).toMatchObject({ lensMetres: 120 })
  })

  it('without a mast in the registry still sees over its own foot', () => {
    const cut = cutByTerrain(sighting({}), { ...LENS, mastHeightMetres: 0 }, plain)
    expect(cut).toMatchObject({ lensMetres: 102 })
    if (cut.place.type === 'sector') expect(cut.place.rangeMetres).toBe(4000)
  })

  it('in a pit out of which it cannot have seen keeps its sector: terrain or registry is wrong', () => {
    const pit = groundOf((east, north) => (Math.hypot(east, north) < 90 ? 100 : 900 - Math.hypot(east, north) / 10))
    const cut = cutByTerrain(sighting({ elevation: null }), LENS, pit)
    expect(cut.place.type === 'sector' && cut.place.rangeMetres).toBeGreaterThan(80)
    const walled = groundOf((east, north) => (Math.hypot(east, north) < 30 ? 100 : 5000))
    expect(cutByTerrain(sighting({ range: 50 }), LENS, walled).place).toEqual(sighting({ range: 50 }).sector)
  })

  it('where no terrain is known keeps its sector', () => {
    const nothing = groundOf(() => null)
    for (const terrain of [null, nothing])
      expect(cutByTerrain(sighting({ elevation: -3 }), LENS, terrain)).toEqual({
        outcome: 'no-terrain',
        place: sighting({}).sector,
        sector: sighting({}).sector,
      })
  })
})

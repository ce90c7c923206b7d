import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { destination } from '../../server/domain/geodesy.ts'
import { isVisible } from '../../server/domain/line-of-sight.ts'
import { createProfiles, dropMetres, firstMeeting, visibleStretches } from '../../server/domain/terrain-profile.ts'
import { groundAt, groundOf, hills, MIDDLE, riseMetres, walkedSight, walkedTo } from '../support/made-up-terrain.ts'

const sea = groundOf(() => 0)
const bearings = fc.integer({ min: 0, max: 359 })
/** What light needs to bend along: (1 − k) / 2R. */
const BENDING = 0.87 / (2 * 6_371_000)

describe('the round earth', () => {
  it('drops as a circle does, within a centimetre at 50 km', () => {
    for (const metres of [100, 1000, 10_000, 50_000])
      expect(Math.abs(dropMetres(metres) - riseMetres(metres))).toBeLessThan(0.011)
    // 7 cm in the first kilometre less what the air gives back; the surveyors’ figure.
    expect(dropMetres(1000)).toBeCloseTo(0.0683, 3)
  })

  it('is met by a ray over the sea where the closed formula says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 800 }), fc.double({ min: 1.02, max: 30, noNaN: true }), (eye, steeper) => {
        const dip = 2 * Math.sqrt(BENDING * eye)
        const slope = -dip * steeper
        const expected = (-slope - Math.sqrt(slope * slope - 4 * BENDING * eye)) / (2 * BENDING)
        fc.pre(expected < 29_000)
        const profile = createProfiles(sea, MIDDLE, 30_000, 10)(45)
        expect(firstMeeting(profile, eye, slope, 0)).toBeCloseTo(expected, 0)
      }),
      { numRuns: 30 },
    )
  })

  it('hides the sea beyond the horizon, which a tower sees √(2Rh / (1 − k)) away', () => {
    const eye = 30
    const horizon = Math.sqrt(eye / BENDING)
    const [seen] = visibleStretches(createProfiles(sea, MIDDLE, 30_000, 10)(200), eye, 0, 0)
    expect(seen?.fromMetres).toBe(0)
    // Within a step of the horizon the sea is grazed.
    expect(Math.abs((seen?.toMetres ?? 0) - horizon)).toBeLessThan(15)
    expect(isVisible(sea, MIDDLE, destination(MIDDLE, 200, horizon * 0.98), { fromMetres: eye, toMetres: 0 })).toBe(
      true,
    )
    expect(isVisible(sea, MIDDLE, destination(MIDDLE, 200, horizon * 1.1), { fromMetres: eye, toMetres: 0 })).toBe(
      false,
    )
    expect(isVisible(sea, MIDDLE, destination(MIDDLE, 200, horizon * 1.1), { fromMetres: eye, toMetres: 5 })).toBe(true)
  })
})

describe('a ray over hills', () => {
  it('meets the ground where somebody who walks it metre by metre finds it', () => {
    fc.assert(
      fc.property(
        hills,
        bearings,
        fc.integer({ min: 5, max: 60 }),
        fc.double({ min: -0.5, max: 0.05, noNaN: true }),
        (terrain, bearingDegrees, mast, slope) => {
          const eyeMetres = groundAt(terrain, MIDDLE) + mast
          const profile = createProfiles(terrain, MIDDLE, 4000, 8)(bearingDegrees)
          const met = firstMeeting(profile, eyeMetres, slope, 0)
          const walked = walkedTo(terrain, MIDDLE, { bearingDegrees, slope, eyeMetres, reachMetres: 4000 })
          if (typeof met === 'number' && walked !== null && Math.abs(met - walked) <= 12) return
          // They may part only where the ray grazes: a few metres higher or lower, and the walker agrees.
          const others = [3, -3].map((lift) =>
            walkedTo(terrain, MIDDLE, { bearingDegrees, slope, eyeMetres: eyeMetres + lift, reachMetres: 4000 }),
          )
          const asMetres = met === 'none' ? null : met
          const [high = null, low = null] = others
          if (asMetres === null) expect(high === null || walked === null).toBe(true)
          else {
            expect(low).not.toBeNull()
            expect(asMetres).toBeGreaterThanOrEqual((low ?? 0) - 12)
            if (high !== null) expect(asMetres).toBeLessThanOrEqual(high + 12)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('says unknown before it says anything of the ground behind a void', () => {
    const torn = groundOf((_east, north) => (north > 500 && north < 600 ? null : 100))
    const profile = createProfiles(torn, MIDDLE, 2000, 8)(0)
    expect(firstMeeting(profile, 120, -0.01, 0)).toBe('unknown')
    expect(firstMeeting(profile, 120, -0.1, 0)).toBeCloseTo(200, 0)
  })
})

describe('a line of sight', () => {
  it('is free where it is free for somebody who walks it, but for a few metres', () => {
    fc.assert(
      fc.property(
        hills,
        bearings,
        fc.integer({ min: 100, max: 4000 }),
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        (terrain, bearing, metres, fromMetres, toMetres) => {
          const to = destination(MIDDLE, bearing, metres)
          const seen = isVisible(terrain, MIDDLE, to, { fromMetres, toMetres })
          const eye = groundAt(terrain, MIDDLE) + fromMetres
          const top = groundAt(terrain, to) + toMetres
          const walked = [-3, 3].map((lift) => walkedSight(terrain, MIDDLE, to, eye + lift, top + lift))
          expect(walked).toContain(seen)
        },
      ),
      { numRuns: 80 },
    )
  })

  it('agrees with the visible stretches of its bearing', () => {
    fc.assert(
      fc.property(hills, bearings, fc.integer({ min: 50, max: 490 }), (terrain, bearing, step) => {
        const eye = groundAt(terrain, MIDDLE) + 20
        const stretches = visibleStretches(createProfiles(terrain, MIDDLE, 4000, 8)(bearing), eye, 0, 0)
        const metres = step * 8
        const edges = stretches.flatMap(({ fromMetres, toMetres }) => [fromMetres, toMetres])
        fc.pre(edges.every((edge) => Math.abs(edge - metres) > 24))
        const inside = stretches.some(({ fromMetres, toMetres }) => fromMetres < metres && metres < toMetres)
        const to = destination(MIDDLE, bearing, metres)
        const near = [-3, 3].map((lift) => isVisible(terrain, MIDDLE, to, { fromMetres: 20 + lift, toMetres: lift }))
        expect(near).toContain(inside)
      }),
      { numRuns: 80 },
    )
  })

  it('is unknown over ground that nobody has measured, unless known ground already stands in it', () => {
    const torn = groundOf((_east, north) =>
      north > 500 && north < 600 ? null : north > 200 && north < 260 ? 130 : 100,
    )
    const to = destination(MIDDLE, 0, 1000)
    expect(isVisible(torn, MIDDLE, to, { fromMetres: 60, toMetres: 10 })).toBeNull()
    expect(isVisible(torn, MIDDLE, to, { fromMetres: 10, toMetres: 10 })).toBe(false)
    expect(isVisible(torn, MIDDLE, destination(MIDDLE, 0, 550), { fromMetres: 60, toMetres: 10 })).toBeNull()
    expect(isVisible(torn, MIDDLE, MIDDLE, { fromMetres: 0, toMetres: 0 })).toBe(true)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import {
  BLOCK_DEGREES,
  BLOCK_POSTS,
  type Block,
  blockAt,
  blockKey,
  blockPosts,
  createTerrain,
} from '../../server/domain/terrain.ts'
import { fillVoids } from '../../server/domain/terrain-voids.ts'

/** A block in which a plane rises eastward and northward, in metres for a degree. */
function slopingBlock(column: number, row: number): Block {
  const { lngs, lats } = blockPosts({ column, row })
  return new Float32Array(lats.flatMap((lat) => lngs.map((lng) => slope([lng, lat]))))
}
const slope = ([lng, lat]: LngLat) => (lng - 112) * 2000 + (lat - 36) * 1000 + 500

const west = blockAt([112.1, 36.6])
const four = [0, 1].flatMap((row) => [0, 1].map((column) => ({ column: west.column + column, row: west.row + row })))
const blocks = new Map(four.map((name) => [blockKey(name), slopingBlock(name.column, name.row)]))
const terrain = createTerrain(blocks, 8)
const corner: LngLat = [west.column * BLOCK_DEGREES - 180, west.row * BLOCK_DEGREES - 90]

describe('terrain', () => {
  it('is the plane between its posts, inside blocks and over their edges, without a seam', () => {
    const inside = fc.double({ min: 0, max: 2 * BLOCK_DEGREES - 1e-9, noNaN: true })
    fc.assert(
      fc.property(inside, inside, (east, north) => {
        const location: LngLat = [corner[0] + east, corner[1] + north]
        expect(terrain.elevationAt(location)).toBeCloseTo(slope(location), 2)
      }),
    )
    for (const east of [BLOCK_DEGREES, BLOCK_DEGREES - 1e-12, BLOCK_DEGREES + 1e-12, 0.01]) {
      const edge: LngLat = [corner[0] + east, corner[1] + BLOCK_DEGREES]
      expect(terrain.elevationAt(edge)).toBeCloseTo(slope(edge), 2)
    }
  })

  it('is unknown outside its blocks, beside a void, and nowhere else', () => {
    expect(terrain.elevationAt([corner[0] - 1e-6, corner[1] + 0.01])).toBeNull()
    expect(terrain.elevationAt([corner[0] + 0.01, corner[1] + 2 * BLOCK_DEGREES + 1e-6])).toBeNull()
    const holed = slopingBlock(west.column, west.row)
    holed[100 * BLOCK_POSTS + 100] = NaN
    const withHole = createTerrain(new Map([[blockKey(west), holed]]), 8)
    const post = (column: number, row: number): LngLat => [corner[0] + column / 3600, corner[1] + row / 3600]
    expect(withHole.elevationAt(post(100.5, 100.5))).toBeNull()
    expect(withHole.elevationAt(post(99.5, 99.5))).toBeNull()
    expect(withHole.elevationAt(post(101.01, 100))).not.toBeNull()
  })

  it('knows the date line and the poles', () => {
    expect(blockAt([180, 10]).column).toBe(blockAt([-180, 10]).column)
    const last = blockAt([179.99, 10])
    const around = createTerrain(new Map([[blockKey(last), new Float32Array(BLOCK_POSTS ** 2).fill(7)]]), 8)
    expect(around.elevationAt([179.99, 10])).toBeCloseTo(7, 6)
    expect(around.elevationAt([-180, 10])).toBeNull()
    expect(blockAt([0, 90]).row).toBe(180 / BLOCK_DEGREES - 1)
  })
})

describe('voids', () => {
  const side = 21
  const ridge = () => Float32Array.from({ length: side * side }, (_, at) => 100 + 10 * Math.abs((at % side) - 10))

  it('are filled along the ridge or valley that runs into them', () => {
    const holed = ridge()
    for (const row of [9, 10, 11]) for (const column of [9, 10, 11]) holed[row * side + column] = NaN
    fillVoids(holed, side, side)
    expect(holed.every((metres) => !Number.isNaN(metres))).toBe(true)
    expect(Math.abs((holed[10 * side + 9] ?? 0) - 110)).toBeLessThan(8)
  })

  it('that are wide, or run out of the lattice, stay unknown', () => {
    const holed = ridge()
    for (let row = 4; row < 17; row++) for (let column = 4; column < 17; column++) holed[row * side + column] = NaN
    holed[0] = NaN
    fillVoids(holed, side, side)
    expect(holed[10 * side + 10]).toBeNaN()
    expect(holed[0]).toBeNaN()
  })

  it('leave what is known as it was', () => {
    const known = fc.option(fc.integer({ min: 0, max: 3000 }), { nil: NaN })
    fc.assert(
      fc.property(fc.array(known, { minLength: 49, maxLength: 49 }), (values) => {
        const filled = Float32Array.from(values)
        fillVoids(filled, 7, 7)
        const seen = values.filter((metres) => !Number.isNaN(metres))
        filled.forEach((metres, at) => {
          const before = values[at] ?? NaN
          if (!Number.isNaN(before)) expect(metres).toBe(before)
          else if (!Number.isNaN(metres)) {
            expect(metres).toBeGreaterThanOrEqual(Math.min(...seen) - 0.01)
            expect(metres).toBeLessThanOrEqual(Math.max(...seen) + 0.01)
          }
        })
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTile, pixelOf, terrariumBytes, terrariumMetres, tileBox, tilePosts } from '../../server/domain/terrarium.ts'

describe('terrarium tiles', () => {
  it('say the elevation that was put in, to a 256th of a metre, below the sea too', () => {
    fc.assert(
      fc.property(fc.double({ min: -499, max: 8900, noNaN: true }), (metres) => {
        const [red = 0, green = 0, blue = 0] = terrariumBytes(Float32Array.of(metres))
        expect(Math.abs(terrariumMetres(red, green, blue) - metres)).toBeLessThan(1 / 256)
      }),
    )
  })

  it('say nothing in black pixels', () => expect(terrariumMetres(0, 0, 0)).toBeNaN())

  it('have their pixels where the map draws them', () => {
    const name = { z: 12, x: 3324, y: 1605 }
    const [west, south, east, north] = tileBox(name)
    const { lngs, lats } = tilePosts(name)
    expect(lngs.length).toBe(256)
    expect(lngs[0]).toBeGreaterThan(west)
    expect(lngs.at(-1)).toBeLessThan(east)
    expect(lats[0]).toBeLessThan(north)
    expect(lats.at(-1)).toBeGreaterThan(south)
    const [column, row] = pixelOf([lngs[10] ?? NaN, lats[20] ?? NaN], 12)
    expect(column).toBeCloseTo(3324 * 256 + 10.5, 5)
    expect(row).toBeCloseTo(1605 * 256 + 20.5, 5)
    // The figures of the map grid everybody draws: zoom 1 has the equator as its middle line.
    expect(tileBox({ z: 1, x: 1, y: 0 }).map((degrees) => Math.round(degrees * 1e4) / 1e4)).toEqual([
      0, 0, 180, 85.0511,
    ])
  })

  it('exist only inside the grid', () => {
    expect(isTile({ z: 3, x: 7, y: 7 })).toBe(true)
    for (const name of [
      { z: 3, x: 8, y: 0 },
      { z: 3, x: 0, y: -1 },
      { z: 23, x: 0, y: 0 },
      { z: 3.5, x: 0, y: 0 },
      { z: NaN, x: 0, y: 0 },
    ])
      expect(isTile(name)).toBe(false)
  })
})

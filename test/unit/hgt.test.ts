import { describe, expect, it } from 'vitest'
import { hgtElevation, hgtNamed, readHgt } from '../../server/domain/hgt.ts'

/** A tile of three arc seconds whose posts are `metresAt` of their row from the north and column from the west. */
function tile(metresAt: (row: number, column: number) => number, side = 1201): Uint8Array {
  const bytes = Buffer.alloc(side * side * 2)
  for (let at = 0; at < side * side; at++) bytes.writeInt16BE(metresAt(Math.floor(at / side), at % side), at * 2)
  return bytes
}

describe('an SRTM tile', () => {
  it.each([
    ['N36E112.hgt', [112, 36], 'plain'],
    ['n36e112.SRTMGL1.hgt.zip', [112, 36], 'zip'],
    ['S01W070.HGT.GZ', [-70, -1], 'gz'],
  ])('is known by its name: %s', (name, corner, packing) => {
    expect(hgtNamed(name)).toEqual({ corner, packing })
  })

  it.each(['N36E112.tif', 'N90E112.hgt', 'N36E180.hgt', 'N36E112.hgt.rar', '._N36E112.hgt', 'N3E112.hgt'])(
    'is not what is called %s',
    (name) => expect(hgtNamed(name)).toBeNull(),
  )

  it('has its first row in the north, its corners on whole degrees and both edges', () => {
    const read = readHgt(
      [112, 36],
      tile((row, column) => (row === 0 ? 1000 : 0) + column),
    )
    expect(read).not.toBeNull()
    if (read === null) return
    expect(hgtElevation(read, 112, 37)).toBe(1000)
    expect(hgtElevation(read, 113, 37)).toBe(2200)
    expect(hgtElevation(read, 113, 36)).toBe(1200)
    expect(hgtElevation(read, 112 + 600 / 1200, 36 + 600 / 1200)).toBe(600)
    expect(hgtElevation(read, 112.2502, 36.5)).toBeCloseTo(300.24, 6)
    expect(hgtElevation(read, 113.0001, 36.5)).toBeNaN()
    expect(hgtElevation(read, 112.5, 35.9999)).toBeNaN()
  })

  it('reads negative heights, and is unknown beside a void and where values are no heights', () => {
    const read = readHgt(
      [112, 36],
      tile((row, column) => (row !== 600 ? -154 : column === 600 ? -32768 : 9500)),
    )
    if (read === null) throw new Error('not read')
    expect(hgtElevation(read, 112.2, 36.2)).toBe(-154)
    expect(hgtElevation(read, 112.5, 36.5)).toBeNaN()
    expect(hgtElevation(read, 112.5, 36.5 + 0.4 / 1200)).toBeNaN()
    expect(hgtElevation(read, 112.7, 36.5)).toBeNaN()
    expect(hgtElevation(read, 112.5, 36.5 + 1 / 1200)).toBe(-154)
  })

  it('of one arc second has posts three times as near', () => {
    const read = readHgt(
      [0, 0],
      tile((_row, column) => column, 3601),
    )
    if (read === null) throw new Error('not read')
    expect(hgtElevation(read, 0.5, 0.5)).toBe(1800)
    expect(hgtElevation(read, 1 / 7200, 0.5)).toBeCloseTo(0.5, 6)
  })

  it('of any other length is refused', () => {
    expect(readHgt([112, 36], new Uint8Array(1201 * 1201 * 2 - 2))).toBeNull()
    expect(readHgt([112, 36], new Uint8Array(0))).toBeNull()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { polygonFaults } from '../../server/domain/polygon-faults.ts'
import { tessellation } from '../support/tessellation.ts'

function box(x0: number, y0: number, x1: number, y1: number): LngLat[] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ]
}

const faultsOf = (...coordinates: LngLat[][]) => polygonFaults({ type: 'Polygon', coordinates })
const faultsOfParts = (...coordinates: LngLat[][][]) => polygonFaults({ type: 'MultiPolygon', coordinates })

describe('the check of an imported polygon', () => {
  it('finds nothing wrong with sound ground', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        for (const ring of tessellation({ columns: 3, rows: 3, seed }).rings) expect(faultsOf(ring)).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it('accepts parts that share an edge, an island in a hole, and a repeated position', () => {
    expect(faultsOfParts([box(0, 0, 1, 1)], [box(1, 0, 2, 1)])).toEqual([])
    expect(faultsOfParts([box(0, 0, 4, 4), box(1, 1, 3, 3)], [box(1.5, 1.5, 2, 2)])).toEqual([])
    expect(
      faultsOf([
        [0, 0],
        [1, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ]),
    ).toEqual([])
  })

  it('names the position that is not on earth, and nothing else', () => {
    const swapped: LngLat = [36.5, 112]
    expect(faultsOf([[0, 0], [1, 0], swapped, [0, 0]])).toEqual([
      { fault: 'out-of-range', part: 0, ring: 0, at: swapped },
    ])
    expect(
      faultsOf([
        [0, 0],
        [NaN, 0],
        [1, 1],
        [0, 0],
      ])[0],
    ).toMatchObject({ fault: 'out-of-range', at: [NaN, 0] })
  })

  it('names a ring of too few positions', () => {
    expect(
      faultsOf(box(0, 0, 4, 4), [
        [1, 1],
        [2, 2],
        [1, 1],
      ]),
    ).toEqual([{ fault: 'too-few-positions', part: 0, ring: 1, at: [1, 1] }])
  })

  it('names an open ring by its last position', () => {
    expect(
      faultsOf([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ).toEqual([{ fault: 'unclosed', part: 0, ring: 0, at: [0, 1] }])
  })

  it('names a ring without surface', () => {
    expect(
      faultsOf([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
    ).toEqual([{ fault: 'zero-area', part: 0, ring: 0, at: [0, 0] }])
  })

  it('names where a ring crosses itself', () => {
    const bowTie: LngLat[] = [
      [0, 0],
      [2, 2],
      [2, 0],
      [0, 1],
      [0, 0],
    ]
    const [fault, ...others] = faultsOf(bowTie)
    expect(others).toEqual([])
    expect(fault).toMatchObject({ fault: 'self-intersection', part: 0, ring: 0 })
    expect(fault!.at![0]).toBeCloseTo(2 / 3, 9)
    expect(fault!.at![1]).toBeCloseTo(2 / 3, 9)
  })

  it('does not take a bow tie whose halves cancel out for one without surface', () => {
    expect(
      faultsOf([
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ]),
    ).toEqual([{ fault: 'self-intersection', part: 0, ring: 0, at: [1, 1] }])
  })

  it('names where a ring runs back along itself', () => {
    const spike: LngLat[] = [
      [0, 0],
      [4, 0],
      [4, 4],
      [4, 2],
      [0, 2],
      [0, 0],
    ]
    expect(faultsOf(spike)).toEqual([{ fault: 'self-intersection', part: 0, ring: 0, at: [4, 2] }])
  })

  it('names a hole that crosses its outer ring, lies beside it or swallows it', () => {
    expect(faultsOf(box(0, 0, 4, 4), box(3, 1, 5, 2))).toMatchObject([{ fault: 'self-intersection', ring: 0 }])
    expect(faultsOf(box(0, 0, 4, 4), box(5, 1, 6, 2))).toMatchObject([{ fault: 'hole-outside', ring: 1, at: [5, 1] }])
    expect(faultsOf(box(1, 1, 3, 3), box(0, 0, 4, 4))).toMatchObject([{ fault: 'hole-outside', ring: 1 }])
  })

  it('names parts that cross and parts that lie within others', () => {
    expect(faultsOfParts([box(0, 0, 4, 4)], [box(3, 1, 5, 2)])).toMatchObject([{ fault: 'parts-overlap', part: 0 }])
    expect(faultsOfParts([box(0, 0, 4, 4)], [box(1, 1, 1.5, 2)])).toMatchObject([{ fault: 'parts-overlap', part: 1 }])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Area, Level } from '#shared/area.ts'
import type { LngLat, Place, Polygon } from '#shared/geo.ts'
import { createAreaIndex } from '../../server/domain/area-index.ts'
import { createCellRaster } from '../../server/domain/cell-raster.ts'
import { destination } from '../../server/domain/geodesy.ts'
import { outlineContains, outlinesOf } from '../../server/domain/outline.ts'
import { tessellation } from '../support/tessellation.ts'

// The date line is nobody's concern here: no township of ours lies on it, and no polygon may cross it.

const METRE = 1 / 111_000

function box(x0: number, y0: number, x1: number, y1: number): LngLat[] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ]
}

function area(code: string, geometry: Polygon | LngLat[], level: Level = 'zone'): Area {
  const polygon: Polygon = Array.isArray(geometry) ? { type: 'Polygon', coordinates: [geometry] } : geometry
  return { id: `id-${code}`, code, level, name: code, parentId: null, geometry: polygon }
}

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const cut = fc.record({
  columns: fc.integer({ min: 1, max: 6 }),
  rows: fc.integer({ min: 1, max: 6 }),
  seed: fc.integer(),
})

/** Triangles over a lattice of exact numbers, so that points lie exactly on slanting edges too. */
function triangles(columns: number, rows: number): LngLat[][] {
  return Array.from({ length: columns * rows }, (_, i) => {
    const x = 112 + (i % columns) / 128
    const y = 36 + Math.floor(i / columns) / 128
    const [east, north] = [x + 1 / 128, y + 1 / 128]
    const lower: LngLat[] = [
      [x, y],
      [east, y],
      [east, north],
      [x, y],
    ]
    const upper: LngLat[] = [
      [x, y],
      [east, north],
      [x, north],
      [x, y],
    ]
    return [lower, upper]
  }).flat()
}

/** Vertices, points along edges and points anywhere in the hull: where a tessellation may go wrong. */
function probes(rings: LngLat[][], spots: [number, number][]): LngLat[] {
  const xs = rings.flat().map(([x]) => x)
  const ys = rings.flat().map(([, y]) => y)
  const [minX, maxX, minY, maxY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const along = rings.flatMap((ring, r) =>
    ring.slice(1).map((to, i): LngLat => {
      const from = ring[i]!
      const t = spots[(r + i) % spots.length]![0]
      return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]
    }),
  )
  const middles = rings.flatMap((ring) =>
    ring.slice(1).map((to, i): LngLat => [(ring[i]![0] + to[0]) / 2, (ring[i]![1] + to[1]) / 2]),
  )
  const anywhere = spots.map(([u, v]): LngLat => [minX + u * (maxX - minX), minY + v * (maxY - minY)])
  return [...rings.flat(), ...along, ...middles, ...anywhere]
}

const spots = fc.array(fc.tuple(unit, unit), { minLength: 30, maxLength: 30 })
const groundAndProbes = fc.oneof(
  fc.tuple(cut, spots).map(([options, where]) => {
    const { rings } = tessellation(options)
    return { rings, points: probes(rings, where) }
  }),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), spots).map(([columns, rows, where]) => {
    const rings = triangles(columns, rows)
    return { rings, points: probes(rings, where) }
  }),
)

describe('the boundary rule', () => {
  it('gives every point of a tessellation exactly one owner, on edges and vertices too', () => {
    fc.assert(
      fc.property(groundAndProbes, ({ rings, points }) => {
        const index = createAreaIndex(rings.map((ring, i) => area(`${i}`, ring)))
        for (const point of points) expect(index.ownerAt('zone', point)).not.toBe(null)
      }),
      { numRuns: 60 },
    )
  })

  it('lets exactly one polygon contain each inner point of exactly shared edges', () => {
    for (const [columns, rows] of [
      [4, 4],
      [1, 3],
    ] as const) {
      const rings = triangles(columns, rows)
      const outlines = rings.flatMap((ring) => outlinesOf({ type: 'Polygon', coordinates: [ring] }))
      const [east, north] = [112 + columns / 128, 36 + rows / 128]
      const inner = probes(rings, [[0.5, 0.5]]).filter(([x, y]) => x < east && y < north)
      expect(inner.length).toBeGreaterThan(20)
      for (const [x, y] of inner) expect(outlines.filter((outline) => outlineContains(outline, x, y)).length).toBe(1)
    }
  })

  it('gives a point on a slanting edge to the ground east of it', () => {
    const [lower, upper] = triangles(1, 1).map((ring, i) => area(`${1 - i}`, ring))
    const middle: LngLat = [112 + 1 / 256, 36 + 1 / 256]
    expect(createAreaIndex([lower!, upper!]).ownerAt('zone', middle)).toBe(lower)
    const rising = area('0', [
      [1, 0],
      [1, 1],
      [0, 1],
      [1, 0],
    ])
    const falling = area('1', [
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ])
    expect(createAreaIndex([rising, falling]).ownerAt('zone', [0.5, 0.5])).toBe(rising)
    const west = area('0', [
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ])
    const east = area('1', [
      [1, 0],
      [1, 1],
      [0, 1],
      [1, 0],
    ])
    expect(createAreaIndex([west, east]).ownerAt('zone', [0.5, 0.5])).toBe(east)
  })

  it('never lets rounding put an inner point between two polygons or into two', () => {
    fc.assert(
      fc.property(groundAndProbes, ({ rings, points }) => {
        const outlines = rings.flatMap((ring) => outlinesOf({ type: 'Polygon', coordinates: [ring] }))
        const east = Math.max(...outlines.map((outline) => outline.maxX))
        const north = Math.max(...outlines.map((outline) => outline.maxY))
        for (const [x, y] of points) {
          if (x >= east || y >= north) continue
          // Each inner edge is counted for both its neighbours or for neither: the sum stays odd.
          expect(outlines.filter((outline) => outlineContains(outline, x, y)).length % 2).toBe(1)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('answers the same in whatever order the areas came', () => {
    fc.assert(
      fc.property(groundAndProbes, fc.integer({ min: 1, max: 1000 }), ({ rings, points }, stride) => {
        const areas = rings.map((ring, i) => area(`${i}`, ring))
        // Two that overlap everything else, and one far away, so that overlap and gap are in play.
        areas.push(
          area(
            '5x',
            rings[0]!.map(([x, y]): LngLat => [x + 40 * METRE, y]),
          ),
          area('0', box(113, 40, 113.1, 40.1)),
        )
        const shuffled = areas.toSorted(
          (a, b) => ((a.code.charCodeAt(0) * stride) % 7) - ((b.code.charCodeAt(0) * stride) % 7),
        )
        const [one, other, third] = [areas, shuffled, areas.toReversed()].map(createAreaIndex)
        for (const point of points) {
          const owner = one!.ownerAt('zone', point)?.id
          expect(other!.ownerAt('zone', point)?.id).toBe(owner)
          expect(third!.ownerAt('zone', point)?.id).toBe(owner)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('gives an overlap to the lowest code as a string', () => {
    const index = createAreaIndex([area('2', box(0, 0, 2, 2)), area('10', box(1, 0, 3, 2))])
    expect(index.ownerAt('zone', [1.5, 1])?.code).toBe('10')
    expect(index.ownerAt('zone', [0.5, 1])?.code).toBe('2')
  })

  it('gives an overlap of equal codes to the lowest id', () => {
    const twins = ['b', 'a', 'c'].map((id): Area => ({ ...area('1', box(0, 0, 2, 2)), id }))
    expect(createAreaIndex(twins).ownerAt('zone', [1, 1])?.id).toBe('a')
  })

  it('gives a sliver between two areas to the nearer, and its middle to the lowest code', () => {
    const gapped = createAreaIndex([area('b', box(-1, 0, -8 * METRE, 1)), area('a', box(8 * METRE, 0, 1, 1))])
    expect(gapped.ownerAt('zone', [-1 * METRE, 0.5])?.code).toBe('b')
    expect(gapped.ownerAt('zone', [1 * METRE, 0.5])?.code).toBe('a')
    expect(gapped.ownerAt('zone', [0, 0.5])?.code).toBe('a')
  })

  it('reaches 10 m beyond the outermost edge and no farther', () => {
    const index = createAreaIndex([area('a', box(112, 36, 112.1, 36.1))])
    for (const bearing of [0, 90, 180, 270]) {
      const edge: LngLat = [
        112.05 + 0.05 * Math.sin((bearing * Math.PI) / 180),
        36.05 + 0.05 * Math.cos((bearing * Math.PI) / 180),
      ]
      expect(index.ownerAt('zone', destination(edge, bearing, 9.9))?.code).toBe('a')
      expect(index.ownerAt('zone', destination(edge, bearing, 10.1))).toBe(null)
    }
  })

  it('leaves a hole wider than the gap to nobody, or to the area that fills it', () => {
    const holed: Polygon = { type: 'Polygon', coordinates: [box(0, 0, 4, 4), box(1, 1, 3, 3)] }
    expect(createAreaIndex([area('a', holed)]).ownerAt('zone', [2, 2])).toBe(null)
    const filled = createAreaIndex([area('a', holed), area('b', box(1, 1, 3, 3))])
    expect(filled.ownerAt('zone', [2, 2])?.code).toBe('b')
    expect(filled.ownerAt('zone', [1, 2])?.code).toBe('b')
    expect(filled.ownerAt('zone', [3, 2])?.code).toBe('a')
  })

  it('finds an area in each of its parts', () => {
    const parts: Polygon = { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(5, 5, 6, 6)]] }
    const index = createAreaIndex([area('b', parts), area('a', box(2, 2, 3, 3))])
    expect(
      [
        [0.5, 0.5],
        [5.5, 5.5],
        [2.5, 2.5],
      ].map(([x, y]) => index.ownerAt('zone', [x!, y!])?.code),
    ).toEqual(['b', 'b', 'a'])
    expect(index.ownerAt('zone', [4, 4])).toBe(null)
  })

  it('owns nothing without areas, outside them all, or at a point that is not a number', () => {
    expect(createAreaIndex([]).ownerAt('zone', [1, 1])).toBe(null)
    const index = createAreaIndex([area('a', box(0, 0, 1, 1))])
    expect(index.ownerAt('zone', [50, 50])).toBe(null)
    expect(index.ownerAt('zone', [NaN, 0.5])).toBe(null)
    expect(index.ownerAt('village', [0.5, 0.5])).toBe(null)
  })
})

describe('the raster of cells', () => {
  it('answers as if every outline were asked in turn, whatever their shapes and overlaps', () => {
    const ground = fc.record({ cuts: fc.array(cut, { minLength: 1, maxLength: 3 }), spots, far: fc.boolean() })
    fc.assert(
      fc.property(ground, ({ cuts, spots, far }) => {
        const rings = cuts.flatMap((options) => tessellation(options).rings)
        // A tiny one far off makes the cells coarse against everything else.
        if (far) rings.push(box(119, 50, 119.0001, 50.0001))
        const outlines = rings.flatMap((ring) => outlinesOf({ type: 'Polygon', coordinates: [ring] }))
        const raster = createCellRaster(outlines)
        for (const [x, y] of probes(rings, spots)) {
          expect(raster.firstAt(x, y)).toBe(outlines.findIndex((outline) => outlineContains(outline, x, y)))
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('owners', () => {
  it('come most exact first, then the layers beside the tree', () => {
    const ground = box(0, 0, 1, 1)
    const levels: Level[] = ['hazard-zone', 'township', 'forest-block', 'zone', 'village', 'grid']
    const index = createAreaIndex(levels.map((level) => area(level, ground, level)))
    const expected = ['zone', 'grid', 'village', 'township', 'forest-block', 'hazard-zone']
    expect(index.owners([0.5, 0.5]).map((owner) => owner.level)).toEqual(expected)
    expect(index.owners([0, 0]).map((owner) => owner.level)).toEqual(expected)
    expect(index.owners([3, 3])).toEqual([])
    expect(index.byId('id-grid')?.level).toBe('grid')
    expect(index.byId('id-nobody')).toBe(null)
  })
})

describe('touched areas', () => {
  const border: LngLat = [112, 36.05]
  const west = area('w', box(111.9, 36, 112, 36.1))
  const east = area('e', box(112, 36, 112.1, 36.1))
  const village = area('v', box(111.9, 36, 112.1, 36.1), 'village')
  const index = createAreaIndex([west, east, village])
  const shareOf = (place: Place, code: string) =>
    index.touched(place).find((t) => t.areaId === `id-${code}`)?.share ?? 0

  it('share a disc on a straight border half and half', () => {
    const touched = index.touched({ type: 'point', location: border, radiusMetres: 200 })
    expect(touched.map(({ level }) => level)).toEqual(['zone', 'zone', 'village'])
    expect(Math.abs(touched[0]!.share - 0.5)).toBeLessThan(0.01)
    expect(Math.abs(touched[1]!.share - 0.5)).toBeLessThan(0.01)
    expect(touched[2]).toEqual({ areaId: 'id-v', level: 'village', share: 1 })
  })

  it('are right to 0.01 for a disc cut anywhere by a straight border', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 5, max: 2000 }),
        (offset, radiusMetres) => {
          const location = destination(border, offset < 0 ? 270 : 90, Math.abs(offset) * radiusMetres)
          const expected = (Math.PI - Math.acos(offset) + offset * Math.sqrt(1 - offset * offset)) / Math.PI
          expect(Math.abs(shareOf({ type: 'point', location, radiusMetres }, 'e') - expected)).toBeLessThan(0.011)
        },
      ),
    )
  })

  it('of a sector lie in its direction only', () => {
    const apex = destination(border, 90, 100)
    const sector = { type: 'sector', apex, halfAngleDegrees: 30, rangeMetres: 3000 } as const
    expect(shareOf({ ...sector, bearingDegrees: 90 }, 'e')).toBe(1)
    expect(shareOf({ ...sector, bearingDegrees: 90 }, 'w')).toBe(0)
    expect(shareOf({ ...sector, bearingDegrees: 270 }, 'w')).toBeGreaterThan(0.97)
    const north = index.touched({ ...sector, apex: border, bearingDegrees: 0 })
    expect(Math.abs(north[0]!.share - 0.5)).toBeLessThan(0.01)
  })

  it('of a whole turn are those of the disc', () => {
    const place: Place = { type: 'sector', apex: border, bearingDegrees: 77, halfAngleDegrees: 180, rangeMetres: 500 }
    expect(Math.abs(shareOf(place, 'e') - 0.5)).toBeLessThan(0.01)
  })

  it('of an ellipse follow its long axis', () => {
    const location = destination(border, 90, 300)
    const ellipse = { type: 'ellipse', location, semiMajorMetres: 600, semiMinorMetres: 100 } as const
    expect(shareOf({ ...ellipse, bearingDegrees: 0 }, 'w')).toBe(0)
    // A border at half the half-axis leaves a fifth of the ellipse beyond it.
    expect(Math.abs(shareOf({ ...ellipse, bearingDegrees: 90 }, 'w') - 0.1955)).toBeLessThan(0.01)
  })

  it('of a polygon are the shares of its surface, holes left out', () => {
    const place: Place = {
      type: 'polygon',
      geometry: { type: 'Polygon', coordinates: [box(111.99, 36.02, 112.03, 36.04)] },
    }
    expect(Math.abs(shareOf(place, 'e') - 0.75)).toBeLessThan(0.01)
    const hole = box(112, 36.02, 112.02, 36.04)
    const holed: Place = {
      type: 'polygon',
      geometry: { type: 'Polygon', coordinates: [place.geometry.coordinates[0] as LngLat[], hole] },
    }
    expect(Math.abs(shareOf(holed, 'e') - 0.5)).toBeLessThan(0.01)
  })

  it('leave out what is touched by less than one part in a hundred', () => {
    const location = destination(border, 90, 0.98 * 500)
    expect(shareOf({ type: 'point', location, radiusMetres: 500 }, 'w')).toBe(0)
    expect(
      shareOf({ type: 'point', location: destination(border, 90, 0.85 * 500), radiusMetres: 500 }, 'w'),
    ).toBeGreaterThan(0.02)
  })

  it('of a point without radius are its owners, wholly', () => {
    expect(index.touched({ type: 'point', location: border, radiusMetres: 0 })).toEqual([
      { areaId: 'id-e', level: 'zone', share: 1 },
      { areaId: 'id-v', level: 'village', share: 1 },
    ])
    const speck: Place = {
      type: 'ellipse',
      location: border,
      semiMajorMetres: 0,
      semiMinorMetres: 0,
      bearingDegrees: 0,
    }
    expect(index.touched(speck).map((touched) => touched.areaId)).toEqual(['id-e', 'id-v'])
  })

  it('come by level, then share, then code, without what is below one in a hundred', () => {
    const rows = Array.from({ length: 4 }, (_, i) => area(`${4 - i}`, box(0, i * 0.01, 1, (i + 1) * 0.01)))
    const striped = createAreaIndex([
      ...rows,
      area('g', box(0, 0, 1, 1), 'grid'),
      area('f', box(0, 0, 1, 1), 'forest-block'),
    ])
    // The stripes 4, 3, 2 and 1 from the south get 1, 1, 0.5 and 0.01 of their height.
    const place: Place = { type: 'polygon', geometry: { type: 'Polygon', coordinates: [box(0.1, 0, 0.2, 0.02501)] } }
    const codes = striped.touched(place).map(({ areaId, level }) => `${level} ${areaId}`)
    expect(codes.slice(2)).toEqual(['zone id-2', 'grid id-g', 'forest-block id-f'])
    expect(codes.slice(0, 2).toSorted()).toEqual(['zone id-3', 'zone id-4'])
  })

  it('are none for an unknown place and none outside', () => {
    expect(index.touched({ type: 'unknown' })).toEqual([])
    expect(index.touched({ type: 'point', location: [100, 30], radiusMetres: 500 })).toEqual([])
  })

  it('never add up to more than the whole in one level', () => {
    fc.assert(
      fc.property(cut, unit, unit, fc.integer({ min: 1, max: 3000 }), (options, u, v, radiusMetres) => {
        const { rings, hull } = tessellation(options)
        const ground = createAreaIndex(rings.map((ring, i) => area(`${i}`, ring)))
        const location: LngLat = [hull.minX + u * (hull.maxX - hull.minX), hull.minY + v * (hull.maxY - hull.minY)]
        const shares = ground.touched({ type: 'point', location, radiusMetres }).map(({ share }) => share)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9)
        expect(shares).toEqual(shares.toSorted((a, b) => b - a))
      }),
      { numRuns: 40 },
    )
  })
})

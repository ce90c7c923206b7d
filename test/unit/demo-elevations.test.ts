import { beforeAll, describe, expect, it } from 'vitest'
import { NANGOU_CAMERAS } from '../../server/demo/cameras.ts'
import { demoElevations } from '../../server/demo/elevations.ts'
import { NANGOU_FIRE } from '../../server/demo/place-names.ts'
import { toLngLat } from '../../server/demo/plane.ts'
import { groundElevationMetres } from '../../server/demo/terrain.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { destination } from '../../server/domain/geodesy.ts'
import { isVisible } from '../../server/domain/line-of-sight.ts'
import { locateOnGround } from '../../server/domain/locate-on-ground.ts'
import { blockAt, blockKey, blockPosts, createTerrain, type Terrain } from '../../server/domain/terrain.ts'

const { devices, placeNames } = demoTownship()
const masts = devices.filter(({ camera }) => (camera?.mastHeightMetres ?? 0) >= 15)
const fire = toLngLat(NANGOU_FIRE)
let terrain: Terrain

beforeAll(async () => {
  const middle = blockAt(toLngLat([0, 0]))
  const near = [-1, 0, 1].flatMap((row) =>
    [-1, 0, 1].map((column) => ({ column: middle.column + column, row: middle.row + row })),
  )
  const blocks = near.map(async (name) => {
    const { lngs, lats } = blockPosts(name)
    return [blockKey(name), await demoElevations.lattice(lngs, lats)] as const
  })
  terrain = createTerrain(new Map(await Promise.all(blocks)), demoElevations.sigmaMetres)
})

describe('the demo’s ground', () => {
  it('has the masts on its ridges and the gullies below what is around them', () => {
    const around = (location: readonly [number, number], metres: number) =>
      Array.from({ length: 12 }, (_, turn) => terrain.elevationAt(destination([...location], turn * 30, metres)) ?? NaN)
    for (const { location } of masts) {
      if (location === null) throw new Error('a mast stands nowhere')
      const higher = around(location, 250).filter((metres) => metres > (terrain.elevationAt(location) ?? NaN))
      expect(higher).toEqual([])
    }
    const gully = placeNames.find(({ name }) => name === '南沟')?.location ?? fire
    const mean = around(gully, 900).reduce((sum, metres) => sum + metres / 12, 0)
    expect(terrain.elevationAt(gully)).toBeLessThan(mean - 20)
  })

  it('is the same in blocks and tiles as where devices were put, and ends where nothing was made up', async () => {
    expect(terrain.elevationAt(fire)).toBeCloseTo(groundElevationMetres(NANGOU_FIRE), 0)
    const outside = await demoElevations.lattice([111.9, 112.2], [36.6])
    expect(outside[0]).toBeNaN()
    expect(outside[1]).toBeGreaterThan(1000)
  })

  it('lets both cameras see the hill fire, and places it where the first points at it', () => {
    for (const id of NANGOU_CAMERAS) {
      const device = devices.find((candidate) => candidate.id === id)
      if (!device?.location || !device.camera) throw new Error(`${id} is no placed camera`)
      const heights = { fromMetres: device.camera.mastHeightMetres, toMetres: 5 }
      expect(isVisible(terrain, device.location, fire, heights)).toBe(true)
      const seen = locateOnGround({ stated: null, device, kind: 'smoke', terrain })
      expect(seen.place).toMatchObject({ type: 'sector', rangeMetres: device.camera.rangeMetres })
      expect(seen.cut?.outcome).toBe('uncertain')
    }
  })
})

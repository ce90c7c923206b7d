import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { demoElevations } from '../../server/demo/elevations.ts'
import { toLngLat } from '../../server/demo/plane.ts'
import { groundElevationMetres } from '../../server/demo/terrain.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { createMeasuring } from '../../server/terrain/measuring.ts'
import type { Log } from '../../server/mqtt/door.ts'
import { demoVersions, NOON } from '../support/demo-facts.ts'

const nothing = () => {}
const log: Log = { info: nothing, warn: nothing, error: nothing }
const patience = { timeout: 20_000, interval: 100 }

/** The demo township with only those of its devices. */
function arrangementOf(isKept: (device: { id: string; kind: string }) => boolean) {
  const versions = demoVersions()
  return arrangementAt({ ...versions, devices: versions.devices.filter(isKept) }, NOON)
}

describe('the ground around cameras', () => {
  const east: LngLat = toLngLat([5000, 3500])
  const farWest: LngLat = toLngLat([-10_500, -2000])

  it('is unknown at first, nobody waits for it, and then it is as it was made', async () => {
    const measuring = createMeasuring({ elevations: demoElevations, log })
    const arrangement = arrangementOf(({ kind }) => kind === 'camera')
    expect(measuring.around(arrangement)).toBeNull()
    await expect.poll(() => measuring.around(arrangement), patience).not.toBeNull()
    const terrain = measuring.around(arrangement)
    expect(terrain?.elevationAt(east)).toBeCloseTo(groundElevationMetres([5000, 3500]), 0)
    expect(measuring.around(arrangement)).toBe(terrain)
    measuring.stop()
  })

  it('follows the cameras: another arrangement has another ground, without cameras none', async () => {
    const measuring = createMeasuring({ elevations: demoElevations, log })
    const western = arrangementOf(({ id }) => id === 'cam-muchang')
    await expect.poll(() => measuring.around(western)?.elevationAt(farWest) ?? null, patience).not.toBeNull()
    expect(measuring.around(western)?.elevationAt(east)).toBeNull()
    const none = arrangementOf(() => false)
    await expect.poll(() => measuring.around(none)?.elevationAt(farWest) ?? null, patience).toBeNull()
    measuring.stop()
  })

  it('is none where nobody has put elevations', async () => {
    let asked = false
    const relief = async () => ((asked = true), null)
    const measuring = createMeasuring({ elevations: { ...demoElevations, relief }, log })
    const arrangement = arrangementOf(() => true)
    measuring.around(arrangement)
    await expect.poll(() => asked, patience).toBe(true)
    expect(measuring.around(arrangement)).toBeNull()
    measuring.stop()
  })
})

import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { signOfLife } from '../../server/domain/decode/format.ts'
import { destination, distanceMetres } from '../../server/domain/geodesy.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import type { Terrain } from '../../server/domain/terrain.ts'
import { demoFacts, makingAt, NOON } from '../support/demo-facts.ts'

const camera = demoTownship().devices.find(({ id }) => id === 'cam-dongshan')
if (!camera?.location || !camera.camera) throw new Error('the demo township has no camera on 东山顶')
const apex: LngLat = camera.location

/** A wall of hills 1500 m around the camera, which looks over flat ground. */
const basin: Terrain = {
  sigmaMetres: 2,
  elevationAt: (location) => 1400 + Math.max(0, distanceMetres(apex, location) - 1500) * 0.5,
}

function incidentOf(terrain: Terrain | null, elevationDegrees: number | null = 2) {
  const arrival = {
    sourceId: 'frigate',
    decoded: {
      ...signOfLife('dongshan', 'camera'),
      state: 'active' as const,
      kind: 'fire' as const,
      place: {
        type: 'sector' as const,
        bearingDegrees: 250,
        halfAngleDegrees: 1,
        rangeMetres: null,
        ...(elevationDegrees === null ? {} : { elevationDegrees }),
      },
    },
    message: {
      topic: 't',
      payload: new Uint8Array(),
      retain: false,
      dup: false,
      qos: 1 as const,
      principal: null,
      receivedAt: NOON,
    },
    key: null,
  }
  const { incidents, evidence } = decideArrivals([arrival], { ...demoFacts(), terrain }, makingAt(0))
  return { place: incidents[0]?.place, evidence: evidence[0]?.place }
}

describe('a decision about what a camera saw', () => {
  it('places the incident on the ground its ray meets', () => {
    const { place, evidence } = incidentOf(basin)
    if (place?.type !== 'ellipse') return expect.unreachable()
    expect(evidence).toEqual(place)
    // 1.5 km of flat ground, then up the slope until it is as high as the ray.
    expect(distanceMetres(place.location, destination(apex, 250, 1660))).toBeLessThan(80)
  })

  it('keeps with the evidence and the incident why the ground makes no point of it', () => {
    const flat = incidentOf(basin, null)
    expect(flat.place).toMatchObject({ type: 'sector', groundDoubt: 'no-elevation' })
    expect(flat.evidence).toMatchObject({ type: 'sector', groundDoubt: 'no-elevation' })
  })

  it('keeps the sector while no ground is loaded', () => {
    expect(incidentOf(null).place).toMatchObject({ type: 'sector', apex, rangeMetres: 4500 })
  })
})

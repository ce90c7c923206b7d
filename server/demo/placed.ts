import type { Device } from '#shared/device.ts'
import { type Point, toLngLat } from './plane.ts'
import { groundElevationMetres } from './terrain.ts'

type Described = Pick<Device, 'id' | 'name' | 'kind' | 'addresses' | 'expectedIntervalSeconds'> & Partial<Device>

/** A registered device that stands on the made-up ground at a point. */
export function placed(point: Point, described: Described): Device {
  return {
    location: toLngLat(point),
    statedLocation: null,
    elevation: groundElevationMetres(point),
    camera: null,
    armed: false,
    maintenance: false,
    maintenanceUntil: null,
    registered: true,
    ...described,
  }
}

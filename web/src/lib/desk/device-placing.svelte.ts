import type { Device } from '#shared/device.ts'
import type { Datum, LngLat } from '#shared/geo.ts'

/** What somebody does with a device that is chosen; while a camera is calibrated a click on the map means the landmark. */
export type DeviceTask = 'look' | 'change' | 'calibrate'

/** The place that is given to a device, or the landmark of a camera: both are picked on one map. */
export function createPlacing() {
  let task = $state<DeviceTask>('look')
  let location = $state.raw<LngLat | null>(null)
  let datum = $state<Datum>('WGS-84')
  let isTyped = $state(false)
  let landmark = $state.raw<LngLat | null>(null)

  /** What is picked from our own map, or by a name we know, is in no other datum. */
  function take(place: LngLat | null, typed: boolean) {
    location = place
    isTyped = typed
    if (!typed) datum = 'WGS-84'
  }

  return {
    get task() {
      return task
    },
    get location() {
      return location
    },
    get datum() {
      return datum
    },
    get isTyped() {
      return isTyped
    },
    get landmark() {
      return landmark
    },
    /** Where a position of another datum lies on our map only the server knows: no pin is better than one half a kilometre off. */
    get pin() {
      return task === 'calibrate' ? landmark : datum === 'WGS-84' ? location : null
    },
    begin(device: Device | undefined, next: DeviceTask) {
      take(device?.location ?? null, false)
      landmark = null
      task = next
    },
    take,
    pick(place: LngLat) {
      if (task === 'calibrate') landmark = place
      else take(place, false)
    },
    setDatum: (chosen: Datum) => (datum = chosen),
    setLandmark: (place: LngLat | null) => (landmark = place),
  }
}
export type Placing = ReturnType<typeof createPlacing>

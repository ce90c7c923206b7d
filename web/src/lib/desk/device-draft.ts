import type { WeekHours } from '#shared/week-hours.ts'
import type { Camera, Device, DeviceKind } from '#shared/device.ts'
import type { Datum, LngLat } from '#shared/geo.ts'
import type { Limit } from '#shared/limit.ts'

/** A number in a field that may be empty, as inputs of numbers bind it. */
export type Entered = number | null | undefined

/** A limit as it is being typed. */
export type LimitDraft = {
  value: string
  side: 'above' | 'below'
  bound: Entered
  kind: Limit['kind']
  hysteresis: Entered
  forSeconds: Entered
}

/** A device as its form holds it. */
export type DeviceDraft = {
  name: string
  kind: DeviceKind
  armed: boolean
  hours: WeekHours[]
  limits: LimitDraft[]
  camera: { [Field in keyof Camera]?: Camera[Field] | undefined }
  /** Whose tracker it is; empty for nobody's. */
  personId: string
  maintenance: boolean
  maintenanceUntil: string | null
  /** Whether its pictures show the inside of a home; null: by its kind. */
  indoor: boolean | null
}

/** What a form begins with. */
export function draftOf(device: Device): DeviceDraft {
  const { name, kind, armed, armedSchedule, limits, camera, personId, maintenance, maintenanceUntil, indoor } = device
  return {
    name,
    kind,
    armed,
    hours: (armedSchedule ?? []).map((hours) => ({ ...hours, days: [...hours.days] })),
    limits: (limits ?? []).map(({ value, above, below, kind: of, hysteresis, forSeconds }) => ({
      value,
      side: above == null ? 'below' : 'above',
      bound: above ?? below,
      kind: of,
      hysteresis,
      forSeconds,
    })),
    camera: { ...camera },
    personId: personId ?? '',
    maintenance,
    maintenanceUntil,
    indoor: indoor ?? null,
  }
}

/** The body of the PUT. What the form does not show (addresses, interval, what was measured) stays as it is. */
export function bodyOf(device: Device, draft: DeviceDraft, location: LngLat | null, datum: Datum) {
  const { addresses, elevation, expectedIntervalSeconds } = device
  const { name, kind, armed, hours, limits, camera, personId, maintenance, maintenanceUntil, indoor } = draft
  return {
    name: name.trim(),
    kind,
    addresses,
    location,
    // A position nobody touched keeps the datum in which it was given.
    ...(datum === 'WGS-84' ? {} : { datum }),
    elevation,
    expectedIntervalSeconds,
    camera: kind === 'camera' ? cameraOf(camera) : null,
    personId: kind === 'tracker' && personId !== '' ? personId : null,
    maintenance,
    maintenanceUntil,
    indoor,
    armed,
    armedSchedule: hours.map(({ firstDate, lastDate, ...rest }) => ({
      ...rest,
      firstDate: firstDate || null,
      lastDate: lastDate || null,
    })),
    limits: limits.map(({ side, bound, value, ...rest }) => ({
      ...rest,
      value: value.trim(),
      [side]: bound ?? null,
    })),
  }
}

/** Of a camera that pans no bearing is registered. */
function cameraOf(camera: DeviceDraft['camera']) {
  const { mastHeightMetres, bearingDegrees, ...rest } = camera
  const told = { ...rest, bearingDegrees: camera.isPtz === true ? null : bearingDegrees }
  const given = Object.values(told).some((value) => value != null && value !== false)
  if (mastHeightMetres == null && !given) return null
  return { ...told, mastHeightMetres: mastHeightMetres ?? 0 }
}

/** Hours that are added begin as those that most will want. */
export function nightly(): WeekHours {
  return { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }
}

/** Whether hours end on the day after. */
export function endsNextDay({ from, to }: WeekHours): boolean {
  return from.length === 5 && to.length === 5 && to <= from
}

import type { Device, DeviceKind } from '#shared/device.ts'

/** What stands outside where nobody said otherwise; all else hangs in homes. */
const OUTSIDE: readonly DeviceKind[] = ['camera', 'water-level', 'weather', 'feed', 'gateway']

/** Whether the pictures of a device may show the inside of a home: as its registry says, else by its kind. */
export function isIndoor({ indoor, kind }: Pick<Device, 'indoor' | 'kind'>): boolean {
  return indoor ?? !OUTSIDE.includes(kind)
}

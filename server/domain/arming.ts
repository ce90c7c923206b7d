import type { Device } from '#shared/device.ts'
import { isWithinHours, shownAt } from './week-hours.ts'

/**
 * Whether motion, people and open doors alarm at this device at a moment: by its switch, or within one of its armed
 * hours on the clock of `timeZone`.
 */
export function isArmed({ armed, armedSchedule }: Armable, at: Date, timeZone: string): boolean {
  if (armed) return true
  if (armedSchedule == null || armedSchedule.length === 0) return false
  return isWithinHours(armedSchedule, shownAt(at, timeZone))
}

type Armable = Pick<Device, 'armed' | 'armedSchedule'>

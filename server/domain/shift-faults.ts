import type { Area } from '#shared/area.ts'
import type { Shift } from '#shared/shift.ts'
import type { Version } from './arrangement.ts'
import { meet } from './rota.ts'

const LONGEST_MS = 7 * 24 * 3600_000

/** A shift as it is put. */
type PutShift = Omit<Shift, 'id'> & { validFrom: string; validUntil: string }
type Fault = { field: string; message: string }

/** What is wrong with a shift, field by field. */
export function shiftFaults(
  id: string,
  shift: PutShift,
  shifts: readonly Version<Shift>[],
  { areas }: { areas: { byId(id: string): Area | null } },
): Fault[] {
  const area = areas.byId(shift.areaId)
  const span = spanOf(shift)
  const lengthMs = span.validUntil.getTime() - span.validFrom.getTime()
  return [
    ...(area === null ? [{ field: 'areaId', message: `there is no area ${shift.areaId}` }] : []),
    ...(area !== null && area.level !== 'township'
      ? [{ field: 'areaId', message: 'a duty room is that of a township' }]
      : []),
    ...(lengthMs > LONGEST_MS ? [{ field: 'validUntil', message: 'a shift lasts 7 days at most' }] : []),
    ...othersOf(id, shift, shifts)
      .filter(({ post }) => post === shift.post)
      .slice(0, 1)
      .map((other) => ({
        field: 'personId',
        message: `sits at this post already from ${iso(other.validFrom)} until ${iso(other.validUntil)}`,
      })),
  ]
}

/** What may be meant and looks wrong: somebody is officer and leader at once. */
export function shiftWarnings(id: string, shift: PutShift, shifts: readonly Version<Shift>[]): Fault[] {
  return othersOf(id, shift, shifts)
    .filter(({ post }) => post !== shift.post)
    .slice(0, 1)
    .map((other) => ({
      field: 'personId',
      message: `is ${other.post} from ${iso(other.validFrom)} until ${iso(other.validUntil)} as well`,
    }))
}

function othersOf(id: string, shift: PutShift, shifts: readonly Version<Shift>[]): Version<Shift>[] {
  const span = spanOf(shift)
  return shifts.filter((other) => other.id !== id && other.personId === shift.personId && meet(other, span))
}

function spanOf({ validFrom, validUntil }: PutShift) {
  return { validFrom: new Date(validFrom), validUntil: new Date(validUntil) }
}

function iso(at: Date | null): string {
  return at === null ? 'ever' : at.toISOString()
}

import type { Area } from '#shared/area.ts'
import type { Shift, ShiftWarning } from '#shared/shift.ts'
import type { AbsenceVersion, Arrangement, Version } from './arrangement.ts'
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

type Seated = { personId: string; validFrom: Date | null; validUntil: Date | null }
type Known = { absences: readonly AbsenceVersion[]; people: Pick<Arrangement['people'], 'get'> }

/** What may be meant and looks wrong about a shift as it is put, each with the field it is about. */
export function shiftWarnings(
  id: string,
  shift: PutShift,
  { shifts, ...known }: Known & { shifts: readonly Version<Shift>[] },
): (Fault & ShiftWarning)[] {
  const { personId } = shift
  const both = othersOf(id, shift, shifts).filter(({ post }) => post !== shift.post)
  const doubts = [
    ...both.slice(0, 1).map((other) => ({ type: 'both-posts' as const, personId, ...hoursOf(other) })),
    ...seatWarnings([{ personId, ...spanOf(shift) }], known),
  ]
  return doubts.map((doubt) => ({ field: 'personId', message: messageOf(doubt), ...doubt }))
}

/** Who of those that are to sit is away then, each absence once, and who cannot be rung. */
export function seatWarnings(seats: readonly Seated[], { absences, people }: Known): ShiftWarning[] {
  return [...Map.groupBy(seats, ({ personId }) => personId)].flatMap(([personId, spans]): ShiftWarning[] => {
    const away = absences.filter((one) => one.personId === personId && spans.some((span) => meet(one, span)))
    const person = people.get(personId)
    return [
      ...away.map((one) => ({ type: 'away' as const, personId, ...hoursOf(one) })),
      ...(person !== undefined && person.rings.length === 0
        ? [{ type: 'without-phone' as const, personId, validFrom: null, validUntil: null }]
        : []),
    ]
  })
}

function hoursOf({ validFrom, validUntil }: Pick<Version<object>, 'validFrom' | 'validUntil'>) {
  return { validFrom: validFrom?.toISOString() ?? null, validUntil: validUntil?.toISOString() ?? null }
}

function messageOf({ type, validFrom, validUntil }: ShiftWarning): string {
  const span = `from ${validFrom ?? 'ever'} until ${validUntil ?? 'further notice'}`
  if (type === 'away') return `is away ${span}`
  return type === 'both-posts' ? `sits at the other post ${span} as well` : 'has no telephone number that rings'
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

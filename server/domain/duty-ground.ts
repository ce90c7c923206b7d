import type { Area } from '#shared/area.ts'
import type { Viewer } from '#shared/session.ts'
import type { Shift } from '#shared/shift.ts'
import type { ArrangedVersions, Arrangement, Version } from './arrangement.ts'
import { hasOwnRole, hasRole } from './viewer.ts'

// Who may do what in the duty room of a township, and with whose absences.

type Ground = Pick<Arrangement, 'areaList' | 'lineage'>
type Holdings = Pick<ArrangedVersions, 'responsibilities' | 'shifts'>

/** The township an area lies in, or is; null outside of every one. */
export function townshipOf(areaId: string, { lineage }: Pick<Arrangement, 'lineage'>): Area | null {
  return lineage(areaId).find(({ level }) => level === 'township') ?? null
}

/** The townships a viewer belongs to: all of them who sees everything, else those above the ground they answer for. */
export function townshipsOf(viewer: Viewer, arrangement: Ground): string[] {
  const all = arrangement.areaList.filter(({ level }) => level === 'township').map(({ id }) => id)
  if (viewer.areaIds === null) return all
  const ground = [...viewer.areaIds, ...viewer.duties.map(({ areaId }) => areaId)]
  const above = new Set(ground.map((areaId) => townshipOf(areaId, arrangement)?.id))
  return all.filter((id) => above.has(id))
}

/**
 * Whether a viewer may write the roster of a township: the administrator, and who holds the role there. Not who only sits
 * there for a shift: nobody gives themselves the next one.
 */
export function mayRoster(viewer: Viewer, areaId: string): boolean {
  if (hasRole(viewer, 'admin')) return true
  return hasOwnRole(viewer, 'duty', 'leader') && hasGround(viewer, areaId)
}

/** Whether an area as a whole is of a viewer's ground: a village in it makes nobody one of its duty room. */
function hasGround({ areaIds }: Viewer, areaId: string): boolean {
  return areaIds === null || areaIds.includes(areaId)
}

/** Whether a viewer sits in this duty room now: by a duty of their own, by a shift, or for somebody who is away. */
export function sitsIn({ duties }: Viewer, areaId: string): boolean {
  return duties.some((held) => held.duty === 'duty-room' && held.areaId === areaId)
}

/** Whether a viewer reads what the duty room of a township writes for itself: who sits there, sat there, or will. */
export function readsDutyRoom(
  viewer: Viewer,
  areaId: string,
  shifts: readonly Pick<Shift, 'areaId' | 'personId'>[],
): boolean {
  if (hasRole(viewer, 'admin')) return true
  if (hasRole(viewer, 'duty', 'leader', 'reviewer') && hasGround(viewer, areaId)) return true
  return sitsIn(viewer, areaId) || shifts.some((shift) => shift.areaId === areaId && shift.personId === viewer.personId)
}

/**
 * Whether a viewer may say for somebody else that they are away, which takes them off everything they hold: where their
 * ground has all that this person holds or sits, now or later. Not who only sits in the duty room for a shift: whoever
 * says who stands in could give themselves what does not end with it.
 */
export function mayRecordAbsence(viewer: Viewer, personId: string, versions: Holdings, now: Date): boolean {
  const isGiven = recordsAbsences(viewer, personId, hasOwnRole)
  if (isGiven !== null) return isGiven
  const areaIds = heldBy(personId, versions, now)
  return areaIds.length > 0 && areaIds.every((areaId) => viewer.areaIds?.includes(areaId) === true)
}

/** Whether a viewer hears that somebody is away: where their ground has some of what this person holds. */
export function knowsAbsence(viewer: Viewer, personId: string, versions: Holdings, now: Date): boolean {
  const isGiven = recordsAbsences(viewer, personId, hasRole)
  return isGiven ?? heldBy(personId, versions, now).some((areaId) => viewer.areaIds?.includes(areaId) === true)
}

/** Null: that depends on the ground. */
function recordsAbsences(viewer: Viewer, personId: string, has: typeof hasRole): boolean | null {
  if (personId === viewer.personId || hasRole(viewer, 'admin')) return true
  if (!has(viewer, 'duty', 'leader')) return false
  return viewer.areaIds === null ? true : null
}

function heldBy(personId: string, { responsibilities, shifts }: Holdings, now: Date): string[] {
  return [...responsibilities, ...shifts]
    .filter((one) => one.personId === personId && (one.validUntil === null || one.validUntil > now))
    .map(({ areaId }) => areaId)
}

/** Whether a viewer is of those who lead a township at a moment or after: by their role there, or by a shift of the post. */
export function leadsIn(viewer: Viewer, areaId: string, shifts: readonly Version<Shift>[], at: Date): boolean {
  if (hasRole(viewer, 'leader') && hasGround(viewer, areaId)) return true
  return shifts.some(
    (shift) =>
      shift.post === 'leader' &&
      shift.areaId === areaId &&
      shift.personId === viewer.personId &&
      (shift.validUntil === null || shift.validUntil > at),
  )
}

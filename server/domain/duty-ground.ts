import type { Area } from '#shared/area.ts'
import type { Viewer } from '#shared/session.ts'
import type { Shift } from '#shared/shift.ts'
import type { Arrangement, Version } from './arrangement.ts'
import { hasRole } from './viewer.ts'

// Who may do what in the duty room of a township, and with whose absences.

type Ground = Pick<Arrangement, 'areaList' | 'lineage'>

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

/** Whether a viewer may write the roster of a township: the administrator, and who holds the role there. */
export function mayRoster(viewer: Viewer, areaId: string): boolean {
  if (hasRole(viewer, 'admin')) return true
  return hasRole(viewer, 'duty', 'leader') && (viewer.areaIds === null || viewer.areaIds.includes(areaId))
}

/** Whether a viewer reads what the duty room of a township writes for itself. */
export function readsDutyRoom(
  viewer: Viewer,
  areaId: string,
  arrangement: Ground,
  shifts: readonly Version<Shift>[],
): boolean {
  if (hasRole(viewer, 'admin')) return true
  if (hasRole(viewer, 'duty', 'leader', 'reviewer') && townshipsOf(viewer, arrangement).includes(areaId)) return true
  return shifts.some((shift) => shift.areaId === areaId && shift.personId === viewer.personId)
}

/** Whether a viewer may say for somebody else that they are away: where their ground has some of that person's. */
export function mayRecordAbsence(viewer: Viewer, personId: string, arrangement: Arrangement): boolean {
  if (personId === viewer.personId || hasRole(viewer, 'admin')) return true
  if (!hasRole(viewer, 'duty', 'leader')) return false
  const { areaIds } = viewer
  if (areaIds === null) return true
  const held = arrangement.responsibilities.filter((one) => one.personId === personId)
  return held.some(({ areaId }) => areaIds.includes(areaId))
}

/** Whether a viewer leads in a township: an area of theirs lies there. */
export function leadsIn(viewer: Viewer, areaId: string, arrangement: Ground): boolean {
  return hasRole(viewer, 'leader') && townshipsOf(viewer, arrangement).includes(areaId)
}

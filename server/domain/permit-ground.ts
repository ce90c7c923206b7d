import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'
import { isAtOrAbove } from './ground.ts'
import { hasRole } from './viewer.ts'

/** Whether somebody approves burning and forbids fire on some ground, or leads a drill there: its duty room, its leaders, the administrator. */
export function mayPermit(viewer: Viewer, areaId: string): boolean {
  if (hasRole(viewer, 'admin')) return true
  return hasRole(viewer, 'duty', 'leader') && (viewer.areaIds === null || viewer.areaIds.includes(areaId))
}

/** Whether what is approved or forbidden somewhere is of somebody's ground: there, above it, or below. */
export function knowsPermits(viewer: Viewer, areaId: string, arrangement: Arrangement): boolean {
  if (isAtOrAbove(viewer, areaId, arrangement)) return true
  return arrangement.lineage(areaId).some(({ id }) => viewer.areaIds?.includes(id) === true)
}

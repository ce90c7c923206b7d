import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'
import { isOnGround } from './ground.ts'
import { hasRole, touchesGround } from './viewer.ts'

/** Under which topic a short message is kept that nobody understood: its source, and whose number it came from, if anybody's. */
export function smsTopic(sourceId: string, personId: string | null): string {
  return personId === null ? `sms/${sourceId}` : `sms/${sourceId}/${personId}`
}

/**
 * Whether somebody who reads what could not be read may read this: what devices say, all of it; what people write only
 * the duty room of whose number it came from, and what nobody's number wrote only that of all townships there are.
 */
export function maySeeKept(viewer: Viewer, row: { reason: string; topic: string }, arrangement: Arrangement): boolean {
  if (!row.reason.startsWith('sms-') || hasRole(viewer, 'admin')) return true
  if (!hasRole(viewer, 'duty')) return false
  const senderId = row.topic.split('/')[2]
  if (senderId !== undefined) return viewer.areaIds === null || isOnGround(viewer, senderId, arrangement)
  const townships = arrangement.areaList.filter(({ level }) => level === 'township')
  return townships.every(({ id }) => touchesGround(viewer, [id]))
}

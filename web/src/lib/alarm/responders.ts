import type { LngLat } from '#shared/geo.ts'
import type { Incident } from '#shared/incident.ts'
import type { ResponderPosition } from '#shared/position.ts'
import type { Viewer } from '#shared/session.ts'
import { callCounts } from './calls.ts'

/** Whether this viewer is told where the people are who go to an incident; the server decides again. */
export function isToldPositions(
  viewer: Pick<Viewer, 'personId' | 'roles' | 'duties'> | null,
  { alerts }: Incident,
): boolean {
  if (viewer === null) return false
  const { going } = callCounts({ alerts })
  const isDutyRoom =
    viewer.roles.includes('duty') ||
    viewer.roles.includes('wall') ||
    viewer.duties.some(({ duty }) => duty === 'duty-room')
  return going.length > 0 && (isDutyRoom || going.includes(viewer.personId))
}

/** The newest point of each who goes to an incident that is open; of what several lists say of one person. */
export function respondersOf(incident: Incident, positions: Iterable<ResponderPosition>): ResponderPosition[] {
  if (incident.closedAt !== null) return []
  const { going } = callCounts(incident)
  const newest = new Map<string, ResponderPosition>()
  for (const position of positions) {
    const { incidentId, personId, at } = position
    if (incidentId !== incident.id || !going.includes(personId)) continue
    if (at > (newest.get(personId)?.at ?? '')) newest.set(personId, position)
  }
  return [...newest.values()].sort((a, b) => going.indexOf(a.personId) - going.indexOf(b.personId))
}

/** How far and in which direction (degrees from north) somebody is from a place; for words, not for deciding. */
export function awayFrom(place: LngLat, location: LngLat): { distanceMetres: number; bearingDegrees: number } {
  const north = (location[1] - place[1]) * 111_195
  const east = (location[0] - place[0]) * 111_195 * Math.cos((place[1] * Math.PI) / 180)
  return {
    distanceMetres: Math.hypot(north, east),
    bearingDegrees: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360,
  }
}

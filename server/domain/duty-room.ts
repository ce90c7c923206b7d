import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'
import type { IncidentRecord } from './facts.ts'

type Arranged = Pick<Arrangement, 'lineage' | 'responsibilities' | 'absences'>
type Called = Pick<IncidentRecord, 'areaIds' | 'alerts'>

/**
 * Who holds the duty room for a person, whoever is to be rung first in front: for the ground they hold a duty for, and
 * for that of the incidents they are called to. Nobody for those who hold none and are called to none.
 */
export function dutyRoomOf(viewer: Viewer, arrangement: Arranged, incidents: Iterable<Called>): string[] {
  const calledTo = [...incidents].filter(({ alerts }) => alerts.some(({ personId }) => personId === viewer.personId))
  const ground = new Set(
    [...viewer.duties.map(({ areaId }) => areaId), ...calledTo.flatMap(({ areaIds }) => areaIds)].flatMap((areaId) =>
      arrangement.lineage(areaId).map(({ id }) => id),
    ),
  )
  // A place outside every area is nobody's in particular: every duty room answers for it.
  const isAnywhere = calledTo.some(({ areaIds }) => areaIds.length === 0)
  const holders = arrangement.responsibilities
    .filter(({ duty, areaId }) => duty === 'duty-room' && (isAnywhere || ground.has(areaId)))
    .toSorted(
      (a, b) =>
        Number(arrangement.absences.has(a.personId)) - Number(arrangement.absences.has(b.personId)) ||
        Number(a.rank === 'deputy') - Number(b.rank === 'deputy'),
    )
  return [...new Set(holders.map(({ personId }) => personId))]
}

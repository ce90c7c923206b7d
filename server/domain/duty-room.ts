import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'
import { compared } from './compared.ts'
import type { IncidentRecord } from './facts.ts'

type Arranged = Pick<Arrangement, 'lineage' | 'responsibilities' | 'absences' | 'shifts'>
type Called = Pick<IncidentRecord, 'areaIds' | 'alerts'>

/**
 * Who holds the duty room for a person, whoever is to be rung first in front, so those on shift now: for the ground they hold
 * a duty for, and for that of the incidents they are called to. Nobody for those who hold none and are called to none.
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
  const isOurs = ({ areaId }: { areaId: string }) => isAnywhere || ground.has(areaId)
  const isAway = (personId: string) => (arrangement.absences.has(personId) ? 1 : 0)
  const onShift = arrangement.shifts.filter(isOurs).map(({ personId, post }) => {
    return { personId, order: [isAway(personId), 0, post === 'officer' ? 0 : 1] }
  })
  const holders = arrangement.responsibilities
    .filter((held) => held.duty === 'duty-room' && isOurs(held))
    .map(({ personId, rank }) => ({ personId, order: [isAway(personId), 1, rank === 'primary' ? 0 : 1] }))
  const inOrder = [...onShift, ...holders].toSorted((a, b) => compared(a.order, b.order))
  return [...new Set(inOrder.map(({ personId }) => personId))]
}

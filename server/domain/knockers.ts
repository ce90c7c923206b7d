import type { Alert } from '#shared/incident.ts'
import { hasAnswered } from '#shared/roll-call.ts'
import type { Arrangement } from './arrangement.ts'
import { callTo } from './call.ts'
import { dutyRoomChain } from './duty-room-chain.ts'
import type { IncidentRecord } from './facts.ts'
import { awayOf, type Link, linkTo } from './holders.ts'
import { neighbourOf } from './neighbour.ts'
import type { Roll } from './roll.ts'

/** The duties by which somebody answers for the ground above that of another, nearest first. */
const ABOVE = ['zone', 'grid-member', 'grid-head', 'village', 'village-secretary'] as const

type Asked = {
  incident: IncidentRecord
  arrangement: Arrangement
  roll: Roll
  /** Who cannot be asked, for they are to be woken themselves. */
  asleep: ReadonlySet<string>
}

/**
 * Who is called to knock at the door of somebody who did not answer: whoever comes next to them (a deputy, another of the
 * same ground, a neighbour) and whoever answers for the ground above. Rather somebody known to be awake, then one who can be rung.
 * Where nobody is left, the duty room.
 */
export function knockersFor({ personId, duty, areaId }: Alert, asked: Asked): Link[] {
  const { arrangement, roll, incident, asleep } = asked
  const isFit = (link: Link) => link.personId !== null && link.personId !== personId && !asleep.has(link.personId)
  const post = { duty, areaId }
  const inPlaceOf = personId
  const area = areaId === null ? null : arrangement.areas.byId(areaId)
  const here = arrangement.responsibilities
    .filter((held) => held.areaId === areaId && held.duty !== 'duty-room' && awayOf(roll, held) === null)
    .toSorted((a, b) => (a.duty === b.duty ? 0 : a.duty === duty ? -1 : 1))
    .map((held) => linkTo(roll, held, held.personId, { reason: held.duty === duty ? 'deputy' : 'holder', inPlaceOf }))
  const beside =
    area === null || duty === 'duty-room' ? null : neighbourOf(arrangement, roll, duty, incident.kind, [area.id])
  const next = best([...here, ...(beside === null ? [] : [{ ...beside, inPlaceOf }])].filter(isFit), incident)
  const lineage = areaId === null ? [] : arrangement.lineage(areaId).slice(1)
  const above = lineage
    .flatMap(({ id }) => ABOVE.flatMap((one) => roll.held(id, one)))
    .filter((held) => awayOf(roll, held) === null)
    .map((held) => linkTo(roll, held, held.personId, { reason: 'holder', rank: held.rank, inPlaceOf }))
    .filter((link) => isFit(link) && link.personId !== next?.personId)
  const found = [next, best(above, incident)].filter((link) => link !== undefined)
  if (found.length > 0) return found
  const ground = areaId === null ? [] : arrangement.lineage(areaId).map(({ id }) => id)
  const room = dutyRoomChain(arrangement, roll, ground).links.filter((link) => link.called && isFit(link))
  return room.slice(0, 1).map((link) => ({ ...link, ...post, duty: 'duty-room', inPlaceOf }))
}

function best(links: readonly Link[], incident: IncidentRecord): Link | undefined {
  const isAwake = ({ personId }: Link) => {
    const call = callTo(incident, personId ?? '')
    return call !== undefined && hasAnswered(call)
  }
  return links.find(isAwake) ?? links.find(({ reachable }) => reachable) ?? links[0]
}

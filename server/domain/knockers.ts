import type { Alert } from '#shared/incident.ts'
import { hasAnswered } from '#shared/roll-counts.ts'
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
  /** Who cannot be asked, for they are to be woken themselves, or keep out of it. */
  notAsked: ReadonlySet<string>
}

/**
 * Who is called to knock at the door of somebody who did not answer: their deputy; where that is not somebody known to be
 * awake, another of the same ground or a neighbour, rather one who is; and whoever answers for the ground above. Where nobody is
 * left, the duty room.
 */
export function knockersFor({ personId, duty, areaId }: Alert, asked: Asked): Link[] {
  const { arrangement, roll, incident, notAsked } = asked
  const inPlaceOf = personId
  const fit = (links: readonly Link[], but: readonly Link[] = []) =>
    links.filter(
      (link) =>
        link.personId !== null &&
        !notAsked.has(link.personId) &&
        !but.some((other) => other.personId === link.personId),
    )
  const here = arrangement.responsibilities.filter(
    (held) => held.areaId === areaId && held.duty !== 'duty-room' && awayOf(roll, held) === null,
  )
  const linkOf = (held: (typeof here)[number], reason: 'deputy' | 'holder') =>
    linkTo(roll, held, held.personId, { reason, rank: held.rank, inPlaceOf })
  const same = here.filter((held) => held.duty === duty).map((held) => linkOf(held, 'deputy'))
  const deputy = best(fit(same), incident)
  const area = areaId === null ? null : arrangement.areas.byId(areaId)
  const beside =
    area === null || duty === 'duty-room' ? null : neighbourOf(arrangement, roll, duty, incident.kind, [area.id])
  const others = [
    ...here.filter((held) => held.duty !== duty).map((held) => linkOf(held, 'holder')),
    ...(beside === null ? [] : [{ ...beside, inPlaceOf }]),
  ]
  const next = deputy !== undefined && isAwake(deputy, incident) ? undefined : best(fit(others), incident)
  const near = [deputy, next].filter((link) => link !== undefined)
  const lineage = areaId === null ? [] : arrangement.lineage(areaId).slice(1)
  const above = lineage
    .flatMap(({ id }) => ABOVE.flatMap((one) => roll.held(id, one)))
    .filter((held) => awayOf(roll, held) === null)
    .map((held) => linkOf(held, 'holder'))
  const found = [...near, best(fit(above, near), incident)].filter((link) => link !== undefined)
  if (found.length > 0) return found
  const ground = areaId === null ? [] : arrangement.lineage(areaId).map(({ id }) => id)
  const room = fit(dutyRoomChain(arrangement, roll, ground).links.filter((link) => link.called))
  return room.slice(0, 1).map((link) => ({ ...link, inPlaceOf }))
}

function best(links: readonly Link[], incident: IncidentRecord): Link | undefined {
  return links.find((link) => isAwake(link, incident)) ?? links.find(({ reachable }) => reachable) ?? links[0]
}

function isAwake({ personId }: Link, incident: IncidentRecord): boolean {
  const call = callTo(incident, personId ?? '')
  return call !== undefined && hasAnswered(call)
}

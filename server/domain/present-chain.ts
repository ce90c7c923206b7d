import { isDeepStrictEqual } from 'node:util'
import type { Kind } from '#shared/kinds.ts'
import type { ChainLink } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'
import { assign, dutyChain, withoutRepeats } from './assign.ts'
import { dutyRoomChain } from './duty-room-chain.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { withoutRecused } from './recusing.ts'
import { type Roll, rollOf } from './roll.ts'
import { withPresentRollCall } from './roll-call-chain.ts'

/**
 * An incident with its chain as it is now: whoever was on duty when it was opened may have gone home since, or be away. Who
 * was called stays called, and how many are needed stays what it was. The same object where nothing has changed.
 */
export function withPresentChain(
  incident: IncidentRecord,
  arrangement: Arrangement,
  { now, timeZone }: Pick<Making, 'now' | 'timeZone'>,
): IncidentRecord {
  const { kind, severity, areas: touched, rollCall } = incident
  if (rollCall !== null) return withPresentRollCall({ ...incident, rollCall }, arrangement, { now, timeZone })
  const present = assign(arrangement, { kind, severity, touched, at: now, timeZone })
  const roll = rollOf(arrangement, now, timeZone)
  const answering = withoutRepeats([
    ...present.chain,
    ...ofOtherGround(incident.chain, present.chain, kind, arrangement, roll),
  ])
  const chain = withoutRecused(answering, incident.recusedIds)
  if (isDeepStrictEqual(chain, incident.chain)) return incident
  return {
    ...incident,
    chain,
    planId: present.plan?.id ?? null,
    planVersionId: present.plan?.versionId ?? null,
    tierWaitsSeconds: present.tiers.map(({ waitSeconds }) => waitSeconds),
  }
}

/**
 * Who answers now for ground that a chain names and the place does not tell: where it was seen first, and areas for which
 * a warning was given out whole. Asked anew, so that whoever left has somebody in his place, or leaves a visible hole.
 */
function ofOtherGround(
  chain: readonly ChainLink[],
  present: readonly ChainLink[],
  kind: Kind,
  arrangement: Arrangement,
  roll: Roll,
): ChainLink[] {
  const answered = new Set(present.map(({ duty, areaId }) => `${duty} ${areaId}`))
  const others: ChainLink[] = []
  for (const { duty, areaId, order } of chain.toSorted((a, b) => a.order - b.order)) {
    if (areaId === null || arrangement.areas.byId(areaId) === null || answered.has(`${duty} ${areaId}`)) continue
    answered.add(`${duty} ${areaId}`)
    const links =
      duty === 'duty-room'
        ? dutyRoomChain(arrangement, roll, [areaId]).links
        : dutyChain(arrangement, roll, duty, kind, [areaId])
    others.push(...links.map((link) => ({ ...link, order })))
  }
  return others
}

import { isDeepStrictEqual } from 'node:util'
import type { ChainLink } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'
import { assign } from './assign.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { type Roll, rollOf } from './roll.ts'

/**
 * An incident with its chain as it is now: whoever was on duty when it was opened may have gone home since, or be away. Who
 * was called stays called, and how many are needed stays what it was. The same object where nothing has changed.
 */
export function withPresentChain(
  incident: IncidentRecord,
  arrangement: Arrangement,
  { now, timeZone }: Pick<Making, 'now' | 'timeZone'>,
): IncidentRecord {
  const { kind, severity, areas: touched } = incident
  const present = assign(arrangement, { kind, severity, touched, at: now, timeZone })
  const chain = [...present.chain, ...ofOtherGround(incident.chain, present.chain, rollOf(arrangement, now, timeZone))]
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
 * Those whom a chain also names for ground that the place does not tell: where it was seen first, and areas for which a
 * warning was given out whole. Only who is still there and on duty.
 */
function ofOtherGround(chain: readonly ChainLink[], present: readonly ChainLink[], roll: Roll): ChainLink[] {
  const answered = new Set(present.map(({ duty, areaId }) => `${duty} ${areaId}`))
  const named = new Set(present.flatMap(({ called, personId }) => (called ? (personId ?? []) : [])))
  return chain.filter(({ called, personId, duty, areaId, reason }) => {
    if (!called || personId === null || areaId === null || reason === 'neighbour') return false
    if (named.has(personId) || answered.has(`${duty} ${areaId}`)) return false
    if (roll.member(personId) === undefined || roll.absence(personId) !== undefined) return false
    const theirs = roll.held(areaId, duty).filter((held) => held.personId === personId)
    return theirs.length === 0 || theirs.some(roll.isOnDuty)
  })
}

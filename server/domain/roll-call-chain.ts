import type { Kind, Severity } from '#shared/kinds.ts'
import { PLAN_DEFAULTS } from '#shared/plan.ts'
import type { RollCall } from '#shared/roll-call.ts'
import type { ChainLink, Duty } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'
import { DEFAULT_TIERS, withoutRepeats } from './assign.ts'
import { LEVEL_OF } from './called-duties.ts'
import { dutyRoomChain } from './duty-room-chain.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { hole, holdersOf, type Link } from './holders.ts'
import { neighbourOf } from './neighbour.ts'
import { planOf } from './plan-of.ts'
import { withoutRecused } from './recusing.ts'
import { type Roll, rollOf } from './roll.ts'
import { wholeGround } from './roll-call-ground.ts'

/** The tier of the duty room, and of those who are called to knock at a door. */
export const AFTER_ALL = 1

type Asked = { kind: Kind; severity: Severity; named: readonly string[] }

/**
 * Whom a roll call over some areas calls, all in one tier: whoever holds, on that ground or above it, any duty that the
 * plan names, in whichever tier or only to be informed. Ground that nobody answers for has a neighbour or a visible hole. The duty room
 * stands behind them.
 */
export function onRollCallGround(
  { kind, severity, named }: Asked,
  arrangement: Arrangement,
  { now, timeZone }: Pick<Making, 'now' | 'timeZone'>,
) {
  const plan = planOf(arrangement.plans, kind, severity)
  const within = wholeGround(named, arrangement)
  const ground = [...new Set(within.flatMap((id) => [id, ...arrangement.lineage(id).map((area) => area.id)]))]
  const roll = rollOf(arrangement, now, timeZone)
  const tiers = plan === null ? DEFAULT_TIERS : [...plan.tiers, ...(plan.outsideZones ?? [])]
  const duties = new Set([...tiers.flatMap((tier) => tier.duties), ...(plan?.informed ?? [])])
  duties.delete('duty-room')
  const links = [...duties].flatMap((duty) =>
    duty === 'duty-room' ? [] : linksOf(duty, { arrangement, roll, kind, ground, within }),
  )
  const room = dutyRoomChain(arrangement, roll, ground)
  const chain = withoutRepeats([
    ...links.map((link): ChainLink => ({ ...link, order: 0 })),
    ...[...room.links, ...room.later].map((link): ChainLink => ({ ...link, order: AFTER_ALL })),
  ])
  const { sound, checklist, clocks } = plan ?? PLAN_DEFAULTS
  return {
    areaIds: ground,
    planId: plan?.id ?? null,
    planVersionId: plan?.versionId ?? null,
    chain,
    informed: [],
    respondersNeeded: 1,
    tierWaitsSeconds: [],
    tiersAtOnce: 1,
    remindSeconds: null,
    restsUntil: null,
    sound,
    checklist,
    clocks,
    // Nobody is asked to come: they are asked to answer, and to go from door to door.
    arriveWithinSeconds: null,
    checkInSeconds: null,
  }
}

/** Those who answer under one duty on some ground, and what nobody answers for. */
function linksOf(
  duty: Exclude<Duty, 'duty-room'>,
  asked: { arrangement: Arrangement; roll: Roll; kind: Kind; ground: readonly string[]; within: readonly string[] },
): Link[] {
  const { arrangement, roll, kind, ground, within } = asked
  const links = holdersOf(roll, duty, kind, ground)
  const isAnswered = (areaId: string) =>
    links.some((link) => link.called && arrangement.lineage(areaId).some(({ id }) => id === link.areaId))
  const open = within.filter((id) => arrangement.areas.byId(id)?.level === LEVEL_OF[duty] && !isAnswered(id))
  const others = open.map((areaId) => neighbourOf(arrangement, roll, duty, kind, [areaId]) ?? hole({ duty, areaId }))
  return [...links, ...others]
}

/** A roll call with its chain as it is now; who was called to knock at a door stays in it. */
export function withPresentRollCall(
  incident: IncidentRecord & { rollCall: RollCall },
  arrangement: Arrangement,
  making: Pick<Making, 'now' | 'timeZone'>,
): IncidentRecord {
  const { kind, severity, rollCall } = incident
  const { chain, planId, planVersionId } = onRollCallGround(
    { kind, severity, named: rollCall.areaIds },
    arrangement,
    making,
  )
  const woken = incident.chain.filter(
    ({ order, inPlaceOf, duty }) =>
      order === AFTER_ALL && duty !== 'duty-room' && rollCall.unwoken.some(({ personId }) => personId === inPlaceOf),
  )
  const present = withoutRecused([...chain, ...woken], incident.recusedIds)
  return { ...incident, chain: present, planId, planVersionId }
}

import type { Severity } from '#shared/kinds.ts'
import { SEVERITIES } from '#shared/kinds.ts'
import { hasAnswered } from '#shared/roll-counts.ts'
import type { Arrangement } from './arrangement.ts'
import type { Calling } from './call.ts'
import { begun, callEverybody } from './calling-the-roll.ts'
import { placedBy } from './clues.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { withoutRecused } from './recusing.ts'
import { AFTER_ALL, onRollCallGround } from './roll-call-chain.ts'
import { countsOf, householdsOf } from './roll-call-ground.ts'

type Begun = Pick<IncidentRecord, 'kind' | 'severity'> & More

/** Over which areas, and in what words. */
type More = { areaIds: readonly string[]; text: string | null }

/** What makes a new incident a roll call; over no area it is none. */
export function newRollCall({ kind, severity, areaIds, text }: Begun, arrangement: Arrangement, making: Making) {
  if (areaIds.length === 0) return { rollCall: null }
  const since = making.now.toISOString()
  const rollCall = {
    since,
    areaIds: [...new Set(areaIds)],
    text,
    ...begun(making.now),
    knockingAt: null,
    unwoken: [],
    households: countsOf(householdsOf(areaIds, arrangement), []),
  }
  // The ground is meant whole: nobody finds it from a place name.
  return { ...onRollCallGround({ kind, severity, named: areaIds }, arrangement, making), near: null, rollCall }
}

/** Calls everybody over whom a new roll call is. */
export function beginRollCall(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling {
  return callEverybody(incident, arrangement, making)
}

/**
 * More of a warning (`severity`: as it was before) for which a roll is called, or for which it is to be called now. Whoever answers for new ground is called; those
 * who have answered are asked again only where it has become graver.
 */
export function rolledOn(
  incident: IncidentRecord,
  more: More & { severity: Severity },
  arrangement: Arrangement,
  making: Making,
): Calling {
  const { kind, severity, rollCall: known } = incident
  const { place, fix } = placedBy(incident.clues)
  const named = [...new Set([...(known?.areaIds ?? []), ...more.areaIds])]
  const text = more.text ?? known?.text ?? null
  const ground = newRollCall({ kind, severity, areaIds: named, text }, arrangement, making)
  if (ground.rollCall === null) return { incident, actions: [], deliveries: [] }
  const isGraver = SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(more.severity)
  const { total } = ground.rollCall.households
  const rollCall =
    known === null
      ? ground.rollCall
      : {
          ...known,
          areaIds: named,
          text,
          households: { ...known.households, total },
          ...(isGraver ? begun(making.now) : {}),
        }
  // Whoever answered for less has not answered for this; who is silent is rung on, and who went to knock goes on.
  const alerts = isGraver
    ? incident.alerts.map((alert) =>
        hasAnswered(alert) && alert.tier < AFTER_ALL ? { ...alert, state: 'expired' as const } : alert,
      )
    : incident.alerts
  const informed = incident.informed.filter(({ at }) => at !== null)
  const raised: IncidentRecord = {
    ...incident,
    place,
    fix,
    areas: arrangement.areas.touched(place),
    ...ground,
    areaIds: [...new Set([...incident.areaIds, ...ground.areaIds])],
    chain: withoutRecused(ground.chain, incident.recusedIds),
    informed,
    rollCall,
    alerts,
    next: null,
    verification: null,
  }
  return callEverybody(raised, arrangement, making)
}

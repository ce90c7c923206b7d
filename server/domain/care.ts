import type { Clue } from '#shared/clue.ts'
import { systemAction } from './call.ts'
import { withEdge } from './chatter.ts'
import { type Desk, openDesk } from './decision-desk.ts'
import { type Decision, type Facts, type IncidentRecord, type Making } from './facts.ts'
import { type Fault, isFaultKey } from './fault.ts'
import { clearSignal } from './incident.ts'
import { searchEnded } from './searching.ts'
import { takeEvidence } from './take-evidence.ts'

/** What faults bring about: those for which nobody was called yet, and the signals of those that are over. */
export type Care = { opening: Fault[]; ending: string[] }

/** What has to be done about the faults there are. A signal that is on was told once, whatever has become of its incident. */
export function careFor(faults: readonly Fault[], { signals }: Pick<Facts, 'signals'>): Care {
  const standing = new Set(faults.map(({ key }) => key))
  return {
    opening: faults.filter(({ key, isDue }) => isDue && signals.get(key)?.active !== true),
    ending: [...signals.values()].flatMap(({ key, active }) =>
      active && isFaultKey(key) && !standing.has(key) ? [key] : [],
    ),
  }
}

/**
 * Calls somebody to what has been silent too long, and ends what speaks again. An incident in which nobody has done
 * anything (`isUntouched`) is closed with it: nobody has to go and look at what works.
 */
export function decideCare(
  { opening, ending }: Care,
  isUntouched: (incident: IncidentRecord) => boolean,
  facts: Facts,
  making: Making,
): Decision {
  const desk = openDesk(facts, making)
  for (const key of ending) end(key, isUntouched, desk)
  for (const fault of opening) open(fault, desk)
  return desk.close()
}

/** The open incidents that these signals are about. */
export function incidentsOf(keys: readonly string[], { incidents }: Pick<Facts, 'incidents'>): IncidentRecord[] {
  return [...incidents.values()].filter(({ activeKeys }) => activeKeys.some((key) => keys.includes(key)))
}

function open({ key, deviceId, place, since, values }: Fault, desk: Desk): void {
  const { making } = desk
  const observationId = making.newId()
  const at = making.now.toISOString()
  const clue: Clue = {
    observationId,
    kind: 'device-fault',
    place,
    sight: null,
    deviceId,
    personId: null,
    ofItself: true,
    signalKey: key,
    lasts: true,
    confidence: null,
    firstAt: at,
    lastAt: at,
  }
  const incidentId = takeEvidence({ clue, startedAt: since, severity: null, exercise: false }, desk)
  desk.signal({ key, active: true, since: at, incidentId, edges: withEdge(desk.known(key)?.edges ?? [], making.now) })
  desk.evidence.push({
    id: observationId,
    deviceId,
    personId: null,
    incidentId,
    kind: 'device-fault',
    state: 'active',
    deviceAt: null,
    receivedAt: at,
    confidence: null,
    place,
    values,
    description: null,
    mediaIds: [],
    sourceId: null,
    externalId: null,
    mediaLinks: [],
    topic: null,
    payload: null,
    cut: null,
    attached: [],
  })
}

function end(key: string, isUntouched: (incident: IncidentRecord) => boolean, desk: Desk): void {
  const signal = desk.known(key)
  if (signal === undefined) return
  desk.signal({ ...signal, active: false, since: desk.making.now.toISOString() })
  for (const { id } of incidentsOf([key], desk.facts)) {
    const incident = desk.incident(id)
    if (incident === undefined) continue
    const cleared = clearSignal(incident, key, null, desk.making)
    const isOver = cleared.incident.condition === 'cleared' && isUntouched(incident)
    desk.write(cleared)
    if (isOver) desk.write(closedByItself(cleared.incident, desk.making))
  }
}

function closedByItself(incident: IncidentRecord, making: Making) {
  const closed: IncidentRecord = {
    ...searchEnded(incident),
    handling: 'closed',
    closedAt: making.now.toISOString(),
    next: null,
    alerts: incident.alerts.map((alert) =>
      ['sent', 'delivered', 'seen'].includes(alert.state) ? { ...alert, state: 'expired' as const } : alert,
    ),
  }
  return { incident: closed, actions: [systemAction(incident.id, 'closed-by-itself', {}, making)], deliveries: [] }
}

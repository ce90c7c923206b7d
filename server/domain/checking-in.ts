import { type Alert, isSettled, isStillBurning } from '#shared/incident.ts'
import { type Calling, joined, sentAgain, systemAction, wake, withAnswers } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { unheard } from './hearing-anew.ts'
import { hasCome, isAsked, isResting } from './next-step.ts'

// Whoever is at a fire, in a flood, or sent to look is asked from time to time whether they are well. Whoever does not
// answer in the same time again may lie there: that is an alarm about a person, and the duty room hears it.

/** When somebody is asked next, or must have answered; null where they are not, or are missing already. */
export function checkInDue(incident: IncidentRecord, alert: Alert): { isAsked: boolean; at: string } | null {
  const { checkInSeconds, verification } = incident
  const { state, arrivedAt, silentAt, checkInAskedAt, lastSignAt, answeredAt, sentAt, personId } = alert
  const isThere = state === 'accepted' && (arrivedAt !== null || verification?.personId === personId)
  if (checkInSeconds === null || !isThere || silentAt !== null || !isOutThere(incident)) return null
  const since = checkInAskedAt ?? lastSignAt ?? answeredAt ?? sentAt
  const at = new Date(Date.parse(since) + checkInSeconds * 1000).toISOString()
  return { isAsked: checkInAskedAt !== null, at }
}

/** Whether people may still be out there: a fire is watched after its flames are out and all is put down as handled. */
function isOutThere(incident: IncidentRecord): boolean {
  const { closedAt, outcome, handling } = incident
  if (closedAt !== null || isSettled(outcome)) return false
  return (handling !== 'handled' && handling !== 'checked') || isStillBurning(incident)
}

/** Asks those whose time it is whether they are well, and raises an alarm about those who did not answer; null where nothing is due. */
export function checkIn(incident: IncidentRecord, making: Making): Calling | null {
  const due = incident.alerts.flatMap((alert) => {
    const next = checkInDue(incident, alert)
    return next !== null && hasCome(next.at, incident.checkInSeconds ?? 0, making.now) ? [{ alert, ...next }] : []
  })
  if (due.length === 0) return null
  const [missing, asked] = [due.filter((one) => one.isAsked), due.filter((one) => !one.isAsked)]
  let calling: Calling = { incident, actions: [], deliveries: [] }
  if (asked.length > 0)
    calling = joined(
      calling,
      askAll(
        calling.incident,
        asked.map(({ alert }) => alert),
        making,
      ),
    )
  if (missing.length > 0)
    calling = joined(
      calling,
      missAll(
        calling.incident,
        missing.map(({ alert }) => alert),
        making,
      ),
    )
  return calling
}

function askAll(incident: IncidentRecord, asked: readonly Alert[], making: Making): Calling {
  const personIds = asked.map(({ personId }) => personId)
  return {
    incident: marked(incident, asked, { checkInAskedAt: making.now.toISOString() }),
    actions: [systemAction(incident.id, 'asked-check-in', { personIds }, making)],
    deliveries: asked.map((alert) => sentAgain(alert, making)),
  }
}

/** They count as nobody going, so somebody else is called; and the duty room hears it, whatever it was told before. */
function missAll(before: IncidentRecord, missing: readonly Alert[], making: Making): Calling {
  const personIds = missing.map(({ personId }) => personId)
  const incident = {
    ...marked(before, missing, { silentAt: making.now.toISOString() }),
    ...unheard(before, making),
  }
  const action = systemAction(incident.id, 'silent', { personIds, seconds: incident.checkInSeconds }, making)
  const lost: Calling = { incident, actions: [action], deliveries: [] }
  const isWaiting = isAsked(incident) || isResting(incident)
  return joined(lost, isWaiting ? wake(incident, 'silent', making) : withAnswers(incident, making))
}

function marked(incident: IncidentRecord, some: readonly Alert[], change: Partial<Alert>): IncidentRecord {
  const ids = some.map(({ id }) => id)
  const alerts = incident.alerts.map((alert) => (ids.includes(alert.id) ? { ...alert, ...change } : alert))
  return { ...incident, alerts }
}

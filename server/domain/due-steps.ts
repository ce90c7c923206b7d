import type { DueStep } from '#shared/incident.ts'
import { rollCallDue, silentInRoll } from './calling-the-roll.ts'
import { checkInDue } from './checking-in.ts'
import type { IncidentRecord } from './facts.ts'
import { postponementDue } from './postponing.ts'
import { nextRing } from './ringing.ts'
import { arrivalDue } from './stalling.ts'

/** What is due of an incident beside its next step, and when, soonest first; who does not answer is to be called since they were missed. */
export function dueSteps(incident: IncidentRecord): DueStep[] {
  if (incident.closedAt !== null) return []
  const ring = nextRing(incident)
  const end = postponementDue(incident)
  const roll = rollCallDue(incident)
  const steps: DueStep[] = incident.alerts.flatMap((alert): DueStep[] => {
    const personIds = [alert.personId]
    const isMissing = alert.state === 'accepted' && alert.silentAt !== null
    if (isMissing) return [{ step: 'call-person', at: alert.silentAt ?? alert.sentAt, personIds }]
    const arrival = arrivalDue(incident, alert)
    const checkIn = checkInDue(incident, alert)
    return [
      ...(arrival === null ? [] : [{ step: 'arrival' as const, at: arrival, personIds }]),
      ...(checkIn === null ? [] : [{ step: stepOf(checkIn.isAsked), at: checkIn.at, personIds }]),
    ]
  })
  if (ring !== null)
    steps.push({ step: ring.step === 'officer' ? 'ring-officer' : 'ring-leader', at: ring.at, personIds: [] })
  if (roll !== null) {
    const personIds = silentInRoll(incident).map(({ personId }) => personId)
    steps.push({ ...roll, personIds })
  }
  if (end !== null)
    steps.push({
      step: end.step === 'warning' ? 'postponement-warning' : 'postponement-end',
      at: end.at,
      personIds: [],
    })
  return steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function stepOf(isAsked: boolean): 'check-in' | 'ask-check-in' {
  return isAsked ? 'check-in' : 'ask-check-in'
}

import type { Arrangement } from './arrangement.ts'
import { declined } from './answering.ts'
import { type Calling, callTo, systemAction } from './call.ts'
import type { Facts, IncidentRecord, Making } from './facts.ts'
import { withPresentChain } from './present-chain.ts'

/** Whether somebody is called to an incident and is waited for, or is on the way. */
export function isCalledTo(incident: IncidentRecord, personId: string): boolean {
  return incident.closedAt === null && ['sent', 'delivered', 'seen', 'accepted'].includes(stateOf(incident, personId))
}

/**
 * What becomes of the incidents to which somebody is called who leaves: as if they could not go, so that others are called
 * in their place. The log says that it was not they who said so.
 */
export function callsTakenBack(personId: string, facts: Facts, making: Making): Calling[] {
  const people = new Map(facts.arrangement.people)
  people.delete(personId)
  const arrangement: Arrangement = { ...facts.arrangement, people }
  return [...facts.incidents.values()].flatMap((incident) => {
    if (!isCalledTo(incident, personId)) return []
    const calling = declined(withPresentChain(incident, arrangement, making), personId, making)
    const action = { ...systemAction(incident.id, 'decline', { left: true }, making), onBehalfOf: personId }
    return [{ ...calling, actions: [action, ...calling.actions] }]
  })
}

function stateOf(incident: IncidentRecord, personId: string): string {
  return callTo(incident, personId)?.state ?? ''
}

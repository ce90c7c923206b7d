import { type Calling, callNext, escalate, wake } from './call.ts'
import { isAtItsEnd, isStepDue } from './next-step.ts'
import { hasCalmed } from './chatter.ts'
import { type Decision, type Facts, type IncidentRecord, type Making, noDecision } from './facts.ts'
import { clearSignal } from './incident.ts'
import { withPresentChain } from './present-chain.ts'
import { wakeReason } from './verification.ts'

/**
 * What the passing of time brings about: calls that are due, people who have come where all had been called, and signals that chattered
 * and have been quiet. Null where nothing is due.
 */
export function takeDue(facts: Facts, making: Making): Decision | null {
  const callings: Calling[] = []
  const touched = new Map<string, IncidentRecord>()
  const take = (calling: Calling): void => {
    callings.push(calling)
    touched.set(calling.incident.id, calling.incident)
  }
  for (const signal of facts.signals.values()) {
    if (!hasCalmed(signal, making.now)) continue
    for (const { id } of facts.incidents.values()) {
      const incident = touched.get(id) ?? facts.incidents.get(id)
      if (incident?.activeKeys.includes(signal.key)) take(clearSignal(incident, signal.key, null, making))
    }
  }
  for (const before of facts.incidents.values()) {
    const incident = touched.get(before.id) ?? before
    // The weather, or what people arranged, may have changed since somebody was asked to look.
    const why = wakeReason(incident, facts.arrangement, making.now)
    const isEnded = isAtItsEnd(incident)
    if (why === null && !isEnded && !isStepDue(incident, making.now)) continue
    const present = withPresentChain(incident, facts.arrangement, making)
    if (isEnded) {
      const calling = callNext(present, making)
      if (calling.deliveries.length > 0) take(calling)
      continue
    }
    const due = why === null ? escalate(present, making) : wake(present, why, making)
    if (due !== null) take(due)
  }
  if (callings.length === 0) return null
  return {
    ...noDecision(),
    incidents: [...touched.values()],
    actions: callings.flatMap(({ actions }) => actions),
    deliveries: callings.flatMap(({ deliveries }) => deliveries),
  }
}

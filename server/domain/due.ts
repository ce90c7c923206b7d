import { type Calling, callNext, escalate, wake } from './call.ts'
import { hasCalmed } from './chatter.ts'
import { coverBroken } from './cover.ts'
import { checkIn } from './checking-in.ts'
import { type Decision, type Facts, type IncidentRecord, type Making, noDecision } from './facts.ts'
import { callRoll } from './calling-the-roll.ts'
import { clearSignal } from './incident.ts'
import { isAtItsEnd, isStepDue } from './next-step.ts'
import { endPostponement } from './postponing.ts'
import { withPresentChain } from './present-chain.ts'
import { ring } from './ringing.ts'
import { stall } from './stalling.ts'
import { missClocks } from './timing.ts'
import { wakeReason } from './verification.ts'

/**
 * What the passing of time brings about: calls that are due, people who have come where all had been called, signals that chattered
 * and have been quiet, postponements that end, people to be asked whether they are well or of whom nothing is heard, and a
 * duty room that takes no notice. Null where nothing is due.
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
  const standing = (id: string): IncidentRecord | undefined => touched.get(id) ?? facts.incidents.get(id)
  for (const { id } of facts.incidents.values()) {
    const incident = standing(id)
    if (incident === undefined || coverBroken(incident, facts.arrangement, making) === null) continue
    const calling = coverBroken(withPresentChain(incident, facts.arrangement, making), facts.arrangement, making)
    if (calling !== null) take(calling)
  }
  for (const { id } of facts.incidents.values())
    for (const due of [endPostponement, checkIn, stall, missClocks]) {
      const incident = standing(id)
      // Whom the chain names is looked up only where somebody may have to be called.
      if (incident === undefined || due(incident, making) === null) continue
      const calling = due(withPresentChain(incident, facts.arrangement, making), making)
      if (calling !== null) take(calling)
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
  for (const { id } of facts.incidents.values()) {
    const incident = standing(id)
    const calling = incident && callRoll(incident, facts.arrangement, making)
    if (calling != null) take(calling)
  }
  // Last, when it is known whether anybody goes.
  for (const { id } of facts.incidents.values()) {
    const incident = standing(id)
    const calling = incident && ring(incident, facts.arrangement, making)
    if (calling != null) take(calling)
  }
  if (callings.length === 0) return null
  return {
    ...noDecision(),
    incidents: [...touched.values()],
    actions: callings.flatMap(({ actions }) => actions),
    deliveries: callings.flatMap(({ deliveries }) => deliveries),
  }
}

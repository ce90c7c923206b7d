import { type FloodCall, type FloodGroup, groupCalls } from '#shared/flood.ts'
import { type Call, latestAlert } from './standing.ts'

type PhoneCall = Call & FloodCall
/** The page of calls: each for itself, or in a flood in groups; exactly one of the two holds them. */
export type CallList = { calls: Call[]; groups: FloodGroup<PhoneCall>[] | null }

/** When each call of a person came, epoch milliseconds: what a flood is judged by. What he only reported is no call. */
export function calledAt(calls: readonly Pick<Call, 'incident'>[], personId: string): number[] {
  return calls.flatMap(({ incident }) => {
    const alert = latestAlert(incident, personId)
    return alert === null ? [] : [Date.parse(alert.sentAt)]
  })
}

/** The calls of a person as the page shows them. */
export function callList(calls: readonly Call[], personId: string, isFlooded: boolean): CallList {
  if (!isFlooded) return { calls: [...calls], groups: null }
  const flooding = calls.map((call): PhoneCall => {
    const calledAtMs = Date.parse(latestAlert(call.incident, personId)?.sentAt ?? call.incident.openedAt)
    return { ...call, atMs: calledAtMs, waits: call.standing === 'called' }
  })
  return { calls: [], groups: groupCalls(flooding) }
}

/**
 * What the page shows while a finger is on it: everything stands where it stood, with what is known of it now. What is
 * new comes, and what has gone goes, when the finger is lifted.
 */
export function heldStill(kept: CallList, fresh: CallList): CallList {
  const known = new Map<string, PhoneCall | Call>()
  for (const call of [...fresh.calls, ...(fresh.groups ?? []).flatMap(({ calls }) => calls)])
    known.set(call.incident.id, call)
  const now = <Kept extends Call>(call: Kept): Kept => ({ ...call, ...known.get(call.incident.id) })
  return {
    calls: kept.calls.map(now),
    groups:
      kept.groups?.map((group) => {
        const calls = group.calls.map(now)
        const waiting = calls.filter(({ standing }) => standing === 'called').length
        return { ...group, calls, waiting, shown: group.shown === null ? null : now(group.shown) }
      }) ?? null,
  }
}

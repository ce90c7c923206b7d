import type { ActionBody, ActionName } from '#shared/action.ts'
import type { ChainLink } from '#shared/responsibility.ts'
import { declined } from './answering.ts'
import { type Calling, callTo } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import type { Contradiction } from './handling-table.ts'

// Whoever a case concerns (a relative, a party) keeps out of it (回避): they are not called, handle and check nothing. What
// the duty room does to find somebody else it does also while the one who sits there keeps out.

/** What somebody who keeps out of an incident does not do in it. */
const HANDLING: readonly ActionName[] = [
  'acknowledge',
  'depart',
  'arrive',
  'verify',
  'fire-out',
  'mop-up',
  'fire-watch',
  'withdraw',
  'handle',
  'check',
  'close',
  'tick',
  'untick',
  'sector',
  'settle',
]
const INSTEAD: ActionName[] = ['note', 'assign', 'support']

/** Why this is not for somebody who keeps out of an incident; null where it is for them, or nobody keeps out. */
export function recusalOf(
  { recusedIds }: Pick<IncidentRecord, 'recusedIds'>,
  { action, personId }: Pick<ActionBody, 'action' | 'personId'>,
  who: string,
): Contradiction | null {
  const meant = action === 'assign' ? (personId ?? who) : HANDLING.includes(action) ? who : null
  return meant !== null && recusedIds.includes(meant) ? { state: 'recused', allowed: INSTEAD } : null
}

/** An incident out of which somebody keeps from now on: whoever is next is called as if they could not go. */
export function recused(before: IncidentRecord, personId: string, making: Making): Calling {
  if (before.recusedIds.includes(personId)) return { incident: before, actions: [], deliveries: [] }
  const recusedIds = [...before.recusedIds, personId]
  const incident = { ...before, recusedIds, chain: withoutRecused(before.chain, recusedIds) }
  // Nobody waits for whoever was not called.
  if (callTo(incident, personId) === undefined) return { incident, actions: [], deliveries: [] }
  return declined(incident, personId, making)
}

/**
 * A chain without those who keep out of it: they stay visible and are passed over. Where the duty room would have nobody
 * left who can be rung it stays as it is, for somebody must look for others.
 */
export function withoutRecused(chain: readonly ChainLink[], recusedIds: readonly string[]): ChainLink[] {
  const isOut = ({ personId }: ChainLink) => personId !== null && recusedIds.includes(personId)
  const isOfRoom = ({ duty, called, personId }: ChainLink) => duty === 'duty-room' && called && personId !== null
  const isRoomKept = !chain.some((link) => isOfRoom(link) && link.reachable && !isOut(link))
  return chain.map((link) =>
    !link.called || !isOut(link) || (isRoomKept && isOfRoom(link))
      ? link
      : { ...link, called: false, reachable: false, reason: 'recused' },
  )
}

/** Of those who keep out of the incidents of a step only where they are others than before: what was told is rewritten for them alone. */
export function recusedAnew(
  before: ReadonlyMap<string, Pick<IncidentRecord, 'recusedIds'>>,
  recusals: Readonly<Record<string, string[]>>,
): Record<string, string[]> {
  const isNew = ([id, ids]: [string, string[]]) => {
    const known = before.get(id)?.recusedIds
    return known === undefined || ids.length !== known.length || ids.some((one) => !known.includes(one))
  }
  return Object.fromEntries(Object.entries(recusals).filter(isNew))
}

import type { HouseholdToVisit } from '#shared/household.ts'
import type { HouseholdState } from '#shared/roll-call.ts'
import type { Entry } from './outbox.ts'

/** One household as it stands on this phone: `waits` says that the server does not know of it yet. */
export type SheetRow = { household: HouseholdToVisit; state: HouseholdState | null; waits: boolean }

/**
 * The sheet of one person: what was entered here and not refused counts as said, for the person did it; else the last word
 * that the server knows.
 */
export function sheetRows(
  households: readonly HouseholdToVisit[],
  entries: readonly Entry[],
  { personId, incidentId }: { personId: string; incidentId: string },
): SheetRow[] {
  const said = new Map<string, { state: HouseholdState; atMs: number; waits: boolean }>()
  for (const { job, state, personId: by } of entries.toSorted((a, b) => a.order - b.order)) {
    if (job.type !== 'action' || job.incidentId !== incidentId || by !== personId || state.name === 'refused') continue
    const { action, householdId, householdState, at } = job.body
    if (action !== 'household' || householdId == null || householdState == null) continue
    said.set(householdId, { state: householdState, atMs: Date.parse(at ?? ''), waits: state.name === 'waiting' })
  }
  return households.map((household) => {
    const own = said.get(household.id)
    const known = household.answer
    const isOwnLater = own !== undefined && (own.waits || known === null || own.atMs >= Date.parse(known.at))
    if (isOwnLater) return { household, state: own.state, waits: own.waits }
    return { household, state: known?.state ?? null, waits: false }
  })
}

/** In the order of visiting: where nobody has been first, of those whoever needs help to leave, then the nearest. */
export function inVisitingOrder(households: readonly HouseholdToVisit[]): HouseholdToVisit[] {
  const rank = ({ answer, needHelp }: HouseholdToVisit) => (answer === null ? 0 : 2) + (needHelp > 0 ? 0 : 1)
  return households.toSorted(
    (a, b) => rank(a) - rank(b) || a.distanceMetres - b.distanceMetres || (a.id < b.id ? -1 : 1),
  )
}

/** A sheet as it was kept on the phone; null where it cannot be read or is of another incident. */
export function keptSheet(kept: unknown, incidentId: string): HouseholdToVisit[] | null {
  if (typeof kept !== 'object' || kept === null || !('incidentId' in kept) || !('items' in kept)) return null
  if (kept.incidentId !== incidentId || !Array.isArray(kept.items)) return null
  // This phone wrote it itself, as it came from the server.
  return kept.items as HouseholdToVisit[]
}

import type { Database } from '../../db/connect.ts'
import { type AuditEntry } from '../domain/audit-chain.ts'
import type { Log } from '../mqtt/door.ts'
import { insertAuditEntry, insertReveals } from '../store/audit.ts'
import { within } from '../within.ts'

/** Who does something: nobody (null) where nobody is signed in. */
export type AuditActor = { personId: string | null; sessionId: string | null; ip?: string | null }

/**
 * The log of who wrote or uncovered what. Only ids and names of routes go in: no personal fields, no secrets, no bodies.
 * `wanted` and `ended` reject where the entry cannot be written; what is to be logged must then not be done.
 */
export type Audit = {
  /** Before a write: what is wanted. Resolves to the id to end it by. */
  wanted(
    actor: AuditActor,
    wish: { what: string; target: Record<string, string>; reason: string | null },
  ): Promise<Wanted>
  /** After it: with which HTTP status it ended, and whom or what it turned out to concern. */
  ended(wanted: Wanted, status: number, concerns?: Record<string, string>): Promise<void>
  /**
   * That households are shown for incidents, which are the reason; once for a person and a household. Resolves to whether
   * all of it is written down: only then may they be shown. Never rejects, and never keeps an alarm waiting for long.
   */
  revealed(reveals: readonly Reveal[]): Promise<boolean>
}

/** Whose household is shown to whom, for which incident. */
export type Reveal = { actor: AuditActor; incidentId: string; householdId: string }

/** An entry that has no end yet. */
export type Wanted = AuditEntry

const MOST_REASON = 200
const NO_ID = '-'
/** An alarm waits no longer than this for an entry. */
export const AUDIT_PATIENCE_MS = 2000

export function createAudit({
  database,
  now,
  newId,
  log,
  patienceMs = AUDIT_PATIENCE_MS,
}: {
  database: Database
  now: () => Date
  newId: () => string
  log: Log
  patienceMs?: number
}): Audit {
  function entryOf(actor: AuditActor, rest: Pick<AuditEntry, 'what' | 'target' | 'reason'>): AuditEntry {
    const { personId, sessionId, ip = null } = actor
    return {
      id: newId(),
      at: now().toISOString(),
      personId,
      sessionId,
      ip,
      what: rest.what,
      target: idsOf(rest.target),
      reason: rest.reason?.slice(0, MOST_REASON).toWellFormed().replaceAll('\0', '') ?? null,
      wantedBy: null,
      status: null,
    }
  }

  return {
    async wanted(actor, wish) {
      const entry = entryOf(actor, wish)
      await insertAuditEntry(database, entry)
      return entry
    },
    async ended(wanted, status, concerns = {}) {
      await insertAuditEntry(database, {
        ...wanted,
        id: newId(),
        at: now().toISOString(),
        target: { ...wanted.target, ...idsOf(concerns) },
        reason: null,
        wantedBy: wanted.id,
        status,
      })
    },
    async revealed(reveals) {
      const entries = reveals.map(({ actor, incidentId, householdId }) =>
        entryOf(actor, {
          what: 'reveal',
          target: { household: householdId, incident: incidentId },
          reason: `incident ${incidentId}`,
        }),
      )
      try {
        await within(patienceMs, insertReveals(database, entries))
        return true
      } catch (error) {
        log.error({ error }, 'households stay covered: it could not be written down that they are shown')
        return false
      }
    },
  }
}

/** What is no id may be anything, a name or a telephone number typed into an address: only that it was given is kept. */
function idsOf(target: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(target).map(([name, value]) => [name, isId(value) ? value : NO_ID]))
}

function isId(value: string): boolean {
  return /^[A-Za-z0-9._:-]{1,64}$/.test(value) && !isTelephone(value.replaceAll(/[._:-]/g, ''))
}

/** A mobile number of the mainland, or one of a line with its area code. */
function isTelephone(digits: string): boolean {
  return /^((00)?86)?1[3-9]\d{9}$|^0[1-9]\d{8,10}$/.test(digits)
}

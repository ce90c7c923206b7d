import type { Database } from '../db/connect.ts'
import { type AuditEntry } from './domain/audit-chain.ts'
import { insertAuditEntry } from './store/audit.ts'

/** Who does something: nobody (null) where nobody is signed in. */
export type AuditActor = { personId: string | null; sessionId: string | null; ip?: string | null }

/**
 * The log of who wrote or uncovered what. Only ids and names of routes go in: no personal fields, no secrets, no bodies.
 * Each rejects where the entry cannot be written; what is to be logged must then not be done.
 */
export type Audit = {
  /** Before a write: what is wanted. Resolves to the id to end it by. */
  wanted(
    actor: AuditActor,
    wish: { what: string; target: Record<string, string>; reason: string | null },
  ): Promise<Wanted>
  /** After it: with which HTTP status it ended, and whom or what it turned out to concern. */
  ended(wanted: Wanted, status: number, concerns?: Record<string, string>): Promise<void>
  /** Something that is done with being said, such as that personal data are uncovered. */
  record(done: AuditActor & { what: 'reveal'; target: Record<string, string>; reason: string | null }): Promise<void>
}

/** An entry that has no end yet. */
export type Wanted = AuditEntry

const MOST_REASON = 200
const NO_ID = '-'

export function createAudit({
  database,
  now,
  newId,
}: {
  database: Database
  now: () => Date
  newId: () => string
}): Audit {
  async function entered(actor: AuditActor, rest: Pick<AuditEntry, 'what' | 'target' | 'reason'>): Promise<AuditEntry> {
    const { personId, sessionId, ip = null } = actor
    const entry: AuditEntry = {
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
    await insertAuditEntry(database, entry)
    return entry
  }

  return {
    wanted: entered,
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
    async record({ personId, sessionId, ip = null, ...rest }) {
      await entered({ personId, sessionId, ip }, rest)
    },
  }
}

/** What is no id may be anything, a name or a telephone number typed into an address: only that it was given is kept. */
function idsOf(target: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(target).map(([name, value]) => [name, /^[A-Za-z0-9._:-]{1,64}$/.test(value) ? value : NO_ID]),
  )
}

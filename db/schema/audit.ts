import { sql } from 'drizzle-orm'
import { bigint, integer, jsonb, pgTable, text, uniqueIndex, index } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

// Who wrote or uncovered what. Appended to, never changed (triggers refuse it, see the migration); a chain of hashes over
// it shows where somebody did all the same.

/** One write or reveal: wanted (before it is done), and how it ended. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: text('id').primaryKey(),
    at: moment('at').notNull(),
    /** Null: nobody signed in. */
    personId: text('person_id'),
    sessionId: text('session_id'),
    ip: text('ip'),
    /** The route, such as `PUT /api/people/:id`; or `reveal`; or `retention`: that entries were removed, up to when. */
    what: text('what').notNull(),
    /** What it was done to: the parameters of the path. No personal fields, no secrets. */
    target: jsonb('target').$type<Record<string, string>>().notNull(),
    /** Why, where a reason is asked for. */
    reason: text('reason'),
    /** For an end: the entry by which it was wanted. */
    wantedBy: text('wanted_by'),
    /** For an end: the HTTP status. */
    status: integer('status'),
  },
  (table) => [
    index('audit_entries_at').on(table.at),
    index('audit_entries_person').on(table.personId, table.at),
    index('audit_entries_wanted_by').on(table.wantedBy),
    // What an incident uncovers is written down once for a person and a household, however often it is looked at.
    uniqueIndex('audit_entries_reveal')
      .on(table.personId, table.target)
      .where(sql`what = 'reveal' and target ->> 'incident' is not null`),
  ],
)

/** The chain: each seal takes in one entry and the seal before (server/domain/audit-chain.ts). Seals outlast their entries. */
export const auditSeals = pgTable(
  'audit_seals',
  {
    position: bigint('position', { mode: 'number' }).primaryKey(),
    entryId: text('entry_id').notNull(),
    entryAt: moment('entry_at').notNull(),
    entryHash: text('entry_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [uniqueIndex('audit_seals_entry').on(table.entryId), index('audit_seals_entry_at').on(table.entryAt)],
)

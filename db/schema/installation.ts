import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Change } from '../../shared/change.ts'
import { moment } from './columns.ts'

// What belongs to the installation itself: the sequence, accounts, sessions, leases.

/**
 * The one row on which every decision serialises. `seq` is the last change; a decision read as of `seq` is
 * written only if `seq` still stands. `arrangementSeq` is the last change to what people arrange.
 */
export const decision = pgTable('decision', {
  id: integer('id').primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  arrangementSeq: bigint('arrangement_seq', { mode: 'number' }).notNull(),
})

/** Every change, in the order of commit, with whom it concerns. */
export const changes = pgTable(
  'changes',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    v: integer('v').notNull(),
    at: moment('at').notNull(),
    type: text('type').$type<Change['type']>().notNull(),
    /** The body as clients of version `v` get it. */
    body: jsonb('body').$type<Change>().notNull(),
    /** Areas it touches, with all above them; null concerns everybody. */
    areaIds: text('area_ids').array(),
    /** People who see it whatever their areas (they were called, or reported it). */
    personIds: text('person_ids').array().notNull(),
  },
  (table) => [
    index('changes_incident').on(sql`(${table.body} -> 'incident' ->> 'id')`),
    // Whoever is erased is erased here as well, in the step that every alarm waits for.
    index('changes_person')
      .on(sql`(${table.body} -> 'person' ->> 'id')`)
      .where(sql`type = 'person'`),
  ],
)

/** How a person signs in. Removing the person's name leaves this to be removed as well. */
export const accounts = pgTable('accounts', {
  username: text('username').primaryKey(),
  personId: text('person_id').notNull().unique(),
  passwordHash: text('password_hash'),
  /** Since when the password is what it is; null: since the account was made. */
  passwordChangedAt: moment('password_changed_at'),
  /** The hashes of passwords before, newest first, where the rules forbid taking one again. */
  formerHashes: text('former_hashes').array().notNull().default([]),
  createdAt: moment('created_at').notNull(),
})

/** Signed-in browsers. Only the hash of the cookie is kept. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** By what a session is named to people: never by its token or the hash of that. */
    id: text('id')
      .notNull()
      .default(sql`gen_random_uuid()::text`),
    /** How its owner calls the device; null: by its user agent. */
    label: text('label'),
    personId: text('person_id').notNull(),
    createdAt: moment('created_at').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    userAgent: text('user_agent').notNull(),
  },
  (table) => [index('sessions_person').on(table.personId), uniqueIndex('sessions_id').on(table.id)],
)

/** What a wall was last heard to show: one row a screen, gone with its session. `heard_at` is renewed now and then while it is connected. */
export const wallScreens = pgTable('wall_screens', {
  tokenHash: text('token_hash')
    .primaryKey()
    .references(() => sessions.tokenHash, { onDelete: 'cascade' }),
  fault: text('fault').$type<'not-drawn' | 'muted'>(),
  since: moment('since').notNull(),
  heardAt: moment('heard_at').notNull(),
})

/** One-time links: the set-up of a new installation, invitations, and walls. Only the hash is kept. */
export const invitations = pgTable('invitations', {
  tokenHash: text('token_hash').primaryKey(),
  purpose: text('purpose').$type<'set-up' | 'invitation' | 'kiosk'>().notNull(),
  personId: text('person_id'),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
})

/** Work that one process of several does at a time. */
export const leases = pgTable('leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  until: moment('until').notNull(),
})

/** Settings of the installation, one JSON value a key. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
})

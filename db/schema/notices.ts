import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Kind, Severity } from '../../shared/kinds.ts'
import type { Occasion } from '../../shared/notice.ts'
import { moment } from './columns.ts'

// What leaves the program: what is to be told, and over what.

/**
 * The outbox: what one person, or one channel of a group, is to be told of an incident, written in the statement of what it
 * tells. News of the same incident is merged into the row (`revision`), so that one message carries all of it.
 */
export const notices = pgTable(
  'notices',
  {
    id: text('id').primaryKey(),
    incidentId: text('incident_id').notNull(),
    /** One of the two: a person, by whatever reaches them, or a channel that many hear. */
    personId: text('person_id'),
    channelId: text('channel_id'),
    /** The call it carries; null where it is none. */
    alertId: text('alert_id'),
    occasion: text('occasion').$type<Occasion>().notNull(),
    /** Smaller goes first: 0 the first notice of a grave incident, 1 what else is grave, 2 the rest. */
    urgency: integer('urgency').notNull(),
    revision: integer('revision').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    /** When something is to be done about it; null: nothing more. */
    dueAt: moment('due_at'),
    /** Which process is at it, and until when no other takes it. */
    holder: text('holder'),
    heldUntil: moment('held_until'),
    /** Which of the person's waiting calls it is, from 0: the keys of an answer by short message. */
    answerCall: integer('answer_call'),
  },
  (table) => [
    uniqueIndex('notices_person').on(table.incidentId, table.personId),
    uniqueIndex('notices_channel').on(table.incidentId, table.channelId),
    uniqueIndex('notices_answer_call').on(table.personId, table.answerCall),
    index('notices_due').on(table.dueAt),
  ],
)

/** The ways out of the program that an administrator has set up, each with its provider's settings and how it has fared. */
export const channels = pgTable('channels', {
  id: text('id').primaryKey(),
  /** A name of server/notify/channels.ts. */
  channel: text('channel').notNull(),
  name: text('name').notNull(),
  /** As the channel's own schema has them; secrets among them are shown to nobody. */
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
  /** Of a channel that many hear: of which ground it is told; empty: of all. */
  areaIds: text('area_ids').array().notNull().default([]),
  /** Null: of all. */
  kinds: text('kinds').array().$type<Kind[]>(),
  severities: text('severities').array().$type<Severity[]>(),
  /** Which of several that reach a person is tried first: the smaller. */
  rank: integer('rank').notNull(),
  enabled: boolean('enabled').notNull(),
  updatedAt: moment('updated_at').notNull(),
  okAt: moment('ok_at'),
  failedAt: moment('failed_at'),
  failure: text('failure'),
  code: text('code'),
  /** Since when it fails for reasons that concern every message; null: it works, as far as is known. */
  illSince: moment('ill_since'),
  testedAt: moment('tested_at'),
  /** When it tries itself next, once a day. */
  selfTestAt: moment('self_test_at'),
  selfTestedAt: moment('self_tested_at'),
})

/** What is to be published later, such as what switches a siren off: noted before that is switched on, lest it sound for ever. */
export const duePublishes = pgTable('due_publishes', {
  topic: text('topic').primaryKey(),
  payload: text('payload').notNull(),
  dueAt: moment('due_at').notNull(),
  /** Until when no other process takes it, or it is not to be said again. */
  heldUntil: moment('held_until'),
  /** How often it was said late: whoever should hear it may have lost the broker too. */
  saidLate: integer('said_late').notNull().default(0),
})

/** Browsers that may be told by Web Push, and whose they are (RFC 8030, RFC 8291). */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    id: text('id').primaryKey(),
    personId: text('person_id').notNull(),
    /** It ends with the session on that browser. */
    sessionId: text('session_id').notNull(),
    endpoint: text('endpoint').notNull(),
    p256dh: text('p256dh').notNull(),
    auth: text('auth').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('push_subscriptions_endpoint').on(table.endpoint),
    index('push_subscriptions_person').on(table.personId),
  ],
)

/** Links that lead one person to one incident, once; only what the token hashes to is kept. */
export const noticeLinks = pgTable(
  'notice_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    incidentId: text('incident_id').notNull(),
    personId: text('person_id').notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [index('notice_links_incident').on(table.incidentId)],
)

/** Where a monitor outside listens whether the program lives. */
export const heartbeats = pgTable('heartbeats', {
  id: text('id').primaryKey(),
  url: text('url').notNull(),
  illUrl: text('ill_url'),
  everySeconds: integer('every_seconds').notNull(),
  okAt: moment('ok_at'),
  failedAt: moment('failed_at'),
  failure: text('failure'),
})

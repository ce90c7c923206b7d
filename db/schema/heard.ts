import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'
import type { CutPicture, FetchReason } from '../../shared/evidence.ts'
import type { Kind } from '../../shared/kinds.ts'
import type { ObservationState, Values } from '../../shared/observation.ts'
import { moment } from './columns.ts'

// What is heard: telemetry and its bookkeeping, before and beside anything that happens. None of it is a change.

/**
 * Telemetry that is committed and not yet sorted: one row a batch, a JSON list. Writing a batch down as it is costs a
 * tenth of writing its readings one by one, so a message is safe soon even while thousands come; settling follows.
 */
export const spool = pgTable('spool', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  batch: text('batch').notNull(),
  /** How many entries the list has. */
  entries: integer('entries').notNull(),
})

/**
 * Telemetry and signs of life: partitioned by month of receipt (a migration of its own makes the partitions), so
 * that forgetting a month is dropping a table. No key: repeats are told apart in `message_keys`.
 */
export const readings = pgTable(
  'readings',
  {
    id: text('id').notNull(),
    sourceId: text('source_id').notNull(),
    externalId: text('external_id').notNull(),
    deviceId: text('device_id'),
    kind: text('kind').$type<Kind>(),
    state: text('state').$type<ObservationState>().notNull(),
    deviceAt: moment('device_at'),
    receivedAt: moment('received_at').notNull(),
    confidence: doublePrecision('confidence'),
    values: jsonb('values').$type<Values>().notNull(),
  },
  (table) => [
    index('readings_device').on(table.deviceId, table.receivedAt),
    index('readings_received').on(table.receivedAt),
  ],
)

/** What has been seen already: small, unpartitioned, pruned by age. */
export const messageKeys = pgTable(
  'message_keys',
  { key: text('key').primaryKey(), seenAt: moment('seen_at').notNull() },
  (table) => [index('message_keys_seen').on(table.seenAt)],
)

/** What was last heard at each address. Telemetry writes it; it is not a change. */
export const deviceStatuses = pgTable(
  'device_statuses',
  {
    sourceId: text('source_id').notNull(),
    externalId: text('external_id').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
    /** Null until a last will or an availability topic says either. */
    available: boolean('available'),
    /** When that was last said anew. */
    availableAt: moment('available_at'),
    batteryPercent: doublePrecision('battery_percent'),
    values: jsonb('values').$type<Values>().notNull(),
    /** When its last utterance began: several messages at one moment are one. Null: only others spoke of it. */
    spokeAt: moment('spoke_at'),
    /** How many gaps between utterances were heard whole, and their short and long ends, as logarithms of seconds. */
    gaps: integer('gaps').notNull().default(0),
    gapLow: doublePrecision('gap_low'),
    gapHigh: doublePrecision('gap_high'),
    /** The last times at which it came back from a long silence, or its availability turned. */
    turns: timestamp('turns', { withTimezone: true, precision: 3, mode: 'date' }).array().notNull().default([]),
    /** The gateway it was last heard through. */
    via: text('via'),
    /** A fingerprint of what it measures: unchanged since when, in so many messages. */
    gauge: integer('gauge'),
    gaugeSince: moment('gauge_since'),
    gaugeCount: integer('gauge_count').notNull().default(0),
    /** Its own time less ours in the newest reading that told one, when that came, and since when it is too far off. */
    clockOffsetSeconds: doublePrecision('clock_offset_seconds'),
    clockAt: moment('clock_at'),
    clockOffSince: moment('clock_off_since'),
    /** When a picture or clip of it was last kept that was none of those we had. */
    lastPictureAt: moment('last_picture_at'),
  },
  (table) => [primaryKey({ columns: [table.sourceId, table.externalId] })],
)

/**
 * From when to when anybody here listened: silence counts only within. The newest row grows while any process hears its
 * broker.
 */
export const hearing = pgTable('hearing', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  since: moment('since').notNull(),
  until: moment('until').notNull(),
})

/** What a format must remember between messages. */
export const decoderMemory = pgTable(
  'decoder_memory',
  {
    sourceId: text('source_id').notNull(),
    key: text('key').notNull(),
    /** The key up to its first line break: what stands under one head is read together. */
    head: text('head').notNull(),
    /** JSON as text: `jsonb` refuses NUL and halves of characters, and one value must not hold up the others. */
    value: text('value').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sourceId, table.key] }),
    index('decoder_memory_head').on(table.sourceId, table.head),
  ],
)

/** Messages nobody could read, whole, with the reason. */
export const quarantine = pgTable(
  'quarantine',
  {
    id: text('id').primaryKey(),
    receivedAt: moment('received_at').notNull(),
    sourceId: text('source_id'),
    topic: text('topic').notNull(),
    /** The payload as it came, base64. */
    payload: text('payload').notNull(),
    payloadBytes: integer('payload_bytes').notNull(),
    /** What was cut out of the payload and is kept apart, in its order. */
    cut: jsonb('cut').$type<CutPicture[]>(),
    retain: boolean('retain').notNull(),
    principal: text('principal'),
    reason: text('reason').notNull(),
    detail: text('detail').notNull(),
  },
  (table) => [index('quarantine_received').on(table.receivedAt)],
)

/** How the pulling of each source goes. */
export const sourcePulls = pgTable('source_pulls', {
  sourceId: text('source_id').primaryKey(),
  /** The hash of the address it was asked for at: a new address begins anew. */
  urlHash: text('url_hash').notNull(),
  /** When it is due; while somebody is at it, when another may. */
  nextAt: moment('next_at').notNull(),
  lastTriedAt: moment('last_tried_at').notNull(),
  lastSuccessAt: moment('last_success_at'),
  failures: integer('failures').notNull(),
  reason: text('reason').$type<FetchReason>(),
  detail: text('detail'),
  etag: text('etag'),
  lastModified: text('last_modified'),
})

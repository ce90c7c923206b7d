import { index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

// What the duty room writes for itself: swaps of shifts, notes for the next shift, calls and papers from above.

/** Somebody asks another to take a shift; the leader in charge consents or refuses. */
export const shiftSwaps = pgTable(
  'shift_swaps',
  {
    id: text('id').primaryKey(),
    shiftId: text('shift_id').notNull(),
    fromPersonId: text('from_person_id').notNull(),
    toPersonId: text('to_person_id').notNull(),
    /** The shift given in return; null: none. */
    returnShiftId: text('return_shift_id'),
    note: text('note'),
    askedBy: text('asked_by').notNull(),
    askedAt: moment('asked_at').notNull(),
    state: text('state').$type<'asked' | 'consented' | 'refused' | 'withdrawn'>().notNull(),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
  },
  (table) => [index('shift_swaps_shift').on(table.shiftId)],
)

/** What one shift leaves to the next. */
export const handovers = pgTable(
  'handovers',
  {
    id: text('id').primaryKey(),
    areaId: text('area_id').notNull(),
    personId: text('person_id').notNull(),
    note: text('note').notNull(),
    /** Incidents that are still open, as they were then. */
    incidentIds: text('incident_ids').array().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [index('handovers_area').on(table.areaId, table.at)],
)

/** Who has read which note. */
export const handoverReadings = pgTable(
  'handover_readings',
  {
    handoverId: text('handover_id').notNull(),
    personId: text('person_id').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.handoverId, table.personId] })],
)

/** Calls and papers from above (上级来电来文). */
export const directives = pgTable(
  'directives',
  {
    id: text('id').primaryKey(),
    areaId: text('area_id').notNull(),
    channel: text('channel').$type<'call' | 'paper' | 'message'>().notNull(),
    /** Which office, and who there. */
    sender: text('sender').notNull(),
    receivedAt: moment('received_at').notNull(),
    content: text('content').notNull(),
    replyDueAt: moment('reply_due_at'),
    passedTo: text('passed_to').array().notNull(),
    /** What was answered, when, by whom. */
    reply: jsonb('reply').$type<{ text: string; at: string; personId: string }>(),
    /** The entry that this one sets right; both stay. */
    corrects: text('corrects'),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: moment('recorded_at').notNull(),
  },
  (table) => [
    index('directives_area').on(table.areaId, table.receivedAt),
    // An entry is set right once: a second correction sets the first one right.
    uniqueIndex('directives_corrects').on(table.corrects),
  ],
)

/** By which incident everybody whom a call or paper concerns was called; one at most, written with the incident. */
export const directiveRollCalls = pgTable('directive_roll_calls', {
  directiveId: text('directive_id').primaryKey(),
  incidentId: text('incident_id').notNull(),
  /** The evidence of the incident: what the duty officer asked for, by the client's id. */
  observationId: text('observation_id').notNull(),
  personId: text('person_id').notNull(),
  at: moment('at').notNull(),
})

import { boolean, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { TouchedArea, Near } from '../../shared/area.ts'
import type { Brief } from '../../shared/brief.ts'
import type { Tick } from '../../shared/checklist.ts'
import type { LngLat, Place } from '../../shared/geo.ts'
import type { CutPicture, EvidenceState, FetchReason } from '../../shared/evidence.ts'
import type { Clue } from '../../shared/clue.ts'
import {
  type AlertState,
  type Condition,
  type Extension,
  type FalseCause,
  type FirePhase,
  type Handling,
  type IncidentFix,
  type NextStep,
  NO_TIMING,
  type Outcome,
  type Postponement,
  type Ringing,
  type Timing,
  type Verification,
} from '../../shared/incident.ts'
import type { Kind, Severity } from '../../shared/kinds.ts'
import type { ObservationState, Values } from '../../shared/observation.ts'
import type { IncidentDrill } from '../../shared/incident-drill.ts'
import type { Cover } from '../../shared/permit.ts'
import { NO_CLOCKS, type PlanClocks, type Sound } from '../../shared/plan.ts'
import type { HouseholdState, RollCall } from '../../shared/roll-call.ts'
import type { Search, Settlement } from '../../shared/search.ts'
import type { ServiceCall } from '../../shared/service-call.ts'
import type { ChainLink, Duty, Informed } from '../../shared/responsibility.ts'
import type { Action } from '../../shared/action.ts'
import { moment } from './columns.ts'

// What happens. Observations and actions are only ever added; incidents and alerts are the state derived from them.

/** Evidence: every observation that is or was part of an incident, with the message it came from. */
export const observations = pgTable(
  'observations',
  {
    id: text('id').primaryKey(),
    incidentId: text('incident_id').notNull(),
    sourceId: text('source_id'),
    externalId: text('external_id'),
    deviceId: text('device_id'),
    personId: text('person_id'),
    kind: text('kind').$type<Kind>(),
    state: text('state').$type<ObservationState>().notNull(),
    deviceAt: moment('device_at'),
    receivedAt: moment('received_at').notNull(),
    confidence: doublePrecision('confidence'),
    place: jsonb('place').$type<Place>(),
    values: jsonb('values').$type<Values>().notNull(),
    description: text('description'),
    mediaIds: text('media_ids').array().notNull(),
    mediaLinks: text('media_links').array().notNull(),
    topic: text('topic'),
    /** The message as it came, base64; null for a person's report. */
    payload: text('payload'),
    /** What was cut out of the payload and is kept apart, in its order. */
    cut: jsonb('cut').$type<CutPicture[]>(),
  },
  (table) => [
    index('observations_incident').on(table.incidentId, table.receivedAt),
    index('observations_device').on(table.deviceId, table.receivedAt),
    index('observations_received').on(table.receivedAt),
  ],
)

/**
 * Every signal that was an alarm: a level of one device and kind, or one series of a camera. Whether it is on tells an
 * edge from a repetition, and to which incident it belonged tells a late update from a new happening.
 */
export const signals = pgTable(
  'signals',
  {
    key: text('key').primaryKey(),
    active: boolean('active').notNull(),
    since: moment('since').notNull(),
    incidentId: text('incident_id').notNull(),
    /** The last times it went on, ISO: whether it chatters. */
    edges: text('edges').array().notNull().default([]),
  },
  (table) => [index('signals_incident').on(table.incidentId)],
)

/**
 * Pictures and clips that came with messages, inside them or behind links, and what became of each. Written in the
 * statement of the evidence; what lay inside the message waits here, as base64, until it is a file.
 */
export const evidenceMedia = pgTable(
  'evidence_media',
  {
    id: text('id').primaryKey(),
    observationId: text('observation_id'),
    quarantineId: text('quarantine_id'),
    /** Its place among those of its message. */
    position: integer('position').notNull(),
    sourceId: text('source_id'),
    link: text('link'),
    content: text('content'),
    host: text('host'),
    state: text('state').$type<EvidenceState>().notNull(),
    mediaId: text('media_id'),
    contentType: text('content_type'),
    bytes: integer('bytes'),
    sha256: text('sha256'),
    reason: text('reason').$type<FetchReason>(),
    tries: integer('tries').notNull(),
    createdAt: moment('created_at').notNull(),
    /** When it is to be looked at; while somebody is at it, when another may. Null when nothing is to be done. */
    nextAt: moment('next_at'),
    /** The process that is at it. */
    holder: text('holder'),
    settledAt: moment('settled_at'),
  },
  (table) => [
    index('evidence_media_observation').on(table.observationId),
    index('evidence_media_quarantine').on(table.quarantineId),
    index('evidence_media_media').on(table.mediaId),
    index('evidence_media_next').on(table.nextAt),
  ],
)

export const incidents = pgTable(
  'incidents',
  {
    id: text('id').primaryKey(),
    kind: text('kind').$type<Kind>().notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    condition: text('condition').$type<Condition>().notNull(),
    handling: text('handling').$type<Handling>().notNull(),
    outcome: text('outcome').$type<Outcome>(),
    place: jsonb('place').$type<Place>().notNull(),
    fix: jsonb('fix').$type<IncidentFix>(),
    areas: jsonb('areas').$type<TouchedArea[]>().notNull(),
    /** All areas touched and everything above them: what a viewer's scope is compared with. */
    areaIds: text('area_ids').array().notNull(),
    near: jsonb('near').$type<Near>(),
    startedAt: moment('started_at'),
    openedAt: moment('opened_at').notNull(),
    lastEvidenceAt: moment('last_evidence_at').notNull(),
    clearedAt: moment('cleared_at'),
    closedAt: moment('closed_at'),
    observationCount: integer('observation_count').notNull(),
    deviceIds: text('device_ids').array().notNull(),
    reporterIds: text('reporter_ids').array().notNull(),
    /** The signals that are still on; when none is left the condition is cleared. */
    activeKeys: text('active_keys').array().notNull(),
    confidence: doublePrecision('confidence'),
    answeredAt: moment('answered_at'),
    answeredBy: text('answered_by'),
    postponedUntil: moment('postponed_until'),
    postponement: jsonb('postponement').$type<Postponement>(),
    ringing: jsonb('ringing').$type<Ringing>(),
    cause: text('cause').$type<FalseCause>(),
    firePhase: text('fire_phase').$type<FirePhase>(),
    extensions: jsonb('extensions').$type<Extension[]>().notNull().default([]),
    ticks: jsonb('ticks').$type<Tick[]>().notNull().default([]),
    services: jsonb('services').$type<ServiceCall[]>().notNull().default([]),
    briefs: jsonb('briefs').$type<Brief[]>().notNull().default([]),
    rollCall: jsonb('roll_call').$type<RollCall>(),
    cover: jsonb('cover').$type<Cover>(),
    drill: jsonb('drill').$type<IncidentDrill>(),
    search: jsonb('search').$type<Search>(),
    settlement: jsonb('settlement').$type<Settlement>(),
    recusedIds: text('recused_ids').array().notNull().default([]),
    respondersNeeded: integer('responders_needed').notNull(),
    planId: text('plan_id'),
    planVersionId: text('plan_version_id'),
    /** How long each tier of the chain has, by order, in seconds: as the plan said when the chain was made. */
    tierWaitsSeconds: integer('tier_waits_seconds').array().notNull(),
    chain: jsonb('chain').$type<ChainLink[]>().notNull(),
    next: jsonb('next').$type<NextStep>(),
    verification: jsonb('verification').$type<Verification>(),
    /** As the plan said when the chain was made, as are those below. */
    tiersAtOnce: integer('tiers_at_once').notNull().default(1),
    remindSeconds: integer('remind_seconds'),
    informed: jsonb('informed').$type<Informed[]>().notNull().default([]),
    restsUntil: moment('rests_until'),
    sound: text('sound').$type<Sound>().notNull().default('loop'),
    checklist: text('checklist').array().notNull().default([]),
    clocks: jsonb('clocks').$type<PlanClocks>().notNull().default(NO_CLOCKS),
    timing: jsonb('timing').$type<Timing>().notNull().default(NO_TIMING),
    arriveWithinSeconds: integer('arrive_within_seconds'),
    checkInSeconds: integer('check_in_seconds'),
    handledBy: text('handled_by'),
    certainty: doublePrecision('certainty').notNull().default(0.5),
    exercise: boolean('exercise').notNull().default(false),
    mergedInto: text('merged_into'),
    mergedIds: text('merged_ids').array().notNull().default([]),
    /** What each witness said and when: by it new evidence is matched. */
    clues: jsonb('clues').$type<Clue[]>().notNull().default([]),
    /** Incidents that people parted from this one: they are not merged again by themselves. */
    apartFrom: text('apart_from').array().notNull().default([]),
  },
  (table) => [index('incidents_opened').on(table.openedAt), index('incidents_closed').on(table.closedAt)],
)

/**
 * Which evidence belongs to which incident. An observation is never changed; what is thought of it may be: evidence can
 * speak for two incidents, and people may move it. A row that was withdrawn stays.
 */
export const incidentEvidence = pgTable(
  'incident_evidence',
  {
    incidentId: text('incident_id').notNull(),
    observationId: text('observation_id').notNull(),
    withdrawnAt: moment('withdrawn_at'),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.observationId] })],
)

/** The append-only log of what people and the system did to incidents. */
export const actions = pgTable(
  'actions',
  {
    id: text('id').primaryKey(),
    incidentId: text('incident_id').notNull(),
    v: integer('v').notNull(),
    action: text('action').$type<Action['action']>().notNull(),
    actorId: text('actor_id'),
    onBehalfOf: text('on_behalf_of'),
    at: moment('at'),
    recordedAt: moment('recorded_at').notNull(),
    note: text('note'),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
    mediaIds: text('media_ids').array().notNull(),
  },
  (table) => [index('actions_incident').on(table.incidentId, table.recordedAt)],
)

/** The calls: one person called to one incident. */
export const alerts = pgTable(
  'alerts',
  {
    id: text('id').primaryKey(),
    incidentId: text('incident_id').notNull(),
    personId: text('person_id').notNull(),
    duty: text('duty').$type<Duty>().notNull(),
    areaId: text('area_id'),
    tier: integer('tier').notNull(),
    state: text('state').$type<AlertState>().notNull(),
    sentAt: moment('sent_at').notNull(),
    deliveredAt: moment('delivered_at'),
    seenAt: moment('seen_at'),
    answeredAt: moment('answered_at'),
    departedAt: moment('departed_at'),
    arrivedAt: moment('arrived_at'),
    lastSignAt: moment('last_sign_at'),
    stalledAt: moment('stalled_at'),
    checkInAskedAt: moment('check_in_asked_at'),
    silentAt: moment('silent_at'),
  },
  (table) => [index('alerts_incident').on(table.incidentId), index('alerts_person').on(table.personId, table.sentAt)],
)

/**
 * Where people are who go to an open incident: the last point of each, and nothing after. The statement that closes the
 * incident, or by which somebody no longer goes, erases it.
 */
export const responderPositions = pgTable(
  'responder_positions',
  {
    incidentId: text('incident_id').notNull(),
    personId: text('person_id').notNull(),
    location: jsonb('location').$type<LngLat>().notNull(),
    accuracyMetres: doublePrecision('accuracy_metres'),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.personId] })],
)

/**
 * Each attempt to carry a call or a notice over one channel; `alertId` null: of a notice that is no call. What a
 * provider calls it by (`receipt`) finds its later reports.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: text('id').primaryKey(),
    alertId: text('alert_id'),
    noticeId: text('notice_id'),
    /** Which state of the notice it carries. */
    revision: integer('revision'),
    /** `in-app`, `web-push`, or a name of server/notify/channels.ts. */
    channel: text('channel').notNull(),
    channelId: text('channel_id'),
    createdAt: moment('created_at').notNull(),
    handedAt: moment('handed_at'),
    deliveredAt: moment('delivered_at'),
    failedAt: moment('failed_at'),
    failure: text('failure'),
    code: text('code'),
    receipt: text('receipt'),
    tries: integer('tries').notNull().default(0),
    /** When each try began: what limits of a channel are counted by. */
    triedAt: moment('tried_at').array().notNull().default([]),
    /** When it is tried again, at the earliest; null: not any more. */
    retryAt: moment('retry_at'),
    /** Which process is at it, and until when no other takes it for lost. */
    holder: text('holder'),
    heldUntil: moment('held_until'),
  },
  (table) => [
    index('deliveries_alert').on(table.alertId),
    index('deliveries_channel').on(table.channelId, table.createdAt),
    index('deliveries_notice').on(table.noticeId),
    index('deliveries_receipt').on(table.channelId, table.receipt),
    index('deliveries_created').on(table.createdAt),
  ],
)

/** The last word about each household that must be told or moved in a roll call. */
export const householdAnswers = pgTable(
  'household_answers',
  {
    incidentId: text('incident_id').notNull(),
    householdId: text('household_id').notNull(),
    state: text('state').$type<HouseholdState>().notNull(),
    /** How many people were moved; null: not said. */
    people: integer('people'),
    note: text('note'),
    personId: text('person_id').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.householdId] })],
)

/**
 * Pictures that are shown no more, for the search for the missing person they show is over. Written in the statement that
 * ends it; their files are taken away afterwards, and `removedAt` says when.
 */
export const mediaRemovals = pgTable('media_removals', {
  mediaId: text('media_id').primaryKey(),
  incidentId: text('incident_id').notNull(),
  askedAt: moment('asked_at').notNull(),
  removedAt: moment('removed_at'),
})

/** Photos and clips; the bytes lie in files, named by id, under DATA_DIR/media. */
export const media = pgTable(
  'media',
  {
    id: text('id').primaryKey(),
    ownerId: text('owner_id').notNull(),
    contentType: text('content_type').notNull(),
    bytes: integer('bytes').notNull(),
    receivedBytes: integer('received_bytes').notNull(),
    sha256: text('sha256').notNull(),
    createdAt: moment('created_at').notNull(),
    completedAt: moment('completed_at'),
  },
  (table) => [index('media_sha256').on(table.sha256)],
)

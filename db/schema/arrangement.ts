import { boolean, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { WeekHours } from '../../shared/week-hours.ts'
import type { Camera, Device, DeviceKind } from '../../shared/device.ts'
import type { Level } from '../../shared/area.ts'
import type { DangerEstimate, DangerGrade, OfficialDanger } from '../../shared/fire-danger.ts'
import type { Datum, LngLat, Polygon } from '../../shared/geo.ts'
import type { Kind, Severity } from '../../shared/kinds.ts'
import type { Limit } from '../../shared/limit.ts'
import type { Role } from '../../shared/person.ts'
import { type NightRest, NO_CLOCKS, type PlanClocks, type Sound, type Tier } from '../../shared/plan.ts'
import type { Duty, Rank } from '../../shared/responsibility.ts'
import type { Post } from '../../shared/shift.ts'
import type { FetchCredentials, FormatName, Pull } from '../../shared/source.ts'
import { versionColumns } from './columns.ts'

// What people arrange: each table holds versions with two times (columns.ts). Personal fields stand in
// tables of their own, so that erasing a person leaves the rest, and the log, whole.

export const areas = pgTable(
  'areas',
  {
    ...versionColumns(),
    code: text('code').notNull(),
    level: text('level').$type<Level>().notNull(),
    name: text('name').notNull(),
    parentId: text('parent_id'),
    geometry: jsonb('geometry').$type<Polygon>().notNull(),
  },
  (table) => [index('areas_id').on(table.id)],
)

export const people = pgTable(
  'people',
  {
    ...versionColumns(),
    roles: text('roles').array().$type<Role[]>().notNull(),
    /** The ground seen by role; null: all of it. */
    areaIds: text('area_ids').array(),
  },
  (table) => [index('people_id').on(table.id)],
)

/** The personal fields of one version of a person. */
export const personDetails = pgTable('person_details', {
  versionId: text('version_id').primaryKey(),
  personId: text('person_id').notNull(),
  name: text('name').notNull(),
  phone: text('phone'),
  /** What WeCom calls them, and where they get mail; null: not that way. */
  wecomUser: text('wecom_user'),
  email: text('email'),
})

export const households = pgTable(
  'households',
  {
    ...versionColumns(),
    location: jsonb('location').$type<LngLat>().notNull(),
    people: integer('people').notNull(),
    occupied: boolean('occupied').notNull(),
    needHelp: integer('need_help').notNull(),
  },
  (table) => [index('households_id').on(table.id)],
)

/** The personal fields of one version of a household. */
export const householdDetails = pgTable('household_details', {
  versionId: text('version_id').primaryKey(),
  householdId: text('household_id').notNull(),
  head: text('head').notNull(),
  phone: text('phone'),
})

export const placeNames = pgTable(
  'place_names',
  {
    ...versionColumns(),
    name: text('name').notNull(),
    location: jsonb('location').$type<LngLat>().notNull(),
  },
  (table) => [index('place_names_id').on(table.id)],
)

export const responsibilities = pgTable(
  'responsibilities',
  {
    ...versionColumns(),
    personId: text('person_id').notNull(),
    duty: text('duty').$type<Duty>().notNull(),
    areaId: text('area_id').notNull(),
    /** Null: all kinds. */
    kinds: text('kinds').array().$type<Kind[]>(),
    rank: text('rank').$type<Rank>().notNull(),
    /** Null: at any hour. */
    hours: jsonb('hours').$type<WeekHours[]>(),
    onStatutoryDays: boolean('on_statutory_days').notNull().default(true),
  },
  (table) => [index('responsibilities_id').on(table.id), index('responsibilities_person').on(table.personId)],
)

/** When somebody cannot be called, and who stands in. */
export const absences = pgTable(
  'absences',
  {
    ...versionColumns(),
    personId: text('person_id').notNull(),
    deputyId: text('deputy_id'),
    reason: text('reason'),
  },
  (table) => [index('absences_person').on(table.personId)],
)

/** Who sits in the duty room, and when: a version holds for the hours of its shift. */
export const shifts = pgTable(
  'shifts',
  {
    ...versionColumns(),
    areaId: text('area_id').notNull(),
    post: text('post').$type<Post>().notNull(),
    personId: text('person_id').notNull(),
  },
  (table) => [index('shifts_id').on(table.id), index('shifts_until').on(table.validUntil)],
)

export const plans = pgTable(
  'plans',
  {
    ...versionColumns(),
    name: text('name').notNull(),
    kinds: text('kinds').array().$type<Kind[]>().notNull(),
    tiers: jsonb('tiers').$type<Tier[]>().notNull(),
    outsideZones: jsonb('outside_zones').$type<Tier[]>(),
    informed: text('informed').array().$type<Duty[]>().notNull(),
    respondersNeeded: integer('responders_needed').notNull(),
    /** Null: all severities. */
    severities: text('severities').array().$type<Severity[]>(),
    tiersAtOnce: integer('tiers_at_once').notNull().default(1),
    remindSeconds: integer('remind_seconds'),
    nightRest: jsonb('night_rest').$type<NightRest>(),
    clocks: jsonb('clocks').$type<PlanClocks>().notNull().default(NO_CLOCKS),
    checklist: text('checklist').array().notNull().default([]),
    sound: text('sound').$type<Sound>().notNull().default('loop'),
    verifyBelow: doublePrecision('verify_below'),
    verifyWaitSeconds: integer('verify_wait_seconds').notNull().default(180),
    /** Null: whoever says that they go is waited for as long as it takes. */
    arriveWithinSeconds: integer('arrive_within_seconds').default(600),
    /** Null: nobody is asked. */
    checkInSeconds: integer('check_in_seconds'),
  },
  (table) => [index('plans_id').on(table.id)],
)

export const sources = pgTable(
  'sources',
  {
    ...versionColumns(),
    format: text('format').$type<FormatName>().notNull(),
    prefix: text('prefix').notNull(),
    timeZone: text('time_zone'),
    datum: text('datum').$type<Datum>().notNull(),
    /** The argon2id hash of the source's broker password; null lets nobody in under its name. */
    tokenHash: text('token_hash'),
    /** From where what its messages name may be fetched; null: from nowhere. */
    fetchFrom: text('fetch_from').array(),
    /** Has to be shown to others as it is, so no hash is kept but the thing itself. */
    fetchCredentials: jsonb('fetch_credentials').$type<FetchCredentials>(),
    pull: jsonb('pull').$type<Pull>(),
  },
  (table) => [index('sources_id').on(table.id)],
)

export const devices = pgTable(
  'devices',
  {
    ...versionColumns(),
    name: text('name').notNull(),
    kind: text('kind').$type<DeviceKind>().notNull(),
    location: jsonb('location').$type<LngLat>(),
    statedLocation: jsonb('stated_location').$type<Device['statedLocation']>(),
    elevation: doublePrecision('elevation'),
    expectedIntervalSeconds: integer('expected_interval_seconds'),
    camera: jsonb('camera').$type<Camera>(),
    armed: boolean('armed').notNull(),
    maintenance: boolean('maintenance').notNull(),
    /** ISO, as it goes over the wire; null: until somebody ends it. */
    maintenanceUntil: text('maintenance_until'),
    registered: boolean('registered').notNull(),
    armedSchedule: jsonb('armed_schedule').$type<WeekHours[]>(),
    limits: jsonb('limits').$type<Limit[]>(),
    dismissed: boolean('dismissed'),
    /** The topic on which a device was first heard that nobody has registered. */
    heardOn: text('heard_on'),
    /** Whose phone or radio a tracker is. */
    personId: text('person_id'),
    /** Whether its pictures show the inside of somebody's home; null: by its kind. */
    indoor: boolean('indoor'),
  },
  (table) => [index('devices_id').on(table.id)],
)

/** Under which names which sources know one version of a device. */
export const addresses = pgTable(
  'addresses',
  {
    versionId: text('version_id').notNull(),
    deviceId: text('device_id').notNull(),
    sourceId: text('source_id').notNull(),
    externalId: text('external_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.sourceId, table.externalId] })],
)

/** The official grades of fire danger; the id of a version is that of its township. */
export const fireDangers = pgTable(
  'fire_dangers',
  {
    ...versionColumns(),
    grade: integer('grade').$type<DangerGrade>().notNull(),
    source: text('source').$type<OfficialDanger['source']>().notNull(),
    /** Who entered it; null for a received one. */
    by: text('by'),
    headline: text('headline'),
    /** The series of the warning it came by, so that its end can take it back; null for an entered one. */
    seriesId: text('series_id'),
  },
  (table) => [index('fire_dangers_id').on(table.id)],
)

/** Our own estimates of fire danger, one a day; the id of a version is that of its township. */
export const fireEstimates = pgTable(
  'fire_estimates',
  {
    ...versionColumns(),
    day: text('day').notNull(),
    body: jsonb('body').$type<Omit<DangerEstimate, 'day' | 'from' | 'until'>>().notNull(),
  },
  (table) => [index('fire_estimates_id').on(table.id)],
)

/** While one of these holds no detection in its township waits for a look first. */
export const verificationPauses = pgTable('verification_pauses', { ...versionColumns(), by: text('by') }, (table) => [
  index('verification_pauses_id').on(table.id),
])

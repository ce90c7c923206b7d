import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { DrillScore, DrillStep, PlayedStep } from '../../shared/drill.ts'
import type { Place } from '../../shared/geo.ts'
import type { PermitUse } from '../../shared/permit.ts'
import type { WeekHours } from '../../shared/week-hours.ts'
import { moment, versionColumns } from './columns.ts'

// What is allowed or forbidden for a while, and exercises.

/** Approved burning and works (报备): valid in its days, and within them in its hours. */
export const permits = pgTable(
  'permits',
  {
    ...versionColumns(),
    use: text('use').$type<PermitUse>().notNull(),
    name: text('name').notNull(),
    /** The township or village that approved it. */
    areaId: text('area_id').notNull(),
    place: jsonb('place').$type<Place>().notNull(),
    /** The area that the place was taken from; null where it was told. */
    placeAreaId: text('place_area_id'),
    approvalNumber: text('approval_number').notNull(),
    /** Who stands by it, and how they are rung. */
    guardName: text('guard_name').notNull(),
    guardPhone: text('guard_phone').notNull(),
    /** The hours of its days; null: all day. */
    hours: jsonb('hours').$type<WeekHours>(),
    /** Void in stronger wind, on the scale of Beaufort; null: no limit. */
    windLimitBeaufort: integer('wind_limit_beaufort'),
  },
  (table) => [index('permits_id').on(table.id)],
)

/** Fire bans (禁火令): in their time no burning is approved on that ground. */
export const fireBans = pgTable(
  'fire_bans',
  { ...versionColumns(), areaId: text('area_id').notNull(), note: text('note') },
  (table) => [index('fire_bans_id').on(table.id)],
)

/** Exercises (演练): begun by somebody, with what is played, and how the plan did. */
export const drills = pgTable('drills', {
  id: text('id').primaryKey(),
  areaId: text('area_id').notNull(),
  name: text('name').notNull(),
  /** What is played, step by step. */
  script: jsonb('script').$type<DrillStep[]>().notNull(),
  /** What of it was played, written with what it brought about: a restart plays no step twice. */
  played: jsonb('played').$type<PlayedStep[]>().notNull().default([]),
  /** The second person, who agreed that sirens sound and the county is told; null: neither. */
  loudConfirmedBy: text('loud_confirmed_by'),
  startedBy: text('started_by').notNull(),
  startedAt: moment('started_at').notNull(),
  endedAt: moment('ended_at'),
  incidentIds: text('incident_ids').array().notNull().default([]),
  score: jsonb('score').$type<DrillScore>(),
})

import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema, severitySchema } from './kinds.ts'
import { dutySchema } from './responsibility.ts'
import { postSchema } from './shift.ts'

/** Why nobody would come: nobody holds the duty, the holders are gone, away, off duty or cannot be rung; a duty room without a shift. */
export const GAP_REASONS = ['nobody-holds', 'left', 'absent', 'off-duty', 'cannot-be-rung', 'no-shift'] as const
export const gapReasonSchema = z.enum(GAP_REASONS)
export type GapReason = z.infer<typeof gapReasonSchema>

/** A hole in what is arranged: in `[from, until)` nobody who can be rung answers for an area. */
export const gapSchema = z.object({
  areaId: idSchema,
  /** The plan that would call there; null for a hole in the roster. */
  planId: idSchema.nullable(),
  /** Null for a hole in the roster. */
  duty: dutySchema.nullable(),
  post: postSchema.nullable(),
  why: gapReasonSchema,
  /** The holders who cannot be called. */
  personIds: z.array(idSchema),
  /** Households that lie there. */
  households: z.int().nonnegative(),
  from: momentSchema,
  /** Null: beyond the days looked at. */
  until: momentSchema.nullable(),
  /** The name of the days off by law that it falls on, in Chinese as in the law; null for none. */
  statutoryDay: z.string().nullable(),
})
export type Gap = z.infer<typeof gapSchema>

/** Somebody or some ground with more than one person can look after. */
export const loadSchema = z.object({
  areaId: idSchema,
  level: z.enum(['zone', 'grid']),
  households: z.int().nonnegative(),
  /** What the rule says: a zone has 5 to 10 households, a grid about 25. */
  least: z.int(),
  most: z.int(),
})
export type Load = z.infer<typeof loadSchema>

/** `GET /api/coverage`: what is there and what is missing before anybody is hurt by it, now and in the days to come. */
export const coverageSchema = z.object({
  counts: z.object({
    areas: z.int(),
    people: z.int(),
    responsibilities: z.int(),
    devices: z.int(),
    plans: z.int(),
  }),
  /** Areas of the tree in which nobody holds the duty a plan would call there. */
  areasWithoutHolder: z.array(z.object({ areaId: idSchema, duty: dutySchema })),
  /** Kinds that no plan names now, at any severity. */
  kindsWithoutPlan: z.array(z.string()),
  /** Kinds of which some severity has no plan, now or at some moment of the days looked at. */
  withoutPlan: z.array(
    z.object({
      kind: kindSchema,
      severities: z.array(severitySchema),
      from: momentSchema,
      /** Null: beyond the days looked at. */
      until: momentSchema.nullable(),
    }),
  ),
  devicesWithoutPlace: z.array(idSchema),
  devicesOutsideAreas: z.array(idSchema),
  unregisteredDevices: z.array(idSchema),
  peopleWithoutPhone: z.array(idSchema),
  dutyRoomMissing: z.boolean(),
  /** The days looked at. */
  from: momentSchema,
  until: momentSchema,
  /** By when they begin, then by area. */
  gaps: z.array(gapSchema),
  /** Zones with more households than one person can go round, and grids far from 25. */
  heavy: z.array(loadSchema),
  /** Who holds a duty in these days and cannot be rung by anything. */
  cannotBeRung: z.array(idSchema),
})
export type Coverage = z.infer<typeof coverageSchema>

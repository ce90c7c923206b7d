import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { personCardSchema } from './person.ts'
import { POSTS } from './posts.ts'

export { POSTS } from './posts.ts'

export const postSchema = z.enum(POSTS)
export type Post = z.infer<typeof postSchema>

/** The body of `PUT /api/shifts/:id`: a person sits in the duty room of an area in `[validFrom, validUntil)`. */
export const shiftBodySchema = z.object({
  areaId: idSchema,
  post: postSchema,
  personId: idSchema,
  validFrom: momentSchema,
  validUntil: momentSchema,
})

export const shiftSchema = z.object({ id: idSchema, areaId: idSchema, post: postSchema, personId: idSchema })
export type Shift = z.infer<typeof shiftSchema>

/** A shift as lists give it: with its hours. */
export const heldShiftSchema = shiftSchema.extend({ validFrom: momentSchema, validUntil: momentSchema })
export type HeldShift = z.infer<typeof heldShiftSchema>

/** Somebody away for hours of a shift they were to sit, or to stand in at, and who stands in: why is nobody's business here. */
export const shiftAbsenceSchema = z.object({
  personId: idSchema,
  /** Null: nobody was named. */
  deputyId: idSchema.nullable(),
  validFrom: momentSchema.nullable(),
  validUntil: momentSchema.nullable(),
})
export type ShiftAbsence = z.infer<typeof shiftAbsenceSchema>

/** A shift as the roster lists it: with who of those that were to sit it was away, and the names of all of them: some hold nothing any more. */
export const listedShiftSchema = heldShiftSchema.extend({
  away: z.array(shiftAbsenceSchema),
  people: z.array(personCardSchema),
})
export type ListedShift = z.infer<typeof listedShiftSchema>

/** The body of `POST /api/shifts/fill`: a rota made in one step, the people taking turns. Days are those of the township. */
export const fillBodySchema = z.object({
  areaId: idSchema,
  post: postSchema,
  from: z.iso.date(),
  /** The last day on which a shift begins. */
  until: z.iso.date(),
  shiftHours: z.union([z.literal(8), z.literal(12), z.literal(24)]),
  /** The hour of the day at which the first shift begins. */
  startHour: z.int().min(0).max(23),
  personIds: z.array(idSchema).min(1).max(100),
  /** Tells what it would do, and does nothing. */
  dryRun: z.boolean().optional(),
})
export type FillBody = z.infer<typeof fillBodySchema>

/**
 * What may be meant and looks wrong about who sits: they are away for some of those hours, cannot be rung, or sit at the
 * other post as well. The hours are those of the absence, or of the other shift.
 */
export const shiftWarningSchema = z.object({
  type: z.enum(['away', 'without-phone', 'both-posts']),
  personId: idSchema,
  validFrom: momentSchema.nullable(),
  validUntil: momentSchema.nullable(),
})
export type ShiftWarning = z.infer<typeof shiftWarningSchema>

/** What filling made, or would make, and which hours it left alone because the post was held then already. */
export const fillResultSchema = z.object({
  made: z.array(heldShiftSchema),
  skipped: z.array(z.object({ validFrom: momentSchema, validUntil: momentSchema })),
  written: z.boolean(),
  /** Of each person, each thing once. */
  warnings: z.array(shiftWarningSchema),
})
export type FillResult = z.infer<typeof fillResultSchema>

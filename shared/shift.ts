import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** What somebody is on a shift of the duty room: the officer who answers (值班员), or the leader in charge (带班领导). */
export const POSTS = ['officer', 'leader'] as const
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

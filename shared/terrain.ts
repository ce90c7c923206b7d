import { z } from 'zod'

/** What a map must know to draw the relief: the box west, south, east, north in degrees, and the zooms of its tiles. */
export const reliefSchema = z.object({
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  minZoom: z.int(),
  maxZoom: z.int(),
  /** The hills are made up: the demo's. */
  generated: z.boolean(),
})
export type Relief = z.infer<typeof reliefSchema>

/** The answer of `GET /api/terrain`; null where no elevations were put in place. */
export const reliefAnswerSchema = z.object({ relief: reliefSchema.nullable() })
export type ReliefAnswer = z.infer<typeof reliefAnswerSchema>

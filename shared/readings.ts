import { z } from 'zod'
import { momentSchema } from './ids.ts'

/**
 * What a device said of one value within one step of time, by when it was received: when the first and the last of `n`
 * readings came, and the least, greatest, mean and last of them.
 */
export const readingBucketSchema = z.object({
  at: momentSchema,
  lastAt: momentSchema,
  n: z.int().positive(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  last: z.number(),
})
export type ReadingBucket = z.infer<typeof readingBucketSchema>

/** The answer to `GET /api/devices/:id/readings`: one value of a device over time, steps without a reading left out. */
export const readingsSchema = z.object({
  /** Every value in numbers that the device has told, with its unit where it is known. */
  names: z.array(z.object({ name: z.string(), unit: z.string().nullable() })),
  /** Which of them this is; null where there is none. */
  name: z.string().nullable(),
  from: momentSchema,
  to: momentSchema,
  bucketSeconds: z.int().positive(),
  items: z.array(readingBucketSchema),
})
export type Readings = z.infer<typeof readingsSchema>

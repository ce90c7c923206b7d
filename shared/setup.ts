import { z } from 'zod'
import { datumSchema } from './geo.ts'
import { typedPasswordSchema } from './password.ts'
import { personNameSchema } from './person.ts'

/** The body of `POST /api/setup`: the one-time token of the printed link makes the first administrator. */
export const setupBodySchema = z.object({
  token: z.string().min(1).max(200),
  name: personNameSchema,
  username: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  password: typedPasswordSchema,
})

/** What can be imported, and from what: areas from a GeoJSON FeatureCollection, the rest from CSV with a header line. */
export const IMPORTS = ['areas', 'people', 'responsibilities', 'devices'] as const
export const importNameSchema = z.enum(IMPORTS)
export type ImportName = z.infer<typeof importNameSchema>

/** What an import would do or did. With any problem nothing at all is written. */
export const importResultSchema = z.object({
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** `line` counts from 1 with the header as line 1; for GeoJSON it is the number of the feature, from 1. */
  problems: z.array(z.object({ line: z.int(), field: z.string(), message: z.string() })),
  /** What looks wrong and may be meant; it is written all the same. `villages`: where a position lies by each datum. */
  warnings: z.array(
    z.object({
      line: z.int(),
      field: z.string(),
      message: z.string(),
      villages: z.array(z.object({ datum: datumSchema, village: z.string().nullable() })).optional(),
    }),
  ),
  written: z.boolean(),
})
export type ImportResult = z.infer<typeof importResultSchema>

import { z } from 'zod'
import { lngLatSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'

/** A piece of ground that is searched for somebody: 已搜 or 未搜, and by whom. */
export const searchSectorSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** The area it is; null: a piece with a name alone. */
  areaId: idSchema.nullable(),
  /** Where a piece without an area is, as far as anybody knows. */
  location: lngLatSchema.nullable(),
  searchedAt: momentSchema.nullable(),
  personId: idSchema.nullable(),
})
export type SearchSector = z.infer<typeof searchSectorSchema>

/** What `describe` says of a missing person: what is left out stays as it is. */
export const descriptionSchema = z.object({
  name: z.string().trim().max(100).nullish(),
  lastSeenAt: momentSchema.nullish(),
  lastSeen: z.string().trim().max(300).nullish(),
  lastSeenLocation: lngLatSchema.nullish(),
  clothes: z.string().trim().max(300).nullish(),
  photoId: idSchema.nullish(),
})
export type Description = z.infer<typeof descriptionSchema>

/** A search for a missing person: who it is, when and where they were last seen, what they wear, and what has been searched. The photo goes when the incident is closed. */
export const searchSchema = z.object({
  name: z.string().nullable(),
  lastSeenAt: momentSchema.nullable(),
  lastSeen: z.string().nullable(),
  lastSeenLocation: lngLatSchema.nullable(),
  clothes: z.string().nullable(),
  photoId: idSchema.nullable(),
  sectors: z.array(searchSectorSchema),
})
export type Search = z.infer<typeof searchSchema>

/** How a dispute ended: 已化解, or 未化解 with a day to come back to it (回访). */
export const settlementSchema = z.object({
  isSettled: z.boolean(),
  revisitAt: momentSchema.nullable(),
  /** When it was told that the day has come. */
  remindedAt: momentSchema.nullable(),
  at: momentSchema,
  personId: idSchema,
})
export type Settlement = z.infer<typeof settlementSchema>

import { z } from 'zod'
import { lngLatSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { householdCountsSchema, householdStateSchema } from './roll-call.ts'

/** The body of `PUT /api/households/:id`: a household (户) is a point in a zone. */
export const householdBodySchema = z.object({
  location: lngLatSchema,
  head: z.string().min(1).max(100),
  phone: z.string().max(20).nullish(),
  people: z.int().nonnegative().max(100),
  /** Lived in all year (常住) or standing empty (空户). */
  occupied: z.boolean(),
  /** How many need help to leave. */
  needHelp: z.int().nonnegative().max(100).nullish(),
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

export const householdSchema = z.object({
  id: idSchema,
  location: lngLatSchema,
  head: z.string(),
  phone: z.string().nullable(),
  people: z.int(),
  occupied: z.boolean(),
  needHelp: z.int(),
  /** Name and number are covered; `POST /api/households/:id/reveal` uncovers them for a reason. */
  masked: z.boolean().optional(),
})
export type Household = z.infer<typeof householdSchema>

/** The body of `POST /api/households/:id/reveal`: why somebody needs the name and number. */
export const householdRevealBodySchema = z.object({ reason: z.string().trim().min(2).max(200) })

/** The body of `POST /api/households/find`: what the head of a household is called, whole. */
export const householdFindBodySchema = z.object({ head: z.string().trim().min(2).max(100) })

/** Where a household stands whose head is called so: the least zone or grid it lies in, null outside every area. */
export const householdFoundSchema = z.object({
  id: idSchema,
  location: lngLatSchema,
  areaId: idSchema.nullable(),
  people: z.int(),
})
export type HouseholdFound = z.infer<typeof householdFoundSchema>

/** A household at the place of an incident. */
export const householdNearSchema = householdSchema
  .omit({ location: true })
  .extend({ distanceMetres: z.number().nonnegative(), masked: z.boolean() })
export type HouseholdNear = z.infer<typeof householdNearSchema>

/** A household of a roll call: in which zone and village, and the last word about it; null: nobody has been there. */
export const householdToVisitSchema = householdNearSchema.extend({
  zoneId: idSchema.nullable(),
  villageId: idSchema.nullable(),
  answer: z
    .object({
      state: householdStateSchema,
      people: z.int().nullable(),
      note: z.string().nullable(),
      personId: idSchema,
      at: momentSchema,
    })
    .nullable(),
})
export type HouseholdToVisit = z.infer<typeof householdToVisitSchema>

/** How far a roll call is in one village, as far as it is the viewer's; a total of 0: no household is entered there. */
export const villageProgressSchema = z.object({ areaId: idSchema, households: householdCountsSchema })
export type VillageProgress = z.infer<typeof villageProgressSchema>

/** The body of `PUT /api/place-names/:id`: a gully, ridge or hamlet by the name people use (小地名). */
export const placeNameBodySchema = z.object({
  name: z.string().min(1).max(100),
  location: lngLatSchema,
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

export const placeNameSchema = z.object({ id: idSchema, name: z.string(), location: lngLatSchema })
export type PlaceName = z.infer<typeof placeNameSchema>

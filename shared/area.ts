import { z } from 'zod'
import { polygonSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'

/** The area tree, largest first, and the layers that lie beside it. */
export const LEVELS = ['township', 'village', 'grid', 'zone', 'forest-block', 'hazard-zone'] as const
export const levelSchema = z.enum(LEVELS)
export type Level = z.infer<typeof levelSchema>

/** The levels of the tree proper, most exact first: the order in which an owner is looked for. */
export const TREE_LEVELS = ['zone', 'grid', 'village', 'township'] as const satisfies readonly Level[]

export const areaPropertiesSchema = z.object({
  code: z.string().min(1).max(64),
  level: levelSchema,
  name: z.string().min(1).max(100),
  parentId: idSchema.nullish(),
})

/** The body of `PUT /api/areas/:id`: a GeoJSON Feature. */
export const areaFeatureSchema = z.object({
  type: z.literal('Feature'),
  geometry: polygonSchema,
  properties: areaPropertiesSchema.extend({ validFrom: momentSchema.nullish(), validUntil: momentSchema.nullish() }),
})

/** One area as it stands at a moment. */
export const areaSchema = areaPropertiesSchema.extend({
  id: idSchema,
  parentId: idSchema.nullable(),
  geometry: polygonSchema,
})
export type Area = z.infer<typeof areaSchema>

/** An area that a place touches, and how much of the place lies in it (0 to 1). */
export const touchedAreaSchema = z.object({ areaId: idSchema, level: levelSchema, share: z.number().min(0).max(1) })
export type TouchedArea = z.infer<typeof touchedAreaSchema>

/** A place name people use (小地名), and where the place lies from it. */
export const nearSchema = z.object({
  name: z.string(),
  distanceMetres: z.number().nonnegative(),
  /** Bearing from the named place towards the incident, degrees from true north. */
  bearingDegrees: z.number(),
})
export type Near = z.infer<typeof nearSchema>

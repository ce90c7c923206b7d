import { z } from 'zod'

/** `[longitude, latitude]` in degrees, WGS-84. */
export const lngLatSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
export type LngLat = z.infer<typeof lngLatSchema>

/** In which coordinates a position is given; everything inside is WGS-84. */
export const datumSchema = z.enum(['WGS-84', 'GCJ-02', 'BD-09'])
export type Datum = z.infer<typeof datumSchema>

/** A closed ring: first and last position are equal; at least a triangle. */
const ringSchema = z.array(lngLatSchema).min(4)

/** A GeoJSON Polygon or MultiPolygon, WGS-84, edges straight in longitude and latitude. */
export const polygonSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ringSchema).min(1) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ringSchema).min(1)).min(1) }),
])
export type Polygon = z.infer<typeof polygonSchema>

const bearingSchema = z.number().min(0).max(360)

/**
 * Why the ground makes no point of a direction. `no-elevation`: the camera did not say how steeply it looked. `wide`:
 * what it saw fills more of its picture than a place can be told from. `grazing`: the ray runs along the ground or over
 * a ridge, and a little error moves the place far. `no-ground`: the ray meets no ground in reach: it saw against the
 * sky. `unknown-ground`: nobody has measured the ground on the way. `hidden`: by the terrain it could see nothing, so
 * terrain or registry is wrong.
 */
export const GROUND_DOUBTS = ['no-elevation', 'wide', 'grazing', 'no-ground', 'unknown-ground', 'hidden'] as const
export type GroundDoubt = (typeof GROUND_DOUBTS)[number]

/** Where something is, as exactly as the evidence allows. Lengths in metres, bearings in degrees from true north. */
export const placeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('point'), location: lngLatSchema, radiusMetres: z.number().nonnegative() }),
  z.object({
    type: z.literal('sector'),
    apex: lngLatSchema,
    bearingDegrees: bearingSchema,
    halfAngleDegrees: z.number().positive().max(180),
    rangeMetres: z.number().positive(),
    /** One standard deviation of the bearing of what was seen: the camera's mounting and the width of what it saw. */
    bearingSigmaDegrees: z.number().positive().max(180).nullish(),
    /** Why the ground makes no point of it; absent where nothing is known of the ground. */
    groundDoubt: z.enum(GROUND_DOUBTS).nullish(),
  }),
  z.object({
    type: z.literal('ellipse'),
    location: lngLatSchema,
    semiMajorMetres: z.number().nonnegative(),
    semiMinorMetres: z.number().nonnegative(),
    bearingDegrees: bearingSchema,
  }),
  z.object({ type: z.literal('polygon'), geometry: polygonSchema }),
  z.object({ type: z.literal('unknown') }),
])
export type Place = z.infer<typeof placeSchema>

/**
 * Why the directions of several cameras give no point. `one-mast`: they are seen from one and the same place.
 * `parallel`: they run so much alike, or are so inexact, that their errors decide where they meet. `behind`: they would
 * meet behind a camera. `out-of-range`: they meet farther off, or nearer, than a camera can see. `disagree`: no point
 * fits all of them, and which one is wrong cannot be told.
 */
export const FIX_REFUSALS = ['one-mast', 'parallel', 'behind', 'out-of-range', 'disagree'] as const
export type FixRefusal = (typeof FIX_REFUSALS)[number]

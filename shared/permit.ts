import { z } from 'zod'
import { placeSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { weekHoursSchema } from './week-hours.ts'

export { isCovered } from './covered.ts'

/** What is approved: burning at graves, burning on fields, works, another fire. */
export const PERMIT_USES = ['grave-offering', 'field-burning', 'works', 'other'] as const
export const permitUseSchema = z.enum(PERMIT_USES)
export type PermitUse = z.infer<typeof permitUseSchema>

/** Why a permit is void though its time has not passed: a fire ban, fire danger of grade four and above, wind above its limit. */
export const VOID_REASONS = ['fire-ban', 'danger', 'wind'] as const
export const voidReasonSchema = z.enum(VOID_REASONS)
export type VoidReason = z.infer<typeof voidReasonSchema>

/**
 * Why a permit covers an incident no longer. `ended`: its hours are over and it still burns. `withdrawn`: or changed so that
 * it does not cover it any more. `outside`: it lies elsewhere. `called-already`: people had been called before it was matched.
 */
export const COVER_ENDS = [
  ...VOID_REASONS,
  'ended',
  'withdrawn',
  'graver',
  'outside',
  'another-witness',
  'found-real',
  'not-looked',
  'nobody-near',
  'called-already',
  'duty-room',
  'joined',
] as const
export const coverEndSchema = z.enum(COVER_ENDS)
export type CoverEnd = z.infer<typeof coverEndSchema>

/** The permit (报备) that an incident was matched to, and why it covers it no longer; `brokenAt` null: it does. */
export const coverSchema = z.object({
  permitId: idSchema,
  use: permitUseSchema,
  approvalNumber: z.string(),
  /** When its hours end; null: it has no end. */
  until: momentSchema.nullable(),
  at: momentSchema,
  /** The wind when it was matched, on the scale of Beaufort; null: no station told of it. */
  windBeaufort: z.int().nullable(),
  brokenAt: momentSchema.nullable(),
  why: coverEndSchema.nullable(),
})
export type Cover = z.infer<typeof coverSchema>

/** Where something is approved: a disc, or a polygon. */
const permitPlaceSchema = placeSchema.refine(
  (place) =>
    (place.type === 'point' && place.radiusMetres > 0 && place.radiusMetres <= 5000) || place.type === 'polygon',
  'must be a point with a radius of 1 to 5000 metres, or a polygon',
)

/** The body of `PUT /api/permits/:id`. Its days are `validFrom` and `validUntil`; its place is told, or an area as a whole. */
export const permitBodySchema = z
  .object({
    use: permitUseSchema,
    name: z.string().trim().min(1).max(100),
    /** The township or village that approved it. */
    areaId: idSchema,
    place: permitPlaceSchema.nullish(),
    placeAreaId: idSchema.nullish(),
    approvalNumber: z.string().trim().min(1).max(60),
    guardName: z.string().trim().min(1).max(60),
    guardPhone: z.string().regex(/^[0-9+ -]{3,20}$/, 'a phone number is 3 to 20 digits'),
    /** The hours of its days; null: all day. */
    hours: weekHoursSchema.nullish(),
    /** Void in stronger wind, on the scale of Beaufort; null: no limit. */
    windLimitBeaufort: z.int().min(1).max(12).nullish(),
    validFrom: momentSchema.nullish(),
    /** Nothing is approved for ever. */
    validUntil: momentSchema,
  })
  .refine(({ place, placeAreaId }) => (place == null) !== (placeAreaId == null), {
    path: ['place'],
    message: 'either a place or an area must be told',
  })

/** A permit as it is kept; `guardName` and `guardPhone` are covered for who has no need of them. */
export const permitSchema = z.object({
  id: idSchema,
  use: permitUseSchema,
  name: z.string(),
  areaId: idSchema,
  place: placeSchema,
  /** The area that its place was taken from; null where the place was told. */
  placeAreaId: idSchema.nullable(),
  approvalNumber: z.string(),
  guardName: z.string(),
  guardPhone: z.string(),
  hours: weekHoursSchema.nullable(),
  windLimitBeaufort: z.int().nullable(),
})
export type Permit = z.infer<typeof permitSchema>

/** How a permit stands: it holds, is void in its hours, rests between its hours, is yet to come, or is over. */
export const PERMIT_STATES = ['valid', 'void', 'outside-hours', 'coming', 'over'] as const
export const permitStateSchema = z.object({
  state: z.enum(PERMIT_STATES),
  /** Of a void one. */
  why: voidReasonSchema.nullable(),
  /** When its present hours end; null where it is in none. */
  until: momentSchema.nullable(),
  /** The wind at the nearest station within half an hour; null: unknown. */
  windBeaufort: z.int().nullable(),
})
export type PermitState = z.infer<typeof permitStateSchema>

/** A permit as lists give it. */
export const listedPermitSchema = permitSchema.extend({
  validFrom: momentSchema.nullable(),
  validUntil: momentSchema.nullable(),
  standing: permitStateSchema,
  /** Whether whoever asks may change or withdraw it. */
  mayWrite: z.boolean(),
})
export type ListedPermit = z.infer<typeof listedPermitSchema>

/** The body of `PUT /api/fire-bans/:id` (禁火令). */
export const fireBanBodySchema = z.object({
  areaId: idSchema,
  note: z.string().trim().max(500).nullish(),
  validFrom: momentSchema.nullish(),
  /** A forgotten ban must not hold for years. */
  validUntil: momentSchema,
})

export const fireBanSchema = z.object({ id: idSchema, areaId: idSchema, note: z.string().nullable() })
export type FireBan = z.infer<typeof fireBanSchema>

/** A fire ban as lists give it. */
export const listedFireBanSchema = fireBanSchema.extend({
  validFrom: momentSchema.nullable(),
  validUntil: momentSchema.nullable(),
  mayWrite: z.boolean(),
})
export type ListedFireBan = z.infer<typeof listedFireBanSchema>

/** Who stands by what is approved (看守人): to be rung first. */
export const guardSchema = z.object({ name: z.string(), phone: z.string() })
export type Guard = z.infer<typeof guardSchema>

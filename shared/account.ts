import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { personCardSchema, personNameSchema } from './person.ts'
import { sessionItemSchema } from './session.ts'

/**
 * How a person stands with signing in: no user name, a user name and no password yet, an invitation that waits, or a
 * password of their own (whoever lost it may have an invitation too: `invitedUntil`).
 */
export const ACCOUNT_STATES = ['none', 'unasked', 'invited', 'active'] as const
export type AccountState = (typeof ACCOUNT_STATES)[number]

/** `GET /api/accounts`: one for every person who is in the registry, now or later. */
export const accountItemSchema = z.object({
  personId: idSchema,
  username: z.string().nullable(),
  state: z.enum(ACCOUNT_STATES),
  invitedUntil: momentSchema.nullable(),
  lastSeenAt: momentSchema.nullable(),
  /** On how many devices the person is signed in. */
  sessions: z.int(),
  validFrom: momentSchema.nullable(),
  validUntil: momentSchema.nullable(),
})
export type AccountItem = z.infer<typeof accountItemSchema>

/** The body of `POST /api/kiosks`: a new wall, and the ground it shows (all of the installation where none is given). */
export const kioskBodySchema = z.object({ name: personNameSchema, areaId: idSchema.nullish() })

/** A one-time link that was just made; it is shown once. */
export const linkSchema = z.object({ link: z.string(), expiresAt: momentSchema })
export type OneTimeLink = z.infer<typeof linkSchema>

/** `GET /api/kiosks`: a wall, the link nobody has used yet, and where it is signed in. */
export const kioskSchema = z.object({
  person: personCardSchema,
  areaIds: z.array(idSchema).nullable(),
  linkUntil: momentSchema.nullable(),
  sessions: z.array(sessionItemSchema),
})
export type Kiosk = z.infer<typeof kioskSchema>

/** For how many days somebody from outside may look at most. */
export const INSPECTOR_MOST_DAYS = 90

/** The body of `POST /api/inspectors`: somebody from outside who reads this ground until a day. */
export const inspectorBodySchema = z.object({
  name: personNameSchema,
  areaIds: z.array(idSchema).min(1).max(50),
  validUntil: momentSchema,
})

/** Why somebody is erased, for the audit log: the words must name nobody. */
export const eraseBodySchema = z.object({ reason: z.string().trim().min(1).max(300) })

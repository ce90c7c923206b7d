import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { typedPasswordSchema } from './password.ts'
import { dutySchema } from './responsibility.ts'
import { roleSchema } from './person.ts'

/** The body of `POST /api/session`. */
export const signInBodySchema = z.object({ username: z.string().min(1).max(64), password: typedPasswordSchema })

/** Who is asking: every person-facing query and every push takes one. */
export const viewerSchema = z.object({
  personId: idSchema,
  name: z.string(),
  roles: z.array(roleSchema),
  /** Those of the roles that somebody has only while they sit in a duty room, or stand in for who does. */
  lentRoles: z.array(roleSchema).optional(),
  duties: z.array(z.object({ duty: dutySchema, areaId: idSchema })),
  /** The areas answered for, with everything below them; null sees all of the installation. */
  areaIds: z.array(idSchema).nullable(),
})
export type Viewer = z.infer<typeof viewerSchema>

/** One device on which somebody is signed in. What it signs in by is never shown. */
export const sessionItemSchema = z.object({
  id: idSchema,
  personId: idSchema,
  /** How its owner calls it; null: by its user agent. */
  label: z.string().nullable(),
  userAgent: z.string(),
  createdAt: momentSchema,
  lastSeenAt: momentSchema,
  expiresAt: momentSchema,
  /** Whether it is the one that asks. */
  current: z.boolean(),
  /** Whether it is a wall's. */
  kiosk: z.boolean(),
})
export type SessionItem = z.infer<typeof sessionItemSchema>

/** The body of `PUT /api/sessions/:id`. */
export const sessionLabelSchema = z.object({ label: z.string().trim().min(1).max(60).nullable() })

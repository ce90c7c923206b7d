import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** What a signed-in person may do; scope by area comes from responsibilities. */
export const ROLES = ['admin', 'duty', 'leader', 'cadre', 'member', 'reviewer', 'wall'] as const
export const roleSchema = z.enum(ROLES)
export type Role = z.infer<typeof roleSchema>

/** The name of a person or a screen, without characters nobody sees: two that look the same are the same. */
export const personNameSchema = z
  .string()
  .overwrite((name) => name.replaceAll(/\p{Cf}/gu, ''))
  .trim()
  .min(1)
  .max(100)

/** The roles of those who can be called and answer; the others only look. */
export const ANSWERING_ROLES: readonly Role[] = ['admin', 'duty', 'leader', 'cadre', 'member']

/** Whether somebody can be given what is answered for: a duty, a shift, another's place. */
export function mayAnswer(roles: readonly Role[]): boolean {
  return roles.some((role) => ANSWERING_ROLES.includes(role))
}

/** Whether somebody is a wall or looks back, and nothing else; without any role somebody is at least a telephone number. */
export function onlyLooks(roles: readonly Role[]): boolean {
  return roles.length > 0 && !mayAnswer(roles)
}

/** The body of `PUT /api/people/:id`. A username makes an account; the password is set by invitation. */
export const personBodySchema = z.object({
  name: personNameSchema,
  username: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .nullish(),
  phone: z
    .string()
    .regex(/^[0-9+ -]{3,20}$/, 'a phone number is 3 to 20 digits')
    .nullish(),
  /** Where they get mail, and what WeCom calls them. Without a word of it what is known stays. */
  email: z
    .string()
    .max(254)
    .regex(/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/, 'a mail address is name@domain')
    .nullish(),
  wecomUser: z
    .string()
    .regex(/^[A-Za-z0-9_.@-]{1,64}$/, 'a WeCom user id has letters, digits and _ . @ -')
    .nullish(),
  roles: z.array(roleSchema).max(ROLES.length),
  /**
   * The ground that the roles `duty`, `reviewer` and `wall` see: these areas with all below them, and that of the duties
   * held. Null: all of the installation, unless a duty room is held. Without a word of it what is known stays.
   */
  areaIds: z.array(idSchema).min(1).max(50).nullish(),
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

/** A person as the registry keeps them. */
export const personSchema = z.object({
  id: idSchema,
  name: z.string(),
  username: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  wecomUser: z.string().nullable(),
  roles: z.array(roleSchema),
  areaIds: z.array(idSchema).nullable(),
})
export type Person = z.infer<typeof personSchema>

/** What every screen may know of a person who is called: the change log holds the id alone. */
export const personCardSchema = z.object({ id: idSchema, name: z.string() })
export type PersonCard = z.infer<typeof personCardSchema>

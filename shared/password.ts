import { z } from 'zod'

/**
 * By which rules passwords are chosen: `asvs` is OWASP's (long, not a common one, no other demands, never to be changed
 * by the calendar), `dengbao` what is usual under 等保 at its third level (classes of characters, ninety days, five kept).
 */
export const PASSWORD_RULES = ['asvs', 'dengbao'] as const
export const passwordRulesSchema = z.enum(PASSWORD_RULES)
export type PasswordRules = z.infer<typeof passwordRulesSchema>

/** Why a new password is refused. */
export const PASSWORD_FAULTS = [
  'too-short',
  'too-long',
  'too-common',
  'holds-name',
  'too-plain',
  'used-before',
] as const
export type PasswordFault = (typeof PASSWORD_FAULTS)[number]

/** `GET /api/password`: what a page must say before somebody types; `lastsDays` null is for ever. */
export const passwordDemandsSchema = z.object({
  rules: passwordRulesSchema,
  leastLength: z.int(),
  mostLength: z.int(),
  lastsDays: z.int().nullable(),
})
export type PasswordDemands = z.infer<typeof passwordDemandsSchema>

/** What of a password people see: by that it is counted, and compared with those that are tried first everywhere. */
export function visiblePassword(password: string): string {
  const seen = password.normalize('NFKC').replaceAll(/[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
  return seen.replaceAll(/\s+/gu, ' ').trim()
}

/** A password as it comes in a body, at every door the same: its own rules are told apart from its shape. */
export const typedPasswordSchema = z.string().min(1).max(1000)

/**
 * The body of `POST /api/password`: a new password for the old one. Without a user name it is that of whoever is signed
 * in; with one it also signs in, for those whose password is too old to sign in with.
 */
export const passwordBodySchema = z.object({
  username: z.string().min(1).max(64).optional(),
  current: typedPasswordSchema,
  next: typedPasswordSchema,
})

import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** One write or reveal as the audit log shows it: who, what, to what, and how it ended. */
export const auditItemSchema = z.object({
  id: idSchema,
  at: momentSchema,
  /** Null: nobody was signed in. */
  personId: idSchema.nullable(),
  /** As the person is called now; null where nobody is known by that id any more. */
  personName: z.string().nullable(),
  sessionId: z.string().nullable(),
  ip: z.string().nullable(),
  /** The route, such as `PUT /api/people/:id`; or `reveal`; or `retention`. */
  what: z.string(),
  /** The parameters of the path and whom it turned out to concern: ids alone. */
  target: z.record(z.string(), z.string()),
  reason: z.string().nullable(),
  /** The HTTP status it ended with; null: no end is known (or, for what is not a write, none is needed). */
  status: z.int().nullable(),
  endedAt: momentSchema.nullable(),
})
export type AuditItem = z.infer<typeof auditItemSchema>

/** How far the chain of hashes over the audit log has come. */
export const auditChainSchema = z.object({
  /** How many entries are sealed. */
  sealed: z.int().nonnegative(),
  /** The last hash, worth keeping elsewhere; null where nothing is sealed yet. */
  hash: z.string().nullable(),
  /** The moment of the entry sealed last. */
  sealedAt: momentSchema.nullable(),
})
export type AuditChain = z.infer<typeof auditChainSchema>

/** What can be wrong with the chain, the first thing met. */
export const AUDIT_FAULTS = [
  'missing-seal',
  'wrong-seal',
  'missing-entry',
  'changed-entry',
  'unsealed',
  'no-anchor',
] as const

/** What a walk over the whole chain found. */
export const auditVerificationSchema = z.object({
  at: momentSchema,
  /** How many entries are there, sealed or not. */
  entries: z.int().nonnegative(),
  /** How far the chain stands: the position of the last seal that is right. */
  sealed: z.int().nonnegative(),
  unsealed: z.int().nonnegative(),
  hash: z.string().nullable(),
  /** Where the anchor stands in the chain; null where there is none, or it stands nowhere. */
  anchoredAt: z.int().nullable(),
  /** The hash that had to stand in the chain; null: whether the end was cut off cannot be told. */
  anchor: z.string().nullable(),
  /** Whether it came with the question or from the server's own notes outside the database. */
  anchoredBy: z.enum(['given', 'noted']).nullable(),
  /** When the server noted it; null where it did not. */
  notedAt: momentSchema.nullable(),
  /** Null: everything is as it was written. */
  fault: z
    .object({
      fault: z.enum(AUDIT_FAULTS),
      position: z.int().nullable(),
      entryId: z.string().nullable(),
    })
    .nullable(),
})
export type AuditVerification = z.infer<typeof auditVerificationSchema>

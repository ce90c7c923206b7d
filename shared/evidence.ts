import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** Why something behind a link was not fetched; `detail` beside it may say more. Never holds an address or a secret. */
export const FETCH_REASONS = [
  'bad-link',
  'not-allowed',
  'forbidden-address',
  'forbidden-redirect',
  'no-address',
  'no-answer',
  'too-slow',
  'too-large',
  'not-found',
  'refused',
  'error-answer',
  'packed',
  'wrong-type',
  'not-read',
  'not-kept',
] as const
export const fetchReasonSchema = z.enum(FETCH_REASONS)
export type FetchReason = z.infer<typeof fetchReasonSchema>

/** `waiting`: still to be kept, or to be tried again. `not-allowed`: nobody allowed this address, or it is forbidden. */
export const EVIDENCE_STATES = ['waiting', 'kept', 'failed', 'not-allowed'] as const
export const evidenceStateSchema = z.enum(EVIDENCE_STATES)
export type EvidenceState = z.infer<typeof evidenceStateSchema>

/** A picture or clip that came with a message, inside it or behind a link, and what became of it. */
export const evidenceMediaSchema = z.object({
  id: idSchema,
  /** Null where it came with a message that nobody could read. */
  observationId: idSchema.nullable(),
  state: evidenceStateSchema,
  /** Host and port of the link, relative links those of their source; null for what lay inside the message. */
  host: z.string().nullable(),
  /** Under which id `GET /api/media/:id` has it; null until it is kept. */
  mediaId: idSchema.nullable(),
  contentType: z.string().nullable(),
  bytes: z.int().nullable(),
  /** Of the original bytes, before anything was done with them. */
  sha256: z.string().nullable(),
  /** Of the last try; null while nothing was tried, and when it is kept. */
  reason: fetchReasonSchema.nullable(),
  tries: z.int(),
  /** When it is tried again; null where it is not. */
  nextAt: momentSchema.nullable(),
  /** When it was kept or given up. */
  settledAt: momentSchema.nullable(),
})
export type EvidenceMedia = z.infer<typeof evidenceMediaSchema>

/** A picture that was cut out of a payload: where it lay in the message as it came, how long it is, and its hash. */
export const cutPictureSchema = z.object({ at: z.int(), bytes: z.int(), sha256: z.string() })
export type CutPicture = z.infer<typeof cutPictureSchema>

import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { outcomeSchema } from './incident.ts'

/** What a person may do to an incident. The words are those of `POST /api/incidents/:id/actions`. */
export const ACTIONS = [
  'answer',
  'seen',
  'acknowledge',
  'decline',
  'depart',
  'arrive',
  'verify',
  'assign',
  'handle',
  'check',
  'close',
  'support',
  'check-in',
  'postpone',
  'resume',
  'extend',
  'reopen',
  'merge',
  'split',
  'undo',
  'wake',
  'note',
] as const
export const actionNameSchema = z.enum(ACTIONS)
export type ActionName = z.infer<typeof actionNameSchema>

/** What the system itself records in the same log. */
export const SYSTEM_ACTIONS = [
  'opened',
  'evidence',
  'cleared',
  'escalated',
  'raised',
  'called',
  'called-duty-room',
  /** Told, and expected to do nothing. */
  'informed',
  /** Those who were called and have not answered were called again. */
  'reminded',
  /** It came in the night and may wait until the morning. */
  'rests',
  'expired',
  'chattering',
  'merged',
  'merged-into',
  'parted',
  'asked',
  'woken',
  /** What it was about is over, and nobody had done anything yet. */
  'closed-by-itself',
] as const

/** The body of `POST /api/incidents/:id/actions`. `id` is made by the client; the same id twice is one action. */
export const actionBodySchema = z.object({
  id: idSchema,
  action: actionNameSchema,
  /** When it happened by the client's clock; the server keeps the time of receipt beside it. */
  at: momentSchema.nullish(),
  note: z.string().max(2000).nullish(),
  /** The person for whom somebody else enters this (heard by radio or telephone). */
  onBehalfOf: idSchema.nullish(),
  outcome: outcomeSchema.nullish(),
  /** For `assign`: whom. */
  personId: idSchema.nullish(),
  /** For `postpone` and `extend`: until when. */
  until: momentSchema.nullish(),
  mediaIds: z.array(idSchema).max(10).nullish(),
  /** For `merge`: the other incident, which turned out to be this one. */
  incidentId: idSchema.nullish(),
  /** For `split`: the evidence that belongs to another happening. */
  observationIds: z.array(idSchema).min(1).max(200).nullish(),
  /** For `undo`: which merging or splitting; the last one when absent. */
  undoes: idSchema.nullish(),
})
export type ActionBody = z.infer<typeof actionBodySchema>

/** One entry of the append-only log of an incident. */
export const actionSchema = z.object({
  id: idSchema,
  incidentId: idSchema,
  action: z.enum([...ACTIONS, ...SYSTEM_ACTIONS]),
  /** Who did it; null for the system. */
  actorId: idSchema.nullable(),
  onBehalfOf: idSchema.nullable(),
  /** When it happened by whoever's clock said so; null when nobody did. */
  at: momentSchema.nullable(),
  /** When the server learned of it: the order of the log. */
  recordedAt: momentSchema,
  note: z.string().nullable(),
  /** What belongs to this action: outcome, alert and person ids, tier, observation id. */
  detail: z.record(z.string(), z.unknown()),
  mediaIds: z.array(idSchema),
})
export type Action = z.infer<typeof actionSchema>

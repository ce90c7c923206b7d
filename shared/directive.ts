import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'
import { severitySchema } from './kinds.ts'
import { personCardSchema } from './person.ts'

/** How a word from above came: by telephone, on paper, or as a message. */
export const CHANNELS = ['call', 'paper', 'message'] as const
export const channelSchema = z.enum(CHANNELS)
export type Channel = z.infer<typeof channelSchema>

const passedToSchema = z.array(idSchema).max(100)

/** The body of `POST /api/directives`: a call or paper from above (上级来电来文). `id` is the client's and makes it repeatable. */
export const directiveBodySchema = z.object({
  id: idSchema,
  /** The township whose duty room took it. */
  areaId: idSchema,
  channel: channelSchema,
  /** Which office, and who there. */
  sender: z.string().trim().min(1).max(200),
  receivedAt: momentSchema,
  content: z.string().trim().min(1).max(4000),
  /** By when it must be answered; null: it needs no answer. */
  replyDueAt: momentSchema.nullish(),
  passedTo: passedToSchema.nullish(),
  /** The entry that this one sets right; that one stays as it is. */
  corrects: idSchema.nullish(),
})
export type DirectiveBody = z.infer<typeof directiveBodySchema>

/** The body of `PUT /api/directives/:id`: what may still be added. Nobody is taken off, and a time that is set stays. */
export const directiveAdditionSchema = z.object({
  passedTo: passedToSchema.nullish(),
  replyDueAt: momentSchema.nullish(),
})
export type DirectiveAddition = z.infer<typeof directiveAdditionSchema>

/** The body of `POST /api/directives/:id/reply`: what was answered. */
export const directiveReplySchema = z.object({ text: z.string().trim().min(1).max(4000) })

/** The body of `POST /api/directives/:id/roll-call`: over which areas, each with everything below it, and how grave. */
export const directiveRollCallSchema = z.object({
  id: z.uuid(),
  areaIds: z.array(idSchema).min(1).max(100),
  severity: severitySchema,
})
export type DirectiveRollCall = z.infer<typeof directiveRollCallSchema>

/** The body of `POST /api/roll-calls`: a roll call typed in by the duty room. `id` is the client's and makes it repeatable. */
export const rollCallBodySchema = directiveRollCallSchema.extend({
  /** Of what is warned. */
  kind: z.enum(['warning', 'flood', 'geohazard']).nullish(),
  text: z.string().trim().min(1).max(2000),
  /** Who said so. */
  source: z.string().trim().min(1).max(200).nullish(),
})
export type RollCallBody = z.infer<typeof rollCallBodySchema>

/** A call or paper from above, with what became of it. */
export const directiveSchema = z.object({
  id: idSchema,
  areaId: idSchema,
  channel: channelSchema,
  sender: z.string(),
  receivedAt: momentSchema,
  content: z.string(),
  replyDueAt: momentSchema.nullable(),
  passedTo: z.array(idSchema),
  reply: z.object({ text: z.string(), at: momentSchema, personId: idSchema }).nullable(),
  corrects: idSchema.nullable(),
  /** The entry that sets this one right. */
  correctedBy: idSchema.nullable(),
  /** The incident by which everybody concerned was called. */
  incidentId: idSchema.nullable(),
  recordedBy: idSchema,
  recordedAt: momentSchema,
})
export type Directive = z.infer<typeof directiveSchema>

/** Whom a roll call would call at once, and whom later when nobody of those answers. */
export const rollCallPreviewSchema = z.object({
  calledNow: z.array(personCardSchema),
  calledLater: z.array(personCardSchema),
  /** Of those called now: whom nothing rings. They are woken at their doors from the beginning. */
  cannotRing: z.array(personCardSchema),
  /** How many households are to be visited. */
  households: z.int().nonnegative(),
  /** The villages in which no household is entered. */
  emptyVillageIds: z.array(idSchema),
})
export type RollCallPreview = z.infer<typeof rollCallPreviewSchema>

/** How soon before it is due a reply is said to be due soon. */
export const DUE_SOON_MS = 30 * 60_000

/** Whether somebody above still waits for an answer. */
export function isOpen({ replyDueAt, reply, correctedBy }: Pick<Directive, 'replyDueAt' | 'reply' | 'correctedBy'>) {
  return replyDueAt !== null && reply === null && correctedBy === null
}

/** How a reply stands at a moment: none needed, given, waited for, due within half an hour, or overdue. */
export function replyState(
  directive: Pick<Directive, 'replyDueAt' | 'reply' | 'correctedBy'>,
  nowMs: number,
): 'none' | 'given' | 'waiting' | 'soon' | 'overdue' {
  if (directive.reply !== null) return 'given'
  if (!isOpen(directive) || directive.replyDueAt === null) return 'none'
  const leftMs = Date.parse(directive.replyDueAt) - nowMs
  return leftMs < 0 ? 'overdue' : leftMs <= DUE_SOON_MS ? 'soon' : 'waiting'
}

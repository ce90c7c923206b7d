import { z } from 'zod'
import { nearSchema, touchedAreaSchema } from './area.ts'
import { FIX_REFUSALS, placeSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema, severitySchema } from './kinds.ts'
import { chainLinkSchema, dutySchema } from './responsibility.ts'

/** Whether the thing itself still goes on, as far as the evidence says. */
export const CONDITIONS = ['active', 'cleared'] as const
export const conditionSchema = z.enum(CONDITIONS)
export type Condition = z.infer<typeof conditionSchema>

/** How far people have got with it, in order; a later step implies the earlier ones. */
export const HANDLINGS = [
  'reported',
  'verified',
  'assigned',
  'acknowledged',
  'on-scene',
  'handled',
  'checked',
  'closed',
] as const
export const handlingSchema = z.enum(HANDLINGS)
export type Handling = z.infer<typeof handlingSchema>

/** What it turned out to be, once somebody looked. */
export const OUTCOMES = [
  'real',
  'false-alarm',
  'approved-burning',
  'illegal-burning-stopped',
  'duplicate',
  'unreachable',
] as const
export const outcomeSchema = z.enum(OUTCOMES)
export type Outcome = z.infer<typeof outcomeSchema>

const SETTLED: readonly Outcome[] = ['false-alarm', 'approved-burning', 'illegal-burning-stopped', 'duplicate']

/** Whether nobody more needs to come. */
export function isSettled(outcome: Outcome | null): boolean {
  return outcome !== null && SETTLED.includes(outcome)
}

/** The call to one person to act on one incident, as every screen shows it. */
export const ALERT_STATES = ['sent', 'delivered', 'seen', 'accepted', 'declined', 'expired'] as const
export const alertStateSchema = z.enum(ALERT_STATES)
export type AlertState = z.infer<typeof alertStateSchema>

export const alertSchema = z.object({
  id: idSchema,
  incidentId: idSchema,
  personId: idSchema,
  duty: dutySchema,
  areaId: idSchema.nullable(),
  tier: z.int().nonnegative(),
  state: alertStateSchema,
  sentAt: momentSchema,
  deliveredAt: momentSchema.nullable(),
  seenAt: momentSchema.nullable(),
  /** When the person accepted or declined. */
  answeredAt: momentSchema.nullable(),
})
/** In the interface: 呼叫, a call. */
export type Alert = z.infer<typeof alertSchema>

/**
 * What the directions of several cameras gave: which of them met in a point and which were found to be wrong, or
 * (`reason`) why there is no such point.
 */
export const incidentFixSchema = z.object({
  reason: z.enum(FIX_REFUSALS).nullable(),
  deviceIds: z.array(idSchema),
  outlierIds: z.array(idSchema),
})
export type IncidentFix = z.infer<typeof incidentFixSchema>

/** What the server itself will do next about an incident, and when; null when nothing is due. */
export const nextStepSchema = z.object({
  step: z.enum(['call-tier', 'call-duty-room']),
  tier: z.int().nonnegative(),
  duties: z.array(dutySchema),
  at: momentSchema,
})
export type NextStep = z.infer<typeof nextStepSchema>

/** Everything a card on any screen needs of an incident (事件). People and devices stand by id. */
export const incidentSchema = z.object({
  id: idSchema,
  kind: kindSchema,
  severity: severitySchema,
  condition: conditionSchema,
  handling: handlingSchema,
  outcome: outcomeSchema.nullable(),
  place: placeSchema,
  /** Null where less than two cameras tell a direction. */
  fix: incidentFixSchema.nullable(),
  /** Most exact level first, then by share; empty outside every area. */
  areas: z.array(touchedAreaSchema),
  near: nearSchema.nullable(),
  /** When it began by the first evidence; null when it was found on connecting. */
  startedAt: momentSchema.nullable(),
  openedAt: momentSchema,
  lastEvidenceAt: momentSchema,
  clearedAt: momentSchema.nullable(),
  closedAt: momentSchema.nullable(),
  observationCount: z.int().nonnegative(),
  deviceIds: z.array(idSchema),
  /** Who reported it in person. */
  reporterIds: z.array(idSchema),
  /** The highest confidence that any evidence stated. */
  confidence: z.number().min(0).max(1).nullable(),
  /** How sure all witnesses together make it: those who state no confidence count by what they are. */
  certainty: z.number().min(0).max(1),
  /** A drill: it never meets what is real. */
  exercise: z.boolean(),
  /** The incident that this one turned out to be; its own id goes on to lead there. */
  mergedInto: idSchema.nullable(),
  /** The incidents that turned out to be this one. */
  mergedIds: z.array(idSchema),
  /** When the duty room took notice (接警), and who pressed. Silences, nothing else. */
  answered: z.object({ at: momentSchema, personId: idSchema.nullable() }).nullable(),
  postponedUntil: momentSchema.nullable(),
  respondersNeeded: z.int().positive(),
  /** The plan the chain was made by; null when none covers the kind. */
  planId: idSchema.nullable(),
  chain: z.array(chainLinkSchema),
  alerts: z.array(alertSchema),
  next: nextStepSchema.nullable(),
})
export type Incident = z.infer<typeof incidentSchema>

/** Whether an id stands for this incident: its own, or that of one that turned out to be this one. */
export function answersTo({ id, mergedIds }: Pick<Incident, 'id' | 'mergedIds'>, asked: string): boolean {
  return id === asked || mergedIds.includes(asked)
}

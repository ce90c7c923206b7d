import { z } from 'zod'
import { nearSchema, touchedAreaSchema } from './area.ts'
import { dangerGradeSchema } from './fire-danger.ts'
import { FIRE_PHASES } from './fire-phase.ts'
import { FIX_REFUSALS, placeSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { briefSchema } from './brief.ts'
import { tickSchema } from './checklist.ts'
import { CLOCKS, HANDLINGS } from './handlings.ts'
import { kindSchema, severitySchema } from './kinds.ts'
import { coverSchema } from './permit.ts'
import { incidentDrillSchema } from './incident-drill.ts'
import { rollCallSchema } from './roll-call.ts'
import { searchSchema, settlementSchema } from './search.ts'
import { serviceCallSchema } from './service-call.ts'
import { planClocksSchema, soundSchema } from './plan.ts'
import { chainLinkSchema, dutySchema, informedSchema } from './responsibility.ts'
import { postSchema } from './shift.ts'

export { answersTo } from './answers-to.ts'
export { CLOCKS, HANDLINGS } from './handlings.ts'
export { FIRE_PHASES, type FirePhase, isSettled, isStillBurning, phasesAfter } from './fire-phase.ts'

/** Whether the thing itself still goes on, as far as the evidence says. */
export const CONDITIONS = ['active', 'cleared'] as const
export const conditionSchema = z.enum(CONDITIONS)
export type Condition = z.infer<typeof conditionSchema>

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

/** What set off a false alarm. */
export const FALSE_CAUSES = [
  'cooking',
  'dust-or-steam',
  'approved-burning',
  'insects',
  'device-fault',
  'test',
  'prank',
  'other',
] as const
export const falseCauseSchema = z.enum(FALSE_CAUSES)
export type FalseCause = z.infer<typeof falseCauseSchema>

export const firePhaseSchema = z.enum(FIRE_PHASES)

export const clockSchema = z.enum(CLOCKS)
export type Clock = z.infer<typeof clockSchema>

/** That a clock stands still until an end (延期): why, who approved it, and when it was said. */
export const extensionSchema = z.object({
  clock: clockSchema,
  until: momentSchema,
  at: momentSchema,
  approvedBy: idSchema,
  note: z.string(),
  /** How long the clock had stood still by earlier words about it, in seconds; absent: not at all. */
  stoodSeconds: z.int().nonnegative().optional(),
})
export type Extension = z.infer<typeof extensionSchema>

const clockMarkSchema = z.object({ clock: clockSchema, at: momentSchema })

/** What the clocks of an incident go by: since when they count anew (it was reopened), what was reached, and what was missed and told. */
export const timingSchema = z.object({
  since: momentSchema.nullable(),
  /** By the clock of whoever did it, where it was entered later. */
  reached: z.array(clockMarkSchema),
  /** When the log said that the time was over; of a clock that runs anew, again. */
  missed: z.array(clockMarkSchema),
})
export type Timing = z.infer<typeof timingSchema>

/** Of an incident of which no clock has been heard yet. */
export const NO_TIMING: Timing = { since: null, reached: [], missed: [] }

/** A postponement (暂缓): by whom, why, and when it was told that it would end. */
export const postponementSchema = z.object({
  at: momentSchema,
  personId: idSchema,
  note: z.string(),
  warnedAt: momentSchema.nullable(),
})
export type Postponement = z.infer<typeof postponementSchema>

/**
 * How the duty room is called while nobody there takes notice: since when it has been heard, when its officer and then its
 * leader were called, and who of them would not have had their turn in the chain yet.
 */
export const ringingSchema = z.object({
  since: momentSchema,
  officerAt: momentSchema.nullable(),
  leaderAt: momentSchema.nullable(),
  personIds: z.array(idSchema),
})
export type Ringing = z.infer<typeof ringingSchema>

/** What is due beside `next`, and when; soonest first, and first of all what is overdue. */
export const DUE_STEPS = [
  'ring-officer',
  'ring-leader',
  /** Until then whoever said that they go must have come, or been heard of. */
  'arrival',
  'ask-check-in',
  /** Until then whoever was asked must have answered. */
  'check-in',
  /** They have not: call them. */
  'call-person',
  /** The silent of a roll call are rung again; then whoever is still silent is to be woken at the door. */
  'ring-round',
  'knocking',
  'postponement-warning',
  'postponement-end',
] as const
export const dueStepSchema = z.object({
  step: z.enum(DUE_STEPS),
  at: momentSchema,
  /** Whom it is about, or (`ring-officer`, `ring-leader`) nobody yet: who sits there then is judged then. */
  personIds: z.array(idSchema),
})
export type DueStep = z.infer<typeof dueStepSchema>

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
  /** When they set out, and came. */
  departedAt: momentSchema.nullable(),
  arrivedAt: momentSchema.nullable(),
  /** When they were last heard of since they accepted: what they did, said or had somebody enter. */
  lastSignAt: momentSchema.nullable(),
  /** Since when an acceptance counts for nothing, for nobody came and nothing was heard; their next word makes it count again. */
  stalledAt: momentSchema.nullable(),
  /** When they were asked whether they are well and have not answered yet. */
  checkInAskedAt: momentSchema.nullable(),
  /** Since when they are missing: asked, and silent. */
  silentAt: momentSchema.nullable(),
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

/** That somebody more is called: who, and when. */
const callStepSchema = z.object({
  step: z.enum(['call-tier', 'call-duty-room']),
  tier: z.int().nonnegative(),
  duties: z.array(dutySchema),
  at: momentSchema,
})
export type CallStep = z.infer<typeof callStepSchema>

/**
 * What the server itself will do next about an incident, and when; null when nothing is due. Before that
 * (`following`), `remind` reminds those who were called up to that tier and have not answered.
 */
export const nextStepSchema = z.discriminatedUnion('step', [
  callStepSchema,
  callStepSchema.extend({ step: z.literal('remind'), following: callStepSchema.nullable() }),
])
export type NextStep = z.infer<typeof nextStepSchema>

/** How a weak detection that waits for a look came out: somebody is asked to look, the chain was called, or it is settled. */
export const VERIFICATION_STATES = ['asked', 'woken', 'settled'] as const

/** Why the chain was called after all. */
export const WAKE_REASONS = [
  'unanswered',
  'not-looked',
  'declined',
  'surer',
  'another-witness',
  'raised',
  'found-real',
  'unreachable',
  'support',
  'duty-room',
  'verification-off',
  'joined',
  /** Whoever went there does not answer. */
  'silent',
  /** The permit that it was matched to covers it no longer. */
  'cover-broken',
] as const
export const wakeReasonSchema = z.enum(WAKE_REASONS)
export type WakeReason = z.infer<typeof wakeReasonSchema>

/**
 * A single weak detection asks one member to look before the chain is called. What decided that stands here: the
 * threshold as it was, and the fire danger that moved it.
 */
export const verificationSchema = z.object({
  state: z.enum(VERIFICATION_STATES),
  /** Who was asked. */
  personId: idSchema,
  /** A detection surer than this calls the chain at once, 0 to 1. */
  threshold: z.number().min(0).max(1),
  /** How sure the detection was when it was made. */
  confidence: z.number().min(0).max(1),
  grade: dangerGradeSchema.nullable(),
  gradeSource: z.enum(['official', 'estimate']).nullable(),
  askedAt: momentSchema,
  /** When the chain is called unless somebody has looked; for whoever goes to look it moves on. */
  until: momentSchema,
  /** Why it is no longer `asked`; null while it is, and where it was settled. */
  why: wakeReasonSchema.nullable(),
  /** When it became what it is. */
  at: momentSchema,
})
export type Verification = z.infer<typeof verificationSchema>

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
  /** Null where it was never postponed. */
  postponement: postponementSchema.nullable(),
  /** Null: counted from when it was opened, and nobody of the duty room called for it yet. */
  ringing: ringingSchema.nullable(),
  /** Of a false alarm. */
  cause: falseCauseSchema.nullable(),
  /** Null while a fire burns, and for everything else. */
  firePhase: firePhaseSchema.nullable(),
  extensions: z.array(extensionSchema),
  respondersNeeded: z.int().positive(),
  /** The plan the chain was made by; null when none covers the kind. */
  planId: idSchema.nullable(),
  chain: z.array(chainLinkSchema),
  /** Who is told and expected to do nothing. They are no part of the chain, and nobody waits for them. */
  informed: z.array(informedSchema),
  /** It came in the night and may wait: people are called then. Null where they are called at once. */
  restsUntil: momentSchema.nullable(),
  /** How the duty room hears it, by the plan; a fire and a call for help are heard until somebody answers, whatever it says. */
  sound: soundSchema,
  /** What is to be done, line by line; of a fire the first line is always the same. */
  checklist: z.array(z.string()),
  /** What of the checklist was done, by line. */
  ticks: z.array(tickSchema),
  /** How long people have for each step from the first call on. */
  clocks: planClocksSchema,
  timing: timingSchema,
  /** Which of 119, 110 and 120 were called, as last said. */
  services: z.array(serviceCallSchema),
  /** The reports to the county, oldest first. */
  briefs: z.array(briefSchema),
  /** Null: who is called first and goes is enough. */
  rollCall: rollCallSchema.nullable(),
  /** The permit it was matched to; null: none. */
  cover: coverSchema.nullable(),
  /** The drill it belongs to; null: none that the server plays. */
  drill: incidentDrillSchema.nullable(),
  /** Of a missing person. */
  search: searchSchema.nullable(),
  /** Of a dispute. */
  settlement: settlementSchema.nullable(),
  /** Who keeps out of it (回避), for it concerns them: they neither handle nor check it. */
  recusedIds: z.array(idSchema),
  alerts: z.array(alertSchema),
  next: nextStepSchema.nullable(),
  due: z.array(dueStepSchema),
  /** How long whoever said that they go has to come or be heard of, in seconds, by the plan; null: for ever. */
  arriveWithinSeconds: z.int().nullable(),
  /** How often those on the scene or sent to look are asked whether they are well, in seconds; null: never. */
  checkInSeconds: z.int().nullable(),
  /** Null where the chain was called at once. */
  verification: verificationSchema.nullable(),
})
export type Incident = z.infer<typeof incidentSchema>

/** Who sat in the duty room and who was away while an incident was open, as far as it was known when it came. */
export const rosterThenSchema = z.object({
  shifts: z.array(
    z.object({
      areaId: idSchema,
      post: postSchema,
      personId: idSchema,
      from: momentSchema.nullable(),
      until: momentSchema.nullable(),
    }),
  ),
  /** Of those whom its chain names. */
  absences: z.array(
    z.object({
      personId: idSchema,
      deputyId: idSchema.nullable(),
      from: momentSchema.nullable(),
      until: momentSchema.nullable(),
    }),
  ),
})
export type RosterThen = z.infer<typeof rosterThenSchema>

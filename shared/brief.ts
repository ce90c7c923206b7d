import { z } from 'zod'
import { nearSchema } from './area.ts'
import { dangerGradeSchema } from './fire-danger.ts'
import { lngLatSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema } from './kinds.ts'
import { SERVICES } from './service-call.ts'

export { isReported } from './reported.ts'

/** The reports to the county about an incident: 首报, 续报, 终报. */
export const BRIEF_STAGES = ['first', 'follow-up', 'final'] as const
export const briefStageSchema = z.enum(BRIEF_STAGES)
export type BriefStage = z.infer<typeof briefStageSchema>

/** How a report was told (报送). */
export const TOLD_HOW = ['phone', 'paper', 'message'] as const
export const toldHowSchema = z.enum(TOLD_HOW)
export type ToldHow = z.infer<typeof toldHowSchema>

/**
 * What a report is written from: numbers of people and names of ground, never a person or a household. The words for `outcome`,
 * `firePhase` and `handling` are those of the incident.
 */
export const briefFactsSchema = z.object({
  exercise: z.boolean(),
  kind: kindSchema,
  /** Nobody has looked yet. */
  isSuspected: z.boolean(),
  outcome: z.string().nullable(),
  firePhase: z.string().nullable(),
  /** When it was handled, or found to be nothing; null while it goes on. */
  endedAt: momentSchema.nullable(),
  /** When it was discovered. */
  discoveredAt: momentSchema,
  township: z.string(),
  /** Largest first, from the village down. */
  ground: z.array(z.string()),
  near: nearSchema.nullable(),
  location: lngLatSchema.nullable(),
  /** How far the place may be off, in metres. */
  withinMetres: z.number().nonnegative().nullable(),
  /** How many of each bear witness. */
  sources: z.object({
    cameras: z.int().nonnegative(),
    sensors: z.int().nonnegative(),
    feeds: z.int().nonnegative(),
    people: z.int().nonnegative(),
  }),
  /** How many households stand where it may be; null where its place is not known well enough. */
  households: z.int().nonnegative().nullable(),
  called: z.int().nonnegative(),
  going: z.int().nonnegative(),
  arrived: z.int().nonnegative(),
  needed: z.int().nonnegative(),
  /** Which of 119, 110 and 120 were called. */
  servicesCalled: z.array(z.enum(SERVICES)),
  /** The grade of forest fire danger; `isOfficial` false: our own estimate. */
  danger: z.object({ grade: dangerGradeSchema, isOfficial: z.boolean() }).nullable(),
  /** At noon, by the township's own stations. */
  windKilometresPerHour: z.number().nonnegative().nullable(),
})
export type BriefFacts = z.infer<typeof briefFactsSchema>

const wordingSchema = z.object({ text: z.string(), written: z.string(), facts: briefFactsSchema })

/** That a report was told: to whom, how and when, and who entered it. */
export const toldSchema = z.object({
  recipient: z.string(),
  how: toldHowSchema,
  at: momentSchema,
  personId: idSchema,
})

/** One report to the county: drafted from what is known, issued by the leader in charge, told to whom and when. */
export const briefSchema = z.object({
  id: idSchema,
  stage: briefStageSchema,
  /** Of follow-ups: 续报一 is 1; of the others 1. */
  number: z.int().positive(),
  /** What is said on the telephone; empty for whom reports are no business. */
  text: z.string(),
  /** The written form (正文). */
  written: z.string(),
  draftedAt: momentSchema,
  /** Who changed it last; null: it is as the server drafted it, which goes on while facts change. */
  draftedBy: idSchema.nullable(),
  /** What it was drafted from. */
  facts: briefFactsSchema.nullable(),
  /** Facts have moved on since somebody changed it, or signed it: what the server would write now. */
  renewed: wordingSchema.nullable(),
  issuedAt: momentSchema.nullable(),
  issuedBy: idSchema.nullable(),
  /** Who heard the leader say so, where it was entered for them. */
  witnessId: idSchema.nullable(),
  told: z.array(toldSchema),
})
export type Brief = z.infer<typeof briefSchema>

const labelledSchema = z.tuple([z.string(), z.string()])

/** The written form of a report as it goes on paper: `[label, value]` above and below its text, in the Chinese of official papers. */
export const briefPaperSchema = z.object({
  title: z.string(),
  /** 报送单位, 时间. */
  above: z.array(labelledSchema),
  paragraphs: z.array(z.string()),
  /** 签发人, 报送人, 联系电话; what is not known yet is empty, to be written by hand. */
  below: z.array(labelledSchema),
})
export type BriefPaper = z.infer<typeof briefPaperSchema>

/** Whether a report is still only a draft: neither signed nor told to anybody. */
export function isDraft({ issuedAt, told }: Pick<Brief, 'issuedAt' | 'told'>): boolean {
  return issuedAt === null && told.length === 0
}

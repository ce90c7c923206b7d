import { z } from 'zod'
import { idSchema, momentSchema } from './ids.ts'

/** The reports to the county about an incident: 首报, 续报, 终报. */
export const BRIEF_STAGES = ['first', 'follow-up', 'final'] as const
export const briefStageSchema = z.enum(BRIEF_STAGES)
export type BriefStage = z.infer<typeof briefStageSchema>

/** One report to the county: drafted from what is known, issued by the leader in charge, told to whom and when. */
export const briefSchema = z.object({
  id: idSchema,
  stage: briefStageSchema,
  /** What is said on the telephone; the written form has the same words. */
  text: z.string(),
  draftedAt: momentSchema,
  draftedBy: idSchema.nullable(),
  issuedAt: momentSchema.nullable(),
  issuedBy: idSchema.nullable(),
  /** To whom it was told, how, and when. */
  told: z.array(z.object({ recipient: z.string(), how: z.enum(['phone', 'paper', 'message']), at: momentSchema })),
})
export type Brief = z.infer<typeof briefSchema>

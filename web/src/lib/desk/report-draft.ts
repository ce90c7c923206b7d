import { z } from 'zod'
import { idSchema, momentSchema } from '#shared/ids.ts'
import { kindSchema } from '#shared/kinds.ts'

/** A report by telephone while it is typed. `id` makes it one report however often it is sent; `observedAt` is when it was heard. */
export const reportDraftSchema = z.object({
  id: idSchema,
  observedAt: momentSchema,
  kind: kindSchema.or(z.literal('')),
  words: z.string(),
  caller: z.string(),
})
export type ReportDraft = z.infer<typeof reportDraftSchema>

/** What was typed before and not sent; null: nothing, or nothing of that form. */
export function reportDraftIn(kept: unknown): ReportDraft | null {
  return reportDraftSchema.safeParse(kept).data ?? null
}

/** Whether there is anything in it worth keeping. */
export function isBegun({ kind, words, caller }: ReportDraft): boolean {
  return kind !== '' || words.trim() !== '' || caller.trim() !== ''
}

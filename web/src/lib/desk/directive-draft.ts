import { z } from 'zod'
import { type Channel, channelSchema } from '#shared/directive.ts'
import { keepDraft, keptDraft } from '../kept-draft.ts'

/** A call or paper as far as it is written down. Its id becomes the entry's, so that sending it twice is one entry. */
export type DirectiveDraft = {
  id: string
  channel: Channel
  sender: string
  content: string
  /** When it came, ISO; null until the first word is typed: that is when. */
  receivedAt: string | null
  replyDueAt: string | null
  passedTo: string[]
  corrects: string | null
}

const draftSchema: z.ZodType<DirectiveDraft> = z.object({
  id: z.string(),
  channel: channelSchema,
  sender: z.string(),
  content: z.string(),
  receivedAt: z.string().nullable(),
  replyDueAt: z.string().nullable(),
  passedTo: z.array(z.string()),
  corrects: z.string().nullable(),
})

/** A draft with nothing in it: somebody is on the telephone. */
export function emptyDirectiveDraft(id: string): DirectiveDraft {
  const words = { sender: '', content: '', receivedAt: null, replyDueAt: null, passedTo: [], corrects: null }
  return { id, channel: 'call', ...words }
}

/** Whether anything of a draft would be missed. */
export function isWorthKeeping({ sender, content, corrects }: DirectiveDraft): boolean {
  return sender.trim() !== '' || content.trim() !== '' || corrects !== null
}

const NAME = 'directive'

/** The draft that was kept on this computer; null where there is none, or none that can be read. */
export function keptDirectiveDraft(): DirectiveDraft | null {
  return keptDraft(NAME, (kept) => draftSchema.safeParse(kept).data ?? null)
}

/** Keeps a draft, or forgets it where nothing stands in it; false where this browser keeps nothing. */
export function keepDirectiveDraft(draft: DirectiveDraft): boolean {
  return keepDraft(NAME, isWorthKeeping(draft) ? draft : null)
}

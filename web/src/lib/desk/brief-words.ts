import type { Brief, ToldHow } from '#shared/brief.ts'
import { m } from '#lib/paraglide/messages.js'

/** What a report is called: 首报, 续报2, 终报. */
export function briefWord({ stage, number }: Pick<Brief, 'stage' | 'number'>): string {
  if (stage === 'first') return m.brief_first()
  return stage === 'final' ? m.brief_final() : m.brief_follow_up({ n: number })
}

const HOW: Readonly<Record<ToldHow, () => string>> = {
  phone: m.brief_how_phone,
  paper: m.brief_how_paper,
  message: m.brief_how_message,
}

/** How a report was told. */
export const toldHowWord = (how: ToldHow): string => HOW[how]()

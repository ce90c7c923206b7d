import type { Brief, BriefStage, ToldHow } from '#shared/brief.ts'
import { m } from '#lib/paraglide/messages.js'

const STAGES: Readonly<Record<BriefStage, () => string>> = {
  first: m.brief_first,
  'follow-up': m.clock_follow_up,
  final: m.brief_final,
}

/** Which report it is: 首报, 续报, 终报. */
export const stageWord = (stage: BriefStage): string => STAGES[stage]()

/** What a report is called: 首报, 续报2, 终报. */
export function briefWord({ stage, number }: Pick<Brief, 'stage' | 'number'>): string {
  return stage === 'follow-up' ? m.brief_follow_up({ n: number }) : stageWord(stage)
}

const HOW: Readonly<Record<ToldHow, () => string>> = {
  phone: m.brief_how_phone,
  paper: m.brief_how_paper,
  message: m.brief_how_message,
}

/** How a report was told. */
export const toldHowWord = (how: ToldHow): string => HOW[how]()

import type { DrillScore, DrillTemplate, IncidentScore, TierScore } from '#shared/drill.ts'
import { m } from '#lib/paraglide/messages.js'
import { deadlineWord } from '#lib/desk/action-words.ts'
import { dutyWord } from '#lib/words/people.ts'

const templates: Readonly<Record<DrillTemplate, () => string>> = {
  'hill-fire': m.drill_template_hill_fire,
  'flood-warning': m.drill_template_flood_warning,
  'kitchen-gas': m.drill_template_kitchen_gas,
}
/** What a template plays. */
export const templateWord = (template: DrillTemplate): string => templates[template]()

/** A span as a score says it: to the second up to two minutes, then in minutes, and in hours where it is whole ones. */
export function scoreSpan(seconds: number): string {
  if (seconds >= 7200 && seconds % 3600 === 0) return m.time_hours({ n: seconds / 3600 })
  return seconds < 120 ? m.time_seconds({ n: Math.round(seconds) }) : m.time_minutes({ n: Math.round(seconds / 60) })
}

/** What the score says of one incident of a drill, sentence by sentence, without a name. */
export function scoreSentences(score: IncidentScore, areaName: (id: string) => string): string[] {
  const { needed, enoughAfterSeconds, tiers, holes } = score
  return [
    enoughAfterSeconds === null
      ? m.drill_score_not_enough({ needed })
      : m.drill_score_enough({ span: scoreSpan(enoughAfterSeconds), needed }),
    ...tiers.flatMap(tierSentences),
    ...(holes.length === 0
      ? [m.drill_score_no_holes()]
      : holes.map(({ duty, areaId }) => {
          const area = areaId === null ? m.drill_somewhere() : areaName(areaId)
          return m.drill_score_hole({ area, duty: dutyWord(duty) })
        })),
    ...score.clocks.map(clockSentence),
  ]
}

function tierSentences(score: TierScore): string[] {
  // People count from one.
  const tier = score.tier + 1
  if (!score.used) return [m.drill_score_tier_unused({ tier })]
  const { told, answeredInTime: answered, waitSeconds, answers, channels } = score
  const { n, p50Seconds, p90Seconds } = answers
  const times =
    p50Seconds === null || p90Seconds === null
      ? []
      : [m.drill_score_answers({ n, p50: scoreSpan(p50Seconds), p90: scoreSpan(p90Seconds) })]
  const carried = channels.map(({ channel, sent, worked }) => {
    const name = channel === 'in-app' ? m.drill_channel_in_app() : m.drill_channel_other({ channel })
    return m.drill_score_channel({ channel: name, sent, worked })
  })
  const all = [m.drill_score_tier({ tier, told, answered, wait: scoreSpan(waitSeconds) }), ...times, ...carried]
  return [all.join(m.drill_sentence_join())]
}

function clockSentence({ clock, limitSeconds, tookSeconds, met }: IncidentScore['clocks'][number]): string {
  const told = { clock: deadlineWord(clock), limit: scoreSpan(limitSeconds) }
  if (met === true && tookSeconds !== null) return m.drill_score_clock_met({ ...told, took: scoreSpan(tookSeconds) })
  return met === null ? m.drill_score_clock_open(told) : m.drill_score_clock_missed(told)
}

/** Whether anything was played that can be scored. */
export const isScored = ({ incidents }: DrillScore): boolean => incidents.length > 0

import type { Severity } from '#shared/kinds.ts'
import { textIn } from './fields.ts'

const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['extreme', 'extreme'],
  ['severe', 'severe'],
  ['moderate', 'moderate'],
  ['minor', 'minor'],
  // 国家突发事件预警信息发布系统 says the colour instead (GB/T 35965.1).
  ['red', 'extreme'],
  ['orange', 'severe'],
  ['yellow', 'moderate'],
  ['blue', 'minor'],
])
const COLOURS: readonly [RegExp, Severity][] = [
  [/红色|[ⅠI]级\/特别重大/, 'extreme'],
  [/橙色/, 'severe'],
  [/黄色/, 'moderate'],
  [/蓝色/, 'minor'],
]

/** Kinds of hazard by the codes of that system, where the warning gives no more than the code. */
const EVENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['11B01', '台风'],
  ['11B03', '暴雨'],
  ['11B04', '暴雪'],
  ['11B05', '寒潮'],
  ['11B06', '大风'],
  ['11B07', '沙尘暴'],
  ['11B09', '高温'],
  ['11B14', '雷电'],
  ['11B15', '冰雹'],
  ['11B16', '霜冻'],
  ['11B17', '大雾'],
  ['11B19', '霾'],
  ['11B20', '雷雨大风'],
  ['11B21', '道路结冰'],
  ['11B22', '干旱'],
  ['11B25', '森林火险'],
])

/** How grave a warning calls itself: by its word, or where it has none by the colour in its headline. */
export function warnedSeverity(word: string | null, headline: string | null): Severity {
  const stated = SEVERITIES.get((word ?? '').toLowerCase())
  if (stated !== undefined) return stated
  return COLOURS.find(([pattern]) => pattern.test(headline ?? ''))?.[1] ?? 'unknown'
}

/** The kind of hazard as a word: `暴雨` for `11B03`. */
export function hazardName(event: string): string {
  return EVENT_TYPES.get(event.toUpperCase()) ?? event
}

/** Whether a headline takes a warning back: such messages often call themselves updates. */
export function takesBack(headline: string | null): boolean {
  if (headline === null || !/解除|取消/.test(headline)) return false
  return !/发布|升级|降级|变更|更新|继续|维持/.test(headline.replace(/发布(解除|取消)/g, '$1'))
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
])

/** Text for people: without the markup that offices put into it, on one line, at most `maxLength` characters. */
export function plainText(text: string, maxLength: number): string | null {
  const bare = text
    // Enough for what is shown; a page of markup is not gone through whole.
    .slice(0, 20_000)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => ENTITIES.get(name) ?? ' ')
    .replace(/[\s\0]+/g, ' ')
    .trim()
    .toWellFormed()
  const short = bare.length > maxLength ? `${bare.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…` : bare
  return textIn(short, maxLength)
}

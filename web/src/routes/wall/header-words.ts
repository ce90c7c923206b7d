import { m } from '#lib/paraglide/messages.js'
import { dayWord, spanWord, tinyDay, weekday } from '#lib/time.ts'

/** From 0, everything in full, to this: the day is left out. */
export const TERSEST = 4

/** The day, null where there is no room for it, and how old the data are, ever shorter. */
export function headerWords(terseness: number, nowMs: number, silenceMs: number): { day: string | null; age: string } {
  const span = m.time_ago({ span: spanWord(silenceMs) })
  const days = [dayWord(nowMs), dayWord(nowMs), `${tinyDay(nowMs)} ${weekday(nowMs)}`, tinyDay(nowMs)]
  return { day: days[terseness] ?? null, age: terseness === 0 ? m.wall_data_age({ span }) : span }
}

/** Of several people the first, and how many they are; null for nobody. */
export function firstOf(names: readonly string[]): string | null {
  const [first] = names
  if (first === undefined) return null
  return names.length === 1 ? first : m.wall_and_others({ name: first, n: names.length })
}

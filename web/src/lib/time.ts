import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'

/** The zone of nearly every township, until the server has told its own. */
let zone = 'Asia/Shanghai'

const language = () => (getLocale() === 'zh' ? 'zh-CN' : 'en-GB')
const formats = new Map<string, Intl.DateTimeFormat>()

/** The township's zone, an IANA name: every screen shows its time, wherever the screen stands. */
export function townshipZone(): string {
  return zone
}

/** Shows times in this zone from now on. */
export function showTimesIn(told: string): void {
  if (told === zone) return
  zone = told
  formats.clear()
}

function format(moment: string | number, options: Intl.DateTimeFormatOptions): string {
  const key = language() + JSON.stringify(options)
  const known = formats.get(key)
  const used = known ?? new Intl.DateTimeFormat(language(), { timeZone: zone, hourCycle: 'h23', ...options })
  if (known === undefined) formats.set(key, used)
  return used.format(new Date(moment))
}

/** 09:41:07, in the township. Takes ISO or epoch milliseconds, as all here do. */
export const clockTime = (moment: string | number): string =>
  format(moment, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** 09:41, in the township. */
export const shortTime = (moment: string | number): string => format(moment, { hour: '2-digit', minute: '2-digit' })

/** 11月23日 周一, Mon 23 November. */
export const dayWord = (moment: string | number): string =>
  withWeekday(format(moment, { month: 'long', day: 'numeric' }), moment)

/** 2026年11月23日 周一, Mon 23 November 2026: as a paper is dated. */
export const paperDay = (moment: string | number): string =>
  withWeekday(format(moment, { year: 'numeric', month: 'long', day: 'numeric' }), moment)

function withWeekday(day: string, moment: string | number): string {
  return getLocale() === 'zh' ? `${day} ${weekday(moment)}` : `${weekday(moment)} ${day}`
}

/** 11/23, 23/11: a day of this year where there is little room. */
export const tinyDay = (moment: string | number): string => format(moment, { month: 'numeric', day: 'numeric' })

/** 周一, Mon. */
export const weekday = (moment: string | number): string => format(moment, { weekday: 'short' })

/** 2026/11/23, 23/11/2026: a date that may lie in another year. */
export const shortDay = (moment: string | number): string =>
  format(moment, { year: 'numeric', month: 'numeric', day: 'numeric' })

/** 11月23日 09:41. */
export const dayTime = (moment: string | number): string =>
  `${format(moment, { month: 'long', day: 'numeric' })} ${shortTime(moment)}`

/** 11月23日 09:41:07. */
export const dayClock = (moment: string | number): string =>
  `${format(moment, { month: 'long', day: 'numeric' })} ${clockTime(moment)}`

/** A running time as a stopwatch shows it: 02:14, 1:02:14, 3天 02:14:00. Negative spans count as nothing. */
export function stopwatch(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  if (days > 0) return m.time_days_clock({ days, clock: `${two(hours)}:${rest}` })
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** A span in one rough unit: 2秒, 5分钟, 3小时, 2天. */
export function spanWord(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1000))
  if (seconds < 60) return m.time_seconds({ n: seconds })
  if (seconds < 3600) return m.time_minutes({ n: Math.floor(seconds / 60) })
  if (seconds < 86_400) return m.time_hours({ n: Math.floor(seconds / 3600) })
  return m.time_days({ n: Math.floor(seconds / 86_400) })
}

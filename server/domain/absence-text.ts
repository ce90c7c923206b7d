import type { Kind } from '#shared/kinds.ts'
import { dayAfter, dayIn, startOfDay } from '#shared/township-day.ts'
import { daysNamed, type NamedDay, resolvedDays, spokenNumber } from './spoken-days.ts'
import { plainText } from './plain-text.ts'

// 今天不在村，请王秀兰代 · 明天不在 · 3天不在 · 1月5日到1月8日不在村,张三代 · 回来了

/** What a short message says of somebody's absence; what it does not say clearly is left to people, with why. */
export type AbsenceText =
  | { what: 'away'; validFrom: Date; validUntil: Date; deputyName: string | null }
  | { what: 'back' }
  | { what: 'grave'; kind: Kind }
  | { what: 'unclear'; why: 'no-absence' | 'which-days' }

const AWAY = /不在|请假|外出|离村|出村|出门|出差|住院|休假|回不来|回不去/
const BACK = /回来|回村|返村|返回|在村了|到村|到家|到岗/
const NOT_BACK = /[没未不]有?能?(回|返|到)|[才再要会]回/
/** A message that may be a call for help is nobody's leave; the first that fits is what it is about. */
const GRAVE: readonly [Kind, RegExp][] = [
  ['fire', /着火|起火|失火|火灾/],
  ['smoke', /冒烟|浓烟/],
  ['gas', /漏气/],
  ['geohazard', /塌方|滑坡|泥石流/],
  ['flood', /洪水|发水/],
  ['sos', /救命|救人|求救/],
  ['accident', /倒塌|溺水|落水|爆炸|触电/],
]
const DEPUTY = [
  /(?:请|由|让|叫|找|委托|拜托|麻烦|托)(\p{Script=Han}[\p{Script=Han}·]{1,9}?)(?:同志)?来?(?:代|替|顶|帮|接|负责|值班|照看|照应)/u,
  /(?:^|,|村|天|日|号)(\p{Script=Han}[\p{Script=Han}·]{1,9}?)(?:同志)?来?(?:代|替我|顶)/u,
]
const LONGEST_DAYS = 62

/** Reads a message sent at `sentAt`, by the clock of the township. */
export function readAbsenceText(text: string, sentAt: Date, zone: string): AbsenceText {
  const plain = plainText(text)
  const [grave] = GRAVE.find(([, words]) => words.test(plain)) ?? []
  if (grave !== undefined) return { what: 'grave', kind: grave }
  const deputyName = deputyIn(plain)
  const isAway = AWAY.test(plain)
  if (!isAway && deputyName === null)
    return BACK.test(plain) && !NOT_BACK.test(plain) && daysNamed(plain).every(({ name }) => name === 'today')
      ? { what: 'back' }
      : { what: 'unclear', why: 'no-absence' }
  const today = dayIn(zone, sentAt)
  const days = daysOf(plain, today)
  if (days === null) return { what: 'unclear', why: 'which-days' }
  const validUntil = startOfDay(zone, dayAfter(days.last, 1))
  const begins = startOfDay(zone, days.first)
  const validFrom = begins > sentAt ? begins : sentAt
  const lengthDays = (Date.parse(days.last) - Date.parse(days.first)) / 86_400_000
  if (validUntil <= validFrom || lengthDays > LONGEST_DAYS) return { what: 'unclear', why: 'which-days' }
  return { what: 'away', validFrom, validUntil, deputyName }
}

function deputyIn(plain: string): string | null {
  for (const pattern of DEPUTY) {
    const [, name] = pattern.exec(plain) ?? []
    if (name !== undefined && !/不在|请假|外出|今天|明天|后天/.test(name)) return name
  }
  return null
}

/** The first and the last day that are meant; today where none is named. */
function daysOf(plain: string, today: string): { first: string; last: string } | null {
  const named = daysNamed(plain)
  const count = countOf(plain)
  if (count === 'unclear') return null
  const first: NamedDay[] = named.length === 0 || startsNow(plain, named) ? [{ name: 'today' }] : []
  const days = resolvedDays([...first, ...named], today)
  if (days === null) return null
  return count === null ? days : { first: days.first, last: dayAfter(days.first, count - 1) }
}

/** 到8号, 8号回来: from now on, until that day. */
function startsNow(plain: string, named: readonly NamedDay[]): boolean {
  if (named.length !== 1 || named[0]?.name === 'today') return false
  return new RegExp(`(?:^|[^\\d日号天])(?:到|至|-)${named[0]?.said}`).test(plain)
}

/** 3天, 三天, 一周, 两个星期: how many days, or that the number makes no sense. */
function countOf(plain: string): number | null | 'unclear' {
  const [, said, unit] =
    /([\d一二两三四五六七八九十半]+)个?(天|日(?=不|请|外|,|$)|周(?![一二三四五六日天末])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天]))/.exec(
      plain.replaceAll(/[今明]{2}两天/g, '').replaceAll(/\d+月\d+日/g, ''),
    ) ?? []
  if (said === undefined || unit === undefined || unit === '日') return null
  if (said === '半') return 1
  const number = spokenNumber(said)
  if (number === null || number < 1) return 'unclear'
  return unit === '天' ? number : number * 7
}

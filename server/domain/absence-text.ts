import type { Kind } from '#shared/kinds.ts'
import { dayAfter, dayIn, hourOf, startOfDay } from '#shared/township-day.ts'
import { type AbsenceWord, absenceWords } from './absence-words.ts'
import { withoutCases } from './case-words.ts'
import { graveKind } from './grave-words.ts'
import { plainText } from './plain-text.ts'
import { withoutSignature } from './signature.ts'
import { type NamedDay, resolvedDays } from './spoken-days.ts'

// 今天不在村，请王秀兰代 · 明天不在 · 3天不在 · 1月5日到1月8日不在村,张三代 · 回来了
// A message that is more than such words is about something else, and who is taken for absent is not called: it is left
// to people.

/** What a short message says of somebody's absence; what it does not say clearly is left to people, with why. */
export type AbsenceText =
  | { what: 'away'; validFrom: Date; validUntil: Date; deputyName: string | null }
  /** `cancels`: a leave that was asked for does not come to be. */
  | { what: 'back'; cancels?: true }
  | { what: 'grave'; kind: Kind }
  | { what: 'unclear'; why: 'no-absence' | 'which-days' }

type Days = { first: string; last: string }

const LONGEST_DAYS = 62
/** A night by the clock of the township; its end is on the next day. */
const NIGHT = { from: 18, until: 24 + 8 }
/** Before this hour nobody knows which night a message means by its own. */
const MORNING = 6
/** Whoever shouts or asks is not heard as leaving word for a case that may come. */
const SHOUTED = /[!！?？]|\p{Extended_Pictographic}/u

/** Reads a message sent at `sentAt`, by the clock of the township. */
export function readAbsenceText(text: string, sentAt: Date, zone: string): AbsenceText {
  const { words, signature } = withoutSignature(text)
  const read = readCalm(words, sentAt, zone)
  const grave = graveKind(text)
  if (grave === null) return read
  const plain = plainText(words)
  const isCase =
    graveKind(signature) === null &&
    !SHOUTED.test(text) &&
    graveKind(withoutCases(plain)) === null &&
    // Who is meant by 她 must have been said.
    !(/[找系知给][她他]/.test(plain) && (read.what !== 'away' || read.deputyName === null))
  return isCase && read.what === 'away' ? read : { what: 'grave', kind: grave }
}

/** What a message that calls for no help says. */
function readCalm(text: string, sentAt: Date, zone: string): AbsenceText {
  const today = dayIn(zone, sentAt)
  const words = /[?？]/.test(text) ? null : absenceWords(plainText(text), today)
  if (words === null) return { what: 'unclear', why: 'no-absence' }
  if (saysBack(words))
    return words.some(({ kind }) => kind === 'stayed') ? { what: 'back', cancels: true } : { what: 'back' }
  if (!saysAway(words)) return { what: 'unclear', why: 'no-absence' }
  const days = daysOf(words, today)
  const night = nightOf(words)
  const isLate = sentAt < hourOf(zone, today, MORNING)
  if (days === null || (night.isUntil && days.first !== days.last) || (night.isUntil && days.first === today && isLate))
    return { what: 'unclear', why: 'which-days' }
  const validUntil = night.isUntil ? hourOf(zone, days.last, NIGHT.until) : startOfDay(zone, dayAfter(days.last, 1))
  const begins = hourOf(zone, days.first, night.isFrom ? NIGHT.from : 0)
  const validFrom = begins > sentAt ? begins : sentAt
  if (validUntil <= validFrom || lengthOf(days) > LONGEST_DAYS) return { what: 'unclear', why: 'which-days' }
  const deputies = words.flatMap((word) => (word.kind === 'deputy' ? [word.name] : []))
  return { what: 'away', validFrom, validUntil, deputyName: deputies[0] ?? null }
}

/** Whether an absence begins with a night (今晚, 明天晚上), and whether it ends with one: no other end is said. */
function nightOf(words: readonly AbsenceWord[]): { isFrom: boolean; isUntil: boolean } {
  const has = (...kinds: AbsenceWord['kind'][]) => words.some(({ kind }) => kinds.includes(kind))
  const isNight = (at: number): boolean => {
    const [word, after] = [words[at], words[at + 1]]
    if (after?.kind === 'return' || after?.kind === 'back') return false
    return word?.kind === 'night' || (word?.kind === 'days' && word.isNight)
  }
  const nights = words.filter((_, at) => isNight(at))
  const otherDays = words.filter(
    (word, at) =>
      word.kind === 'days' && !word.isNight && words[at + 1]?.kind !== 'night' && words[at + 1]?.kind !== 'return',
  )
  const isEnded = has('until', 'return', 'count', 'open', 'long')
  return {
    isFrom: nights.length > 0 && (otherDays.length === 0 || isEnded) && !has('part', 'late-part'),
    isUntil: nights.length > 0 && !isEnded,
  }
}

function saysBack(words: readonly AbsenceWord[]): boolean {
  return (
    words.some(({ kind }) => kind === 'back' || kind === 'stayed') &&
    words.every(
      (word) =>
        word.kind === 'back' ||
        word.kind === 'stayed' ||
        word.kind === 'filler' ||
        (word.kind === 'days' && word.isToday),
    )
  )
}

/** 不在 says it by itself; 去镇上, 开会 only with a day or something else that makes it one's leave. */
function saysAway(words: readonly AbsenceWord[]): boolean {
  const has = (...kinds: AbsenceWord['kind'][]) => words.some(({ kind }) => kinds.includes(kind))
  const deputies = words.flatMap((word) => (word.kind === 'deputy' ? [word] : []))
  if (has('back', 'stayed') || new Set(deputies.map(({ name }) => name)).size > 1) return false
  if (has('away') || deputies.some(({ standsIn }) => standsIn === 'alone')) return true
  const isDated = has('days', 'count')
  if (has('place')) return isDated || has('reason', 'medical') || deputies.length > 0
  return (has('medical') && isDated) || (has('reason', 'medical') && deputies.length > 0)
}

/** The first and the last day that are meant; today where none is named. */
function daysOf(words: readonly AbsenceWord[], today: string): Days | null {
  const begins: NamedDay[][] = []
  const ends: NamedDay[][] = []
  const counts = new Set<number>()
  let isOpen = false
  for (const [at, word] of words.entries()) {
    const [before, after] = [words[at - 1]?.kind, words[at + 1]?.kind]
    if (word.kind === 'vague') return null
    if (word.kind === 'count') counts.add(word.days)
    if (word.kind === 'open') isOpen = true
    if (
      word.kind === 'return' &&
      before !== 'days' &&
      before !== 'count' &&
      before !== 'late-part' &&
      before !== 'night'
    )
      return null
    if (word.kind === 'days') (before === 'until' || after === 'return' ? ends : begins).push(word.days)
  }
  const [count, ...otherCounts] = counts
  const [end, ...otherEnds] = ends
  if (otherCounts.length > 0 || otherEnds.length > 0) return null
  const isEndless = words.some(({ kind }) => kind === 'long') && begins.length === 0
  if ((isOpen || isEndless) && count === undefined && end === undefined) return null
  const begun = begins.length === 0 ? { first: today, last: today } : together(begins, today)
  if (begun === null) return null
  if (end !== undefined) {
    const [begin, ...others] = begins
    if (others.length > 0 && begun.first !== begun.last) return null
    const days = resolvedDays([...(begin ?? [{ name: 'today' }]), ...end], today)
    return days !== null && count !== undefined && lengthOf(days) !== count ? null : days
  }
  if (count === undefined) return begun
  if (begins.length > 1 && lengthOf(begun) > 1 && lengthOf(begun) !== count) return null
  return { first: begun.first, last: dayAfter(begun.first, count - 1) }
}

/** Days named one by one, as one span; null where a day between them is not meant. */
function together(named: readonly NamedDay[][], today: string): Days | null {
  const days = new Set<string>()
  for (const each of named) {
    const resolved = resolvedDays(each, today)
    if (resolved === null || lengthOf(resolved) > LONGEST_DAYS) return null
    for (let day = resolved.first; day <= resolved.last; day = dayAfter(day, 1)) days.add(day)
  }
  const sorted = [...days].toSorted()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined || lengthOf({ first, last }) !== sorted.length) return null
  return { first, last }
}

function lengthOf({ first, last }: Days): number {
  return (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1
}

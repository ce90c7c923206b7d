import type { Kind } from '#shared/kinds.ts'
import { dayAfter, dayIn, startOfDay } from '#shared/township-day.ts'
import { type AbsenceWord, absenceWords } from './absence-words.ts'
import { graveKind } from './grave-words.ts'
import { plainText } from './plain-text.ts'
import { type NamedDay, resolvedDays } from './spoken-days.ts'

// 今天不在村，请王秀兰代 · 明天不在 · 3天不在 · 1月5日到1月8日不在村,张三代 · 回来了
// A message that is more than such words is about something else, and who is taken for absent is not called: it is left
// to people.

/** What a short message says of somebody's absence; what it does not say clearly is left to people, with why. */
export type AbsenceText =
  | { what: 'away'; validFrom: Date; validUntil: Date; deputyName: string | null }
  | { what: 'back' }
  | { what: 'grave'; kind: Kind }
  | { what: 'unclear'; why: 'no-absence' | 'which-days' }

type Days = { first: string; last: string }

const LONGEST_DAYS = 62

/** Reads a message sent at `sentAt`, by the clock of the township. */
export function readAbsenceText(text: string, sentAt: Date, zone: string): AbsenceText {
  const grave = graveKind(text)
  if (grave !== null) return { what: 'grave', kind: grave }
  const today = dayIn(zone, sentAt)
  const words = /[?？]/.test(text) ? null : absenceWords(plainText(text), today)
  if (words === null) return { what: 'unclear', why: 'no-absence' }
  if (saysBack(words)) return { what: 'back' }
  if (!saysAway(words)) return { what: 'unclear', why: 'no-absence' }
  const days = daysOf(words, today)
  if (days === null) return { what: 'unclear', why: 'which-days' }
  const validUntil = startOfDay(zone, dayAfter(days.last, 1))
  const begins = startOfDay(zone, days.first)
  const validFrom = begins > sentAt ? begins : sentAt
  if (validUntil <= validFrom || lengthOf(days) > LONGEST_DAYS) return { what: 'unclear', why: 'which-days' }
  const deputies = words.flatMap((word) => (word.kind === 'deputy' ? [word.name] : []))
  return { what: 'away', validFrom, validUntil, deputyName: deputies[0] ?? null }
}

function saysBack(words: readonly AbsenceWord[]): boolean {
  return (
    words.some(({ kind }) => kind === 'back') &&
    words.every((word) => word.kind === 'back' || word.kind === 'filler' || (word.kind === 'days' && word.isToday))
  )
}

/** 不在 says it by itself; 去镇上, 开会 only with a day or something else that makes it one's leave. */
function saysAway(words: readonly AbsenceWord[]): boolean {
  const has = (...kinds: AbsenceWord['kind'][]) => words.some(({ kind }) => kinds.includes(kind))
  const deputies = words.flatMap((word) => (word.kind === 'deputy' ? [word] : []))
  if (has('back') || new Set(deputies.map(({ name }) => name)).size > 1) return false
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
    if (word.kind === 'return' && before !== 'days' && before !== 'count' && before !== 'late-part') return null
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

import { m } from '#lib/paraglide/messages.js'
import type { DueStep, Incident } from '#shared/incident.ts'
import { clockTime, shortTime, spanWord } from '../time.ts'

/**
 * How long something has in words, to the second while it is minutes: 46秒, 3分20秒. Never as a stopwatch, for beside
 * times of day 03:20 would be one.
 */
export function leftWords(leftMs: number): string {
  const left = Math.ceil(leftMs / 1000)
  if (leftMs < 100_000) return m.time_seconds({ n: left })
  if (left >= 3600 || left % 60 === 0) return spanWord(left * 1000)
  return m.time_minutes_seconds({ minutes: Math.floor(left / 60), seconds: left % 60 })
}

/** From this on an end is said as a time of day. */
const LONG_MINUTES = 90

/** What is due beside the next call, in words; `names` is whom it is about. */
export function dueWords(
  { step, at }: Pick<DueStep, 'step' | 'at'>,
  names: string,
  { postponedUntil }: Pick<Incident, 'postponedUntil'>,
  nowMs: number,
): string {
  const leftMs = Date.parse(at) - nowMs
  const isOver = leftMs <= 0
  const span = leftWords(leftMs)
  switch (step) {
    case 'ring-officer':
    case 'ring-leader': {
      const who = step === 'ring-officer' ? m.next_officer() : m.next_leader()
      return isOver ? m.next_ringing({ who }) : m.next_ring_in({ span, who })
    }
    case 'arrival':
      return isOver ? m.next_arrival_over({ names }) : m.next_arrival_in({ names, span })
    case 'ask-check-in':
      if (isOver) return m.next_asking()
      return leftMs < 100_000 ? m.next_ask_in({ span }) : m.next_ask_at({ time: shortTime(at) })
    case 'check-in':
      return isOver ? m.next_check_in_over({ names }) : m.next_check_in({ names, span })
    case 'call-person':
      return m.next_person_missing({ names, time: clockTime(at) })
    case 'ring-round':
      return m.roll_call_next_round({ span: leftWords(Math.max(0, leftMs)) })
    case 'knocking':
      return m.roll_call_next_knock({ span: leftWords(Math.max(0, leftMs)) })
    case 'postponement-warning':
    case 'postponement-end':
      return endWords(postponedUntil ?? at, nowMs)
  }
}

/** When a postponement ends: what warns of it before is no news of its own. */
function endWords(until: string, nowMs: number): string {
  const leftMs = Date.parse(until) - nowMs
  if (leftMs <= 0) return m.next_postponed_over()
  if (leftMs < 100_000) return m.next_postponed_in({ span: leftWords(leftMs) })
  const minutes = Math.ceil(leftMs / 60_000)
  return minutes > LONG_MINUTES
    ? m.next_postponed_until({ time: shortTime(until) })
    : m.next_postponed_in({ span: m.time_minutes({ n: minutes }) })
}

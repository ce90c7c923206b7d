import { type Grade, GRADES } from '#shared/grade.ts'
import type { Queued } from './queue.ts'

/** What should be heard now: the loop of a grade, one short reminder, or nothing. `sinceMs` is when the cause began. */
export type Sound = { tone: Grade; sinceMs: number } | { tone: 'reminder'; round: number } | null

/** The duty room has pressed, but nobody goes: the loop comes back after this. */
const SILENCED_FOR_MS = 120_000
/** A vanished signal that nobody verified is recalled this often. */
const REMINDER_EVERY_MS = 300_000

/**
 * The sound of a queue, one for all that is in it, however much comes: the gravest loop there is, else a reminder of
 * what vanished and was never verified. While anything real is to be heard, drills are silent.
 */
export function soundOf(queue: readonly Queued[], nowMs: number): Sound {
  const real = queue.filter(({ incident }) => !incident.exercise)
  const drills = queue.filter(({ incident }) => incident.exercise)
  return loopOf(real, nowMs) ?? loopOf(drills, nowMs) ?? reminder(real, nowMs) ?? reminder(drills, nowMs)
}

function loopOf(queue: readonly Queued[], nowMs: number): Sound {
  let loop: { tone: Grade; sinceMs: number } | null = null
  for (const queued of queue) {
    const sinceMs = loudSince(queued, nowMs)
    if (sinceMs === null) continue
    if (loop === null || GRADES.indexOf(queued.grade) < GRADES.indexOf(loop.tone))
      loop = { tone: queued.grade, sinceMs }
    else if (queued.grade === loop.tone) loop = { tone: loop.tone, sinceMs: Math.min(loop.sinceMs, sinceMs) }
  }
  return loop
}

function loudSince({ incident, state }: Queued, nowMs: number): number | null {
  if (state === 'unanswered') return Date.parse(incident.openedAt)
  if (state !== 'answered-nobody-going' || incident.answered === null) return null
  const returnsAtMs = Date.parse(incident.answered.at) + SILENCED_FOR_MS
  return nowMs >= returnsAtMs ? returnsAtMs : null
}

function reminder(queue: readonly Queued[], nowMs: number): Sound {
  const clearedMs = queue
    .filter(({ state }) => state === 'cleared-unverified')
    .map(({ incident }) => Date.parse(incident.clearedAt ?? incident.lastEvidenceAt))
  if (clearedMs.length === 0) return null
  return { tone: 'reminder', round: Math.max(0, Math.floor((nowMs - Math.min(...clearedMs)) / REMINDER_EVERY_MS)) }
}

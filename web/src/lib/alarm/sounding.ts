import { type Grade, GRADES } from '#shared/grade.ts'
import type { Incident } from '#shared/incident.ts'
import { NEVER_RESTS, type Sound as PlanSound } from '#shared/plan.ts'
import { isPersonAlarm, type Queued } from './queue.ts'

/**
 * What should be heard now: the loop of somebody who does not answer, or of a grade, one short reminder, or nothing. `sinceMs`
 * is when the cause began.
 */
export type Sound = { tone: 'person' | Grade; sinceMs: number } | { tone: 'reminder'; round: number } | null

/** The duty room has pressed, but nobody goes: the loop comes back after this. */
const SILENCED_FOR_MS = 120_000
/** A vanished signal that nobody verified is recalled this often. */
const REMINDER_EVERY_MS = 300_000
/** What a plan lets sound once is not heard again by a screen that is opened later than this. */
const ONCE_MS = 60_000

/**
 * The sound of a queue, one for all that is in it, however much comes: of a person who does not answer, else the gravest
 * loop there is, else a reminder of what vanished and was never verified. While anything real is to be heard, or is urgent
 * and not over, drills are silent.
 */
export function soundOf(queue: readonly Queued[], nowMs: number): Sound {
  const real = queue.filter(({ incident }) => !incident.exercise)
  const drills = isRealUrgent(queue) ? [] : queue.filter(({ incident }) => incident.exercise)
  return (
    personLoop(real) ??
    loopOf(real, nowMs) ??
    once(real, nowMs) ??
    personLoop(drills) ??
    loopOf(drills, nowMs) ??
    once(drills, nowMs) ??
    reminder(real, nowMs) ??
    reminder(drills, nowMs)
  )
}

/** Somebody who went there does not answer: heard until 接警, whatever the plan says of the sound. */
function personLoop(queue: readonly Queued[]): Sound {
  const sinceMs = queue
    .filter(isPersonAlarm)
    .flatMap(({ incident }) =>
      incident.alerts.flatMap(({ silentAt }) => (silentAt == null ? [] : [Date.parse(silentAt)])),
    )
  return sinceMs.length === 0 ? null : { tone: 'person', sinceMs: Math.min(...sinceMs) }
}

/** Whether something real and urgent is not over: a drill gives way to it, whoever has taken notice of it. */
export function isRealUrgent(queue: readonly Queued[]): boolean {
  return queue.some(({ incident, grade }) => !incident.exercise && grade === 'urgent')
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
  if (soundBy(incident) !== 'loop') return null
  if (state === 'unanswered') return Date.parse(incident.openedAt)
  if (state !== 'answered-nobody-going' || incident.answered === null) return null
  const returnsAtMs = Date.parse(incident.answered.at) + SILENCED_FOR_MS
  return nowMs >= returnsAtMs ? returnsAtMs : null
}

/** One short tone for each of those that the plan lets sound once, or a permit covers, when it comes. */
function once(queue: readonly Queued[], nowMs: number): Sound {
  const openedMs = queue
    .filter(({ incident, state }) => state === 'covered' || (state === 'unanswered' && soundBy(incident) === 'once'))
    .map(({ incident }) => Date.parse(incident.openedAt))
    .filter((atMs) => nowMs - atMs < ONCE_MS)
  return openedMs.length === 0 ? null : { tone: 'reminder', round: Math.max(...openedMs) }
}

/** How an incident sounds by its plan; what never waits is heard until somebody answers, whatever that says. One from a server of before sounds as everything did then. */
function soundBy({ kind, sound }: Pick<Incident, 'kind'> & Partial<Pick<Incident, 'sound'>>): PlanSound {
  return NEVER_RESTS.includes(kind) ? 'loop' : (sound ?? 'loop')
}

function reminder(queue: readonly Queued[], nowMs: number): Sound {
  const clearedMs = queue
    .filter(({ incident, state }) => state === 'cleared-unverified' && soundBy(incident) === 'loop')
    .map(({ incident }) => Date.parse(incident.clearedAt ?? incident.lastEvidenceAt))
  if (clearedMs.length === 0) return null
  return { tone: 'reminder', round: Math.max(0, Math.floor((nowMs - Math.min(...clearedMs)) / REMINDER_EVERY_MS)) }
}

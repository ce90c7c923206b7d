import { isSettled } from './fire-phase.ts'
import { CLOCKS, HANDLINGS } from './handlings.ts'
import type { Clock, Handling, Incident } from './incident.ts'
import { isReported } from './reported.ts'
import type { PlanClocks } from './plan.ts'

// The clocks of an incident at a moment, from what is written down of it: the same on every screen and in the server.

export const CLOCK_STATES = ['running', 'met', 'stopped', 'missed'] as const
export type ClockState = (typeof CLOCK_STATES)[number]

/** Blue: there is time; yellow: a quarter of it is left; red: it is over, also where what was due came later. */
export const CLOCK_COLOURS = ['blue', 'yellow', 'red'] as const
export type ClockColour = (typeof CLOCK_COLOURS)[number]

/** One clock as it stands. Times ISO. */
export type ShownClock = {
  clock: Clock
  startedAt: string
  dueAt: string
  state: ClockState
  colour: ClockColour
  /** Until it is due, whole; below nothing, how long it is or was overdue. Null where nobody knows when it was met. */
  remainingSeconds: number | null
}

type Timed = Pick<
  Incident,
  | 'alerts'
  | 'briefs'
  | 'clocks'
  | 'closedAt'
  | 'extensions'
  | 'handling'
  | 'kind'
  | 'mergedInto'
  | 'outcome'
  | 'severity'
  | 'timing'
>

const SECONDS: Readonly<Record<Clock, keyof PlanClocks>> = {
  arrive: 'arriveSeconds',
  handle: 'handleSeconds',
  close: 'closeSeconds',
  report: 'reportSeconds',
  'follow-up': 'followUpSeconds',
  final: 'finalSeconds',
}

/** It is yellow when a quarter is left, but at least five minutes and at most an hour. */
const LEAST_YELLOW_SECONDS = 300
const MOST_YELLOW_SECONDS = 3600

/**
 * The clocks of an incident at a moment (epoch milliseconds), in the order of the plan. They begin with the first call, those
 * of later reports with the report before, and the last with its end; a clock of which its plan says nothing is not there.
 */
export function clocksOf(incident: Timed, nowMs: number): ShownClock[] {
  if (incident.mergedInto !== null) return []
  return CLOCKS.flatMap((clock) => {
    const seconds = incident.clocks[SECONDS[clock]]
    const run = seconds == null ? null : runOf(incident, clock)
    return run === null || seconds == null ? [] : [shownClock(incident, clock, run, seconds, nowMs)]
  })
}

/** What matters first: what is overdue, the longest first, then what will be soonest; what stands still or is met, not at all. */
export function mostUrgentClock(clocks: readonly ShownClock[]): ShownClock | null {
  const open = clocks.filter(({ state }) => state === 'running' || state === 'missed')
  return open.toSorted((a, b) => (a.remainingSeconds ?? 0) - (b.remainingSeconds ?? 0))[0] ?? null
}

/** Since when a clock runs, and when what it is for was done: null, not yet; `unknown`, some time. */
type Run = { startedAt: string; reachedAt: string | 'unknown' | null }

function runOf(incident: Timed, clock: Clock): Run | null {
  const { briefs, closedAt } = incident
  const startedAt = firstCallOf(incident)
  if (startedAt === null) return null
  if (clock === 'arrive' || clock === 'handle' || clock === 'close')
    return { startedAt, reachedAt: reachedOf(incident, clock) }
  if (!isReported(incident)) return null
  const isSince = (at: string) => incident.timing.since === null || at >= incident.timing.since
  const told = briefs
    .flatMap(({ stage, told: times }) => times.map(({ at }) => ({ stage, at })))
    .filter(({ at }) => isSince(at))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const [first] = told
  const endedAt = endOf(incident)
  const finalAt = told.find(({ stage }) => stage === 'final')?.at ?? null
  switch (clock) {
    case 'report':
      // Of what turned out to be nothing before anybody had told of it nobody has to tell.
      if (first === undefined && isSettled(incident.outcome)) return null
      return { startedAt, reachedAt: first?.at ?? null }
    case 'follow-up': {
      const last = told.at(-1)
      return last === undefined || endedAt !== null || finalAt !== null ? null : { startedAt: last.at, reachedAt: null }
    }
    case 'final':
      if (first === undefined && isSettled(incident.outcome)) return null
      return endedAt === null
        ? null
        : { startedAt: endedAt === 'unknown' ? (closedAt ?? startedAt) : endedAt, reachedAt: finalAt }
  }
}

/** When somebody was called first, since it was reopened if it was. */
function firstCallOf({ alerts, timing: { since } }: Timed): string | null {
  const sent = alerts.map(({ sentAt }) => sentAt).filter((at) => since === null || at >= since)
  return sent.reduce<string | null>((first, at) => (first === null || at < first ? at : first), null)
}

const STEPS: Readonly<Record<'arrive' | 'handle' | 'close', Handling>> = {
  arrive: 'on-scene',
  handle: 'handled',
  close: 'closed',
}

function reachedOf({ timing, handling, closedAt }: Timed, clock: 'arrive' | 'handle' | 'close'): Run['reachedAt'] {
  const mark = timing.reached.find((one) => one.clock === clock)
  if (mark !== undefined) return mark.at
  // Of what was done before such marks were kept only the closing is known to the second.
  if (clock === 'close' && closedAt !== null) return closedAt
  return HANDLINGS.indexOf(handling) >= HANDLINGS.indexOf(STEPS[clock]) ? 'unknown' : null
}

/** When it was over: handled, or found to be nothing. */
function endOf(incident: Timed): Run['reachedAt'] {
  const handled = reachedOf(incident, 'handle')
  return handled ?? incident.closedAt
}

function shownClock({ extensions }: Timed, clock: Clock, run: Run, seconds: number, nowMs: number): ShownClock {
  const { startedAt, reachedAt } = run
  const startedMs = Date.parse(startedAt)
  const extension = extensions.find((one) => one.clock === clock)
  const stopMs = extension === undefined ? 0 : Math.max(Date.parse(extension.at), startedMs)
  const goMs = extension === undefined ? 0 : Date.parse(extension.until)
  const reachedMs = reachedAt === null || reachedAt === 'unknown' ? null : Date.parse(reachedAt)
  // What had been done before a clock was stopped had no more time for it.
  const stoodMs = reachedMs !== null && reachedMs <= stopMs ? 0 : Math.max(0, goMs - stopMs)
  const dueMs = startedMs + (seconds + (extension?.stoodSeconds ?? 0)) * 1000 + stoodMs
  const yellow = Math.min(MOST_YELLOW_SECONDS, Math.max(LEAST_YELLOW_SECONDS, seconds / 4))
  const shown = { clock, startedAt, dueAt: new Date(dueMs).toISOString() }
  if (reachedAt === 'unknown') return { ...shown, state: 'met', colour: 'blue', remainingSeconds: null }
  const atMs = reachedMs ?? nowMs
  const isStill = extension !== undefined && stopMs <= atMs && atMs < goMs
  // While it stands still what was left stays left.
  const left = Math.round((isStill ? dueMs - goMs : dueMs - atMs) / 1000)
  if (reachedMs !== null) return { ...shown, state: 'met', colour: left < 0 ? 'red' : 'blue', remainingSeconds: left }
  const colour = left < 0 ? 'red' : left <= yellow ? 'yellow' : 'blue'
  return { ...shown, state: isStill ? 'stopped' : left < 0 ? 'missed' : 'running', colour, remainingSeconds: left }
}

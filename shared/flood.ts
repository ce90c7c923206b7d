import { goingCount } from './alarm-state.ts'
import type { Incident } from './incident.ts'
import { isSettled } from './fire-phase.ts'
import type { Kind } from './kinds.ts'
import { SEVERITIES } from './severities.ts'

// More alarms than a person can read one by one (EEMUA 191, ISA-18.2: more than ten in ten minutes): they are shown in
// groups, and every one of them stays within two taps.

export const FLOOD_WINDOW_MS = 600_000
/** More new calls than this within the window are a flood. */
const FLOOD_ABOVE = 10
/** A flood is over when no more than this are new within the window: between the two the view stays as it is. */
const CALM_AT = 5

/** Kinds that never stand behind a count while nobody goes. */
const NEVER_HIDDEN: readonly Kind[] = ['fire', 'sos']

/** One call as the judge reads it. `atMs` is when it came; `waits` whether an answer to it is still waited for here. */
export type FloodCall = { incident: Incident; atMs: number; waits: boolean }

/**
 * Calls of one kind in one village, drills apart from what is real; what waits for an answer first, then the graver,
 * then the newer. `shown` is a fire or a call for help that nobody has answered: it stands in full beside the group.
 */
export type FloodGroup<Call extends FloodCall> = {
  key: string
  kind: Kind
  /** The village that holds most of the place; null outside every village. */
  villageId: string | null
  exercise: boolean
  calls: Call[]
  gravest: Call
  newest: Call
  waiting: number
  shown: Call | null
}

/** How many of these moments (epoch milliseconds) lie within the last ten minutes; a clock that runs ahead counts as now. */
export function newWithin(moments: readonly number[], nowMs: number): number {
  return moments.filter((atMs) => atMs > nowMs - FLOOD_WINDOW_MS).length
}

/** Whether it is a flood now, given whether it was one a moment ago. */
export function isFlood(moments: readonly number[], nowMs: number, wasFlood: boolean): boolean {
  return newWithin(moments, nowMs) > (wasFlood ? CALM_AT : FLOOD_ABOVE)
}

/** Whether this is a fire or a call for help that nobody has answered: it is never behind a count alone. */
export function mustShow({ kind, alerts, closedAt, handling, outcome }: Incident): boolean {
  if (!NEVER_HIDDEN.includes(kind) || closedAt !== null || isSettled(outcome)) return false
  return goingCount({ alerts }) === 0 && handling !== 'handled' && handling !== 'checked'
}

/** Every call in exactly one group; the groups with what waits first, then the graver, then the fuller. */
export function groupCalls<Call extends FloodCall>(calls: Iterable<Call>): FloodGroup<Call>[] {
  const byKey = new Map<string, [Call, ...Call[]]>()
  for (const call of calls) {
    const key = keyOf(call.incident)
    const group = byKey.get(key)
    if (group === undefined) byKey.set(key, [call])
    else group.push(call)
  }
  return [...byKey].map(([key, group]) => grouped(key, group)).sort(worseGroupFirst)
}

function grouped<Call extends FloodCall>(key: string, calls: [Call, ...Call[]]): FloodGroup<Call> {
  const [first] = calls
  const sorted = calls.toSorted(worseFirst)
  const gravest = calls.reduce((worst, call) => (isGraver(call, worst) ? call : worst), first)
  const newest = calls.reduce((last, call) => (call.atMs > last.atMs ? call : last), first)
  return {
    key,
    kind: first.incident.kind,
    villageId: villageOf(first.incident),
    exercise: first.incident.exercise,
    calls: sorted,
    gravest,
    newest,
    waiting: calls.filter(({ waits }) => waits).length,
    shown: sorted.filter(({ incident }) => mustShow(incident)).toSorted(graverFirst)[0] ?? null,
  }
}

function keyOf(incident: Incident): string {
  return `${incident.exercise ? 'drill' : 'real'} ${incident.kind} ${villageOf(incident) ?? ''}`
}

function villageOf({ areas }: Incident): string | null {
  const villages = areas.filter(({ level }) => level === 'village').toSorted((a, b) => b.share - a.share)
  return villages[0]?.areaId ?? null
}

const rankOf = ({ incident }: FloodCall) => SEVERITIES.indexOf(incident.severity)

function graverFirst(a: FloodCall, b: FloodCall): number {
  return rankOf(a) - rankOf(b)
}

function isGraver(a: FloodCall, b: FloodCall): boolean {
  return rankOf(a) < rankOf(b) || (rankOf(a) === rankOf(b) && a.waits && !b.waits)
}

function worseFirst(a: FloodCall, b: FloodCall): number {
  return (
    Number(b.waits) - Number(a.waits) ||
    graverFirst(a, b) ||
    b.atMs - a.atMs ||
    (a.incident.id < b.incident.id ? -1 : 1)
  )
}

/** Real before a drill, what waits before what does not, then by the gravest, the number that waits, and the name. */
function worseGroupFirst(a: FloodGroup<FloodCall>, b: FloodGroup<FloodCall>): number {
  return (
    Number(a.exercise) - Number(b.exercise) ||
    Number(b.shown !== null) - Number(a.shown !== null) ||
    Number(b.waiting > 0) - Number(a.waiting > 0) ||
    graverFirst(a.gravest, b.gravest) ||
    b.waiting - a.waiting ||
    (a.key < b.key ? -1 : 1)
  )
}

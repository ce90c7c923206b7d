import type { Incident, Outcome } from './incident.ts'

// Apart from the schemas, for phones load it without the library of those.

/** How far a fire is from being over, in order: 明火扑灭, 清理, 看守火场, 撤离. */
export const FIRE_PHASES = ['fire-out', 'mop-up', 'fire-watch', 'withdraw'] as const
export type FirePhase = (typeof FIRE_PHASES)[number]

const SETTLED: readonly Outcome[] = ['false-alarm', 'approved-burning', 'illegal-burning-stopped', 'duplicate']

/** Whether nobody more needs to come. */
export function isSettled(outcome: Outcome | null): boolean {
  return outcome !== null && SETTLED.includes(outcome)
}

/** Whether a fire has yet to be left: one that was real, and is not watched to its end. It is not closed before. */
export function isStillBurning({
  kind,
  outcome,
  firePhase,
}: Pick<Incident, 'kind' | 'outcome' | 'firePhase'>): boolean {
  return kind === 'fire' && !isSettled(outcome) && firePhase !== 'withdraw'
}

/** The phases of a fire that are still to come. */
export function phasesAfter(phase: FirePhase | null): FirePhase[] {
  return FIRE_PHASES.slice(phase === null ? 0 : FIRE_PHASES.indexOf(phase) + 1)
}

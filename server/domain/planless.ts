import type { Coverage } from '#shared/coverage.ts'
import { KINDS, SEVERITIES } from '#shared/kinds.ts'
import { type ArrangedVersions, holdsAt } from './arrangement.ts'
import { planOf } from './plan-of.ts'

/** Kinds of which some severity has no plan at some moment of a stretch of time, with when; what is the same goes on. */
export function planlessIn({ plans }: ArrangedVersions, from: Date, until: Date): Coverage['withoutPlan'] {
  const ends = plans.flatMap(({ validFrom, validUntil }) => [validFrom, validUntil])
  const inside = ends.flatMap((end) => (end !== null && end > from && end < until ? end.getTime() : []))
  const turns = [from.getTime(), ...[...new Set(inside)].toSorted((a, b) => a - b)]
  return KINDS.flatMap((kind) => {
    const found: Coverage['withoutPlan'] = []
    for (const [n, ms] of turns.entries()) {
      const there = plans.filter((plan) => holdsAt(plan, new Date(ms)))
      const severities = SEVERITIES.filter((severity) => planOf(there, kind, severity) === null)
      const next = turns[n + 1]
      const ending = next === undefined ? null : new Date(next).toISOString()
      const [begins, before] = [new Date(ms).toISOString(), found.at(-1)]
      if (severities.length === 0) continue
      if (before !== undefined && before.until === begins && before.severities.join() === severities.join())
        before.until = ending
      else found.push({ kind, severities, from: begins, until: ending })
    }
    return found
  })
}

import type { Kind, Severity } from '#shared/kinds.ts'
import type { Plan } from '#shared/plan.ts'

/**
 * The plan for a kind at a severity, null for none: one that names the severity goes before one for all of them, then one
 * for fewer kinds, so that a plan of one's own goes before those that every installation begins with; then by id.
 */
export function planOf<P extends Ranked>(plans: readonly P[], kind: Kind, severity: Severity): P | null {
  let best: P | null = null
  for (const plan of plans) {
    if (!plan.kinds.includes(kind) || plan.severities?.includes(severity) === false) continue
    if (best === null || goesBefore(plan, best)) best = plan
  }
  return best
}

type Ranked = Pick<Plan, 'id' | 'kinds' | 'severities'>

function goesBefore(a: Ranked, b: Ranked): boolean {
  if ((a.severities === null) !== (b.severities === null)) return a.severities !== null
  return a.kinds.length === b.kinds.length ? a.id < b.id : a.kinds.length < b.kinds.length
}

import type { Kind, Severity } from '#shared/kinds.ts'
import type { Plan } from '#shared/plan.ts'

/** The plan for a kind at a severity: one that names the severity goes before one for all of them, ties by id; null for none. */
export function planOf<P extends Pick<Plan, 'id' | 'kinds' | 'severities'>>(
  plans: readonly P[],
  kind: Kind,
  severity: Severity,
): P | null {
  let best: P | null = null
  for (const plan of plans) {
    if (!plan.kinds.includes(kind) || plan.severities?.includes(severity) === false) continue
    if (best === null || goesBefore(plan, best)) best = plan
  }
  return best
}

function goesBefore(a: Pick<Plan, 'id' | 'severities'>, b: Pick<Plan, 'id' | 'severities'>): boolean {
  const [named, other] = [a.severities !== null, b.severities !== null]
  return named === other ? a.id < b.id : named
}

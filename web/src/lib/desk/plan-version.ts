import type { ArrangedVersion } from '#shared/arranged-version.ts'
import { type Plan, PLAN_DEFAULTS } from '#shared/plan.ts'

/** A version of a plan as a plan: the versions of `/api/plans/:id/versions` carry the fields of one. */
export function planIn({ fields }: ArrangedVersion): Plan {
  // The contract says what the fields of this noun are.
  return { ...PLAN_DEFAULTS, ...fields } as Plan
}

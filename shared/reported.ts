import { CONFIDENTIAL_KINDS } from './confidential.ts'
import type { Kind, Severity } from './kinds.ts'

// Apart from the schemas, for phones load it without the library of those.

/** What is reported to the county as a matter of course. */
export const REPORTED_KINDS: readonly Kind[] = ['fire', 'flood', 'geohazard', 'missing-person', 'accident', 'epidemic']

const GRAVE_ACCIDENT: readonly Severity[] = ['extreme', 'severe']
const REPORTED_WHEN_REAL: readonly Kind[] = ['smoke', 'heat']

/**
 * Whether the county has to hear of it: fires, floods, slopes, missing people, epidemics and grave accidents; smoke and heat
 * once somebody has seen that they are real; and whatever people have begun a report about. Never private affairs.
 */
export function isReported({
  kind,
  severity,
  outcome,
  briefs,
}: {
  kind: Kind
  severity: Severity
  outcome: string | null
  briefs: readonly unknown[]
}): boolean {
  if (CONFIDENTIAL_KINDS.includes(kind)) return false
  if (briefs.length > 0) return true
  if (kind === 'accident') return GRAVE_ACCIDENT.includes(severity)
  return REPORTED_KINDS.includes(kind) || (outcome === 'real' && REPORTED_WHEN_REAL.includes(kind))
}

import type { Incident } from '#shared/incident.ts'

/** A smoke alarm somewhere that nobody has answered yet, opened `at` (ISO), but for what `change` says. */
export function anIncident(id: string, at: string, change: Partial<Incident> = {}): Incident {
  return {
    id,
    kind: 'smoke',
    severity: 'severe',
    condition: 'active',
    handling: 'reported',
    outcome: null,
    place: { type: 'unknown' },
    fix: null,
    areas: [],
    near: null,
    startedAt: at,
    openedAt: at,
    lastEvidenceAt: at,
    clearedAt: null,
    closedAt: null,
    observationCount: 1,
    deviceIds: [],
    reporterIds: [],
    confidence: null,
    certainty: 0.5,
    exercise: false,
    mergedInto: null,
    mergedIds: [],
    answered: null,
    postponedUntil: null,
    respondersNeeded: 1,
    planId: null,
    chain: [],
    alerts: [],
    next: null,
    verification: null,
    ...change,
  }
}

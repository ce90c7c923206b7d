import type { Incident } from '#shared/incident.ts'
import { dueSteps } from './due-steps.ts'
import type { IncidentRecord } from './facts.ts'

/** An incident as every screen gets it: without what only decisions need, and with what is due when. */
export function wireIncident(incident: IncidentRecord): Incident {
  const {
    activeKeys: _a,
    areaIds: _b,
    planVersionId: _c,
    tierWaitsSeconds: _d,
    tiersAtOnce: _h,
    remindSeconds: _i,
    handledBy: _e,
    clues: _f,
    apartFrom: _g,
    ...wire
  } = incident
  return { ...wire, due: dueSteps(incident) }
}

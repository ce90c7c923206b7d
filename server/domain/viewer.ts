import { CONFIDENTIAL_KINDS, type Kind } from '#shared/kinds.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'

/** Whom a thing concerns: `areaIds` null concerns everybody; `personIds` see it whatever their areas. */
export type Scope = { areaIds: readonly string[] | null; personIds: readonly string[]; kind?: Kind | null }

/** Whether the viewer has any of the roles. */
export function hasRole(viewer: Viewer, ...roles: Role[]): boolean {
  return viewer.roles.some((role) => roles.includes(role))
}

/** The one rule of who sees what: people concerned always; others by area; private affairs never on a wall. */
export function maySee(viewer: Viewer, scope: Scope): boolean {
  if (scope.personIds.includes(viewer.personId)) return true
  const isConfidential = scope.kind != null && CONFIDENTIAL_KINDS.includes(scope.kind)
  if (isConfidential && !hasRole(viewer, 'admin', 'duty', 'leader')) return false
  if (scope.areaIds === null || viewer.areaIds === null) return true
  return viewer.areaIds.some((areaId) => scope.areaIds?.includes(areaId))
}

/** Whom an incident concerns. One outside every area concerns those who see everything, and those called. */
export function scopeOf(incident: {
  areaIds: string[]
  alerts: { personId: string }[]
  reporterIds: string[]
  kind: Kind
}): Scope {
  const { areaIds, alerts, reporterIds, kind } = incident
  return { areaIds, personIds: [...alerts.map(({ personId }) => personId), ...reporterIds], kind }
}

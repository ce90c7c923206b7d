import { CONFIDENTIAL_KINDS, type Kind } from '#shared/kinds.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'

/** Whom a thing concerns: `areaIds` null concerns everybody; `personIds` see it whatever their areas. */
export type Scope = { areaIds: readonly string[] | null; personIds: readonly string[]; kind?: Kind | null }

/** Whether the viewer has any of the roles. */
export function hasRole(viewer: Viewer, ...roles: Role[]): boolean {
  return viewer.roles.some((role) => roles.includes(role))
}

/** Who may read what could not be read, and see the pictures that came with it. */
export const READS_QUARANTINE: readonly Role[] = ['admin', 'duty', 'reviewer']

/** Roles that see all of the installation, whatever their duties. */
const SEES_ALL: readonly Role[] = ['admin', 'duty', 'reviewer', 'wall']

/** A person as a viewer, with the duties they hold in this arrangement and all the ground below those. */
export function viewerIn(
  arrangement: Pick<Arrangement, 'areaList' | 'lineage' | 'responsibilities'>,
  person: Pick<Viewer, 'personId' | 'name' | 'roles'>,
): Viewer {
  const duties = arrangement.responsibilities
    .filter(({ personId }) => personId === person.personId)
    .map(({ duty, areaId }) => ({ duty, areaId }))
  if (person.roles.some((role) => SEES_ALL.includes(role))) return { ...person, duties, areaIds: null }
  const held = new Set(duties.map(({ areaId }) => areaId))
  const ground = arrangement.areaList.filter(({ id }) => arrangement.lineage(id).some((above) => held.has(above.id)))
  return { ...person, duties, areaIds: ground.map(({ id }) => id) }
}

/** The one rule of who sees what: people concerned always; others by area; private affairs never on a wall. */
export function maySee(viewer: Viewer, scope: Scope): boolean {
  if (scope.personIds.includes(viewer.personId)) return true
  const isConfidential = scope.kind != null && CONFIDENTIAL_KINDS.includes(scope.kind)
  if (isConfidential && !hasRole(viewer, 'admin', 'duty', 'leader')) return false
  if (scope.areaIds === null || viewer.areaIds === null) return true
  return viewer.areaIds.some((areaId) => scope.areaIds?.includes(areaId))
}

/** Who is told where the people are who go to an incident: the duty room, and whoever goes there too. Nobody else. */
export function maySeePositions(viewer: Viewer, goingIds: readonly string[]): boolean {
  if (hasRole(viewer, 'duty') || viewer.duties.some(({ duty }) => duty === 'duty-room')) return true
  return goingIds.includes(viewer.personId)
}

/** Whom an incident concerns. One outside every area concerns those who see everything, and those called. */
export function scopeOf(incident: {
  areaIds: string[]
  alerts: { personId: string }[]
  informed: { personId: string; at: string | null }[]
  reporterIds: string[]
  kind: Kind
}): Scope {
  const { areaIds, alerts, informed, reporterIds, kind } = incident
  const toldIds = informed.flatMap(({ personId, at }) => (at === null ? [] : [personId]))
  const personIds = new Set([...alerts.map(({ personId }) => personId), ...toldIds, ...reporterIds])
  return { areaIds, personIds: [...personIds], kind }
}

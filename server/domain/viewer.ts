import { hash } from 'node:crypto'
import { CONFIDENTIAL_KINDS, type Kind } from '#shared/kinds.ts'
import { onlyLooks, type Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'

/** Whom a thing concerns: `areaIds` null concerns everybody; `personIds` see it whatever their areas. */
export type Scope = {
  areaIds: readonly string[] | null
  personIds: readonly string[]
  kind?: Kind | null
  /** Who keeps out of it (回避). */
  recusedIds?: readonly string[]
}

/** Whether the viewer has any of the roles. */
export function hasRole(viewer: Viewer, ...roles: Role[]): boolean {
  return viewer.roles.some((role) => roles.includes(role))
}

/** Whether the viewer has any of the roles of their own, and not only for the length of a shift. */
export function hasOwnRole({ roles, lentRoles = [] }: Viewer, ...wanted: Role[]): boolean {
  return roles.some((role) => wanted.includes(role) && !lentRoles.includes(role))
}

/** A wall and nothing else: whoever may also act is a person. */
export function isWall(roles: readonly Role[]): boolean {
  return roles.length === 1 && roles[0] === 'wall'
}

/** Who may read what could not be read, and see the pictures that came with it. */
export const READS_QUARANTINE: readonly Role[] = ['admin', 'duty', 'reviewer']

/**
 * Stands for all that decides what a viewer sees: where it differs, what was seen before cannot be carried on from. It
 * also changes by the clock alone, when a shift, a duty or an absence begins or ends.
 */
export function sightOf({ personId, roles, duties, areaIds }: Omit<Viewer, 'name'>): string {
  const held = duties.map(({ duty, areaId }) => `${duty} ${areaId}`).toSorted()
  return hash('sha256', JSON.stringify([personId, roles.toSorted(), held, areaIds?.toSorted() ?? null])).slice(0, 16)
}

type Arranged = Pick<Arrangement, 'areaList' | 'lineage' | 'responsibilities' | 'absences' | 'shifts' | 'people'>

/**
 * A person as a viewer, with the duties they hold in this arrangement and all the ground below those. Whoever sits in a
 * duty room now, or stands in for somebody who is away, has that as well while it lasts, and with a duty room what the
 * role `duty` may do there. Whoever only looks has the ground given to them and no other, whatever was written down.
 */
export function viewerIn(arrangement: Arranged, person: Pick<Viewer, 'personId' | 'name' | 'roles'>): Viewer {
  const standingIn = onlyLooks(person.roles) ? [] : stoodInFor(arrangement, person.personId)
  const holders = onlyLooks(person.roles) ? [] : [person.personId, ...standingIn]
  const duties = holders.flatMap((id) => [...dutiesOf(arrangement, id), ...shiftsOf(arrangement, id)])
  const given = [person.personId, ...standingIn].flatMap((id) => roleGround(arrangement, id, person.roles))
  const distinct = [...new Map(duties.map((duty) => [`${duty.duty} ${duty.areaId}`, duty])).values()]
  const who = withLent(person, distinct)
  if (seesAll(arrangement, person)) return { ...who, duties: distinct, areaIds: null }
  const held = new Set([...distinct.map(({ areaId }) => areaId), ...given])
  const ground = arrangement.areaList.filter(({ id }) => arrangement.lineage(id).some((above) => held.has(above.id)))
  return { ...who, duties: distinct, areaIds: ground.map(({ id }) => id) }
}

/** A screen on a wall sits nowhere, whatever the roster says. */
function withLent(
  person: Pick<Viewer, 'personId' | 'name' | 'roles'>,
  duties: Viewer['duties'],
): Omit<Viewer, 'duties' | 'areaIds'> {
  const sits = duties.some(({ duty }) => duty === 'duty-room')
  if (!sits || person.roles.includes('duty') || person.roles.includes('wall')) return person
  return { ...person, roles: [...person.roles, 'duty'], lentRoles: ['duty'] }
}

/** The same person as a viewer in this arrangement, with the roles they have in it; null where it knows them no more. */
export function viewerAnew(arrangement: Arranged, { personId, name }: Viewer): Viewer | null {
  const person = arrangement.people.get(personId)
  return person === undefined ? null : viewerIn(arrangement, { personId, name, roles: person.roles })
}

/**
 * Whether a role brings all of the installation: to whom no ground was given, and in a duty room who holds none, where
 * there is but one: of several, whoever sits in one by shifts alone has that one, while they last.
 */
function seesAll(arrangement: Arranged, { personId, roles }: Pick<Viewer, 'personId' | 'roles'>): boolean {
  if (roles.includes('admin')) return true
  if ((arrangement.people.get(personId)?.areaIds ?? null) !== null) return false
  if (roles.includes('reviewer') || roles.includes('wall')) return true
  const townships = arrangement.areaList.filter(({ level }) => level === 'township')
  const isOfOne = dutiesOf(arrangement, personId).some(({ duty }) => duty === 'duty-room')
  return roles.includes('duty') && !isOfOne && townships.length <= 1
}

/** The ground that goes with the roles `duty`, `reviewer` and `wall`, of a person or of whoever they stand in for. */
function roleGround({ people }: Arranged, personId: string, roles: readonly Role[]): readonly string[] {
  const isGiven = roles.some((role) => role === 'duty' || role === 'reviewer' || role === 'wall')
  return isGiven ? (people.get(personId)?.areaIds ?? []) : []
}

function dutiesOf({ responsibilities }: Arranged, personId: string): Viewer['duties'] {
  return responsibilities
    .filter((responsibility) => responsibility.personId === personId)
    .map(({ duty, areaId }) => ({ duty, areaId }))
}

function shiftsOf({ shifts }: Arranged, personId: string): Viewer['duties'] {
  return shifts
    .filter((shift) => shift.personId === personId)
    .map(({ areaId }) => ({ duty: 'duty-room' as const, areaId }))
}

/** Everybody absent whom this person stands in for, also by way of a deputy who is away as well. */
export function stoodInFor({ absences }: Pick<Arranged, 'absences'>, personId: string): string[] {
  const found = new Set<string>()
  for (let deputies = [personId]; deputies.length > 0;) {
    const absent = [...absences.values()].filter(
      ({ deputyId, personId: away }) => deputyId !== null && deputies.includes(deputyId) && !found.has(away),
    )
    deputies = absent.map((absence) => absence.personId).filter((id) => id !== personId)
    for (const id of deputies) found.add(id)
  }
  return [...found]
}

const grounds = new WeakMap<Viewer, ReadonlySet<string>>()

/** Whether any of these areas is of the viewer's ground. */
export function touchesGround(viewer: Viewer, areaIds: readonly string[]): boolean {
  if (viewer.areaIds === null) return true
  const ground = grounds.get(viewer) ?? new Set(viewer.areaIds)
  grounds.set(viewer, ground)
  return areaIds.some((areaId) => ground.has(areaId))
}

/**
 * The one rule of who sees what: people concerned always; others by area; private affairs only who must act on them, and
 * never a wall, though it had been called.
 */
export function maySee(viewer: Viewer, { areaIds, personIds, kind, recusedIds = [] }: Scope): boolean {
  if (isConfidential(kind) && hasRole(viewer, 'wall') && onlyLooks(viewer.roles)) return false
  if (isConfidential(kind) && recusedIds.includes(viewer.personId)) return isDutyRoomOf(viewer, areaIds ?? [])
  if (personIds.includes(viewer.personId)) return true
  if (isConfidential(kind)) return answersInConfidence(viewer, areaIds ?? [])
  if (areaIds === null || viewer.areaIds === null) return true
  // What lies outside every area is nobody's in particular: every duty room answers for it.
  return areaIds.length === 0 ? isDutyRoom(viewer) : touchesGround(viewer, areaIds)
}

/** Whether a kind concerns a household's private affairs. */
export function isConfidential(kind: Kind | null | undefined): boolean {
  return kind != null && CONFIDENTIAL_KINDS.includes(kind)
}

function isDutyRoom(viewer: Viewer): boolean {
  return hasRole(viewer, 'duty') || viewer.duties.some(({ duty }) => duty === 'duty-room')
}

/** Whether the viewer is the duty room of a place, by the areas it touches and all above them. */
export function isDutyRoomOf(viewer: Viewer, areaIds: readonly string[]): boolean {
  if (areaIds.length === 0) return isDutyRoom(viewer)
  if (viewer.duties.some(({ duty, areaId }) => duty === 'duty-room' && areaIds.includes(areaId))) return true
  return hasOwnRole(viewer, 'duty') && touchesGround(viewer, areaIds)
}

/** The duty room of the place, and the leaders who answer for it: nobody else hears of private affairs unless concerned. */
function answersInConfidence(viewer: Viewer, areaIds: readonly string[]): boolean {
  if (hasRole(viewer, 'wall')) return false
  if (isDutyRoomOf(viewer, areaIds)) return true
  return hasRole(viewer, 'leader') && viewer.duties.some(({ areaId }) => areaIds.includes(areaId))
}

/** An incident as far as it decides who may see it. */
export type Concerning = {
  areaIds: string[]
  alerts: { personId: string }[]
  informed: { personId: string; at: string | null }[]
  reporterIds: string[]
  kind: Kind
  recusedIds?: readonly string[]
}

/**
 * Whether somebody who may see an incident may know its place exactly: private affairs only who is called to them or
 * reported them, and the duty room where it sends help to the sick.
 */
export function mayKnowPlace(viewer: Viewer, incident: Concerning): boolean {
  const { areaIds, personIds, kind } = scopeOf(incident)
  if (!isConfidential(kind) || personIds.includes(viewer.personId)) return true
  return kind === 'medical' && isDutyRoomOf(viewer, areaIds ?? [])
}

/**
 * Whether somebody may know who is missing: name, clothes and photo are for those called or told, whoever reported it, and
 * the duty room that leads the search.
 */
export function mayKnowMissing(viewer: Viewer, incident: Concerning): boolean {
  if (hasRole(viewer, 'wall')) return false
  const { areaIds, personIds } = scopeOf(incident)
  return personIds.includes(viewer.personId) || isDutyRoomOf(viewer, areaIds ?? [])
}

/** Whether somebody may know that a place of these areas has to do with a kind, by no incident that concerns them. */
export function mayKnowKind(viewer: Viewer, kind: Kind | null, areaIds: string[]): boolean {
  return kind === null || mayKnowPlace(viewer, { areaIds, alerts: [], informed: [], reporterIds: [], kind })
}

/** Who is told where the people are who go to an incident: its duty room, and whoever goes there too. Nobody else. */
export function maySeePositions(viewer: Viewer, incident: Concerning, goingIds: readonly string[]): boolean {
  if (goingIds.includes(viewer.personId)) return true
  // The duty room's own screen says no more than the desk beside it.
  const isRoom =
    isDutyRoomOf(viewer, incident.areaIds) || (isWall(viewer.roles) && touchesGround(viewer, incident.areaIds))
  return isRoom && mayKnowPlace(viewer, incident)
}

/** Whom an incident concerns. One outside every area concerns those who see everything, the duty rooms, and those called or told. */
export function scopeOf(incident: Concerning): Scope {
  const { areaIds, alerts, informed, reporterIds, kind, recusedIds = [] } = incident
  const toldIds = informed.flatMap(({ personId, at }) => (at === null ? [] : [personId]))
  const personIds = new Set([...alerts.map(({ personId }) => personId), ...toldIds, ...reporterIds])
  return { areaIds, personIds: [...personIds].filter((id) => !recusedIds.includes(id)), kind, recusedIds }
}

import type { Action } from '#shared/action.ts'
import { TREE_LEVELS } from '#shared/area.ts'
import type { Device } from '#shared/device.ts'
import type { Place } from '#shared/geo.ts'
import type { Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import type { Search } from '#shared/search.ts'
import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'
import { sheetFor } from './household-word.ts'
import { isIndoor } from './indoor.ts'
import { type Concerning, hasRole, mayKnowMissing, mayKnowPlace } from './viewer.ts'

// How what somebody may see is shown to them: of private affairs the ground alone, on a wall no picture of a home.

type Ground = Pick<Arrangement, 'areas' | 'lineage'>
/** What is shown by an incident does not depend on what is due of it. */
type Known = Omit<Incident, 'due'>

/** An incident in the form in which it goes to a viewer: a place they may not know exactly is the smallest area it touches. */
export function shownTo<One extends Known>(viewer: Viewer, incident: One, arrangement: Ground): One {
  const concerned = concerning(incident, arrangement)
  const told = readsBriefs(viewer) ? incident : withoutWords(incident)
  const known = mayKnowPlace(viewer, concerned) ? told : coarse(told, arrangement)
  const isMissingKnown = known.search === null || mayKnowMissing(viewer, concerned)
  const shown = isMissingKnown ? known : { ...known, search: known.search && nobody(known.search) }
  // Whoever typed it in may have named somebody. One sent by a server of before has no such thing.
  const isOnWall = hasRole(viewer, 'wall') && (shown.rollCall ?? null) !== null
  return isOnWall ? { ...shown, rollCall: shown.rollCall && { ...shown.rollCall, text: null } } : shown
}

/** A search without who it is for. */
function nobody(search: Search): Search {
  return { ...search, name: null, lastSeen: null, clothes: null, photoId: null }
}

/** Whether what people write and photograph of an incident may tell a viewer who is missing that they may not know. */
function isPrivateSearch(viewer: Viewer, incident: Known | null, arrangement: Ground): boolean {
  return incident !== null && incident.search !== null && !mayKnowMissing(viewer, concerning(incident, arrangement))
}

/** Whose business it is what the county is told: not a wall's, nor everybody's phone. */
export function readsBriefs(viewer: Viewer): boolean {
  return hasRole(viewer, 'admin', 'duty', 'leader', 'cadre', 'reviewer')
}

/** That there are reports, and when they were told, is no secret: the clocks go by it. */
function withoutWords<One extends Known>(incident: One): One {
  const briefs = incident.briefs.map((brief) => {
    const told = brief.told.map((one) => ({ ...one, recipient: '' }))
    return { ...brief, text: '', written: '', facts: null, renewed: null, told }
  })
  return briefs.length === 0 ? incident : { ...incident, briefs }
}

/** Evidence in the form in which it goes to a viewer, by the incident it is shown for; null: it belongs to none. */
export function shownObservation(
  viewer: Viewer,
  observation: Observation,
  incident: Known | null,
  arrangement: Ground & Pick<Arrangement, 'devices'>,
): Observation {
  const isExact = incident === null || mayKnowPlace(viewer, concerning(incident, arrangement))
  const told = isExact
    ? isPrivateSearch(viewer, incident, arrangement) && observation.personId !== viewer.personId
      ? { ...observation, description: null, mediaIds: observation.personId === null ? observation.mediaIds : [] }
      : observation
    : { ...observation, deviceId: null, values: {}, place: observation.place && coarsePlace(incident, arrangement) }
  if (!hasRole(viewer, 'wall')) return told
  const device = told.deviceId === null ? undefined : arrangement.devices.get(told.deviceId)
  const isOpen = device !== undefined && !isIndoor(device)
  return isOpen ? { ...told, mediaIds: [] } : { ...told, mediaIds: [], ...(told.media && { media: [] }) }
}

/**
 * Whether what somebody looks for by its area may be found: a place that they know but coarsely lies, for them, in the areas
 * of the tree alone. Else a search would tell which layer beside the tree it touches.
 */
export function isFoundIn(viewer: Viewer, incident: Known, areaId: string, arrangement: Ground): boolean {
  if (mayKnowPlace(viewer, concerning(incident, arrangement))) return true
  const { areas } = coarse(incident, arrangement)
  return areas.some((area) => arrangement.lineage(area.areaId).some(({ id }) => id === areaId))
}

/**
 * What people did, as it goes to a viewer: a wall names no photo of theirs, nobody who may not know it who is missing, and of
 * which household something was said only those who answer for it.
 */
export function shownActions(viewer: Viewer, all: Action[], incident: Known, arrangement: Arrangement): Action[] {
  const actions = withoutOthersHouseholds(viewer, all, incident, arrangement)
  const told = readsBriefs(viewer) ? actions : actions.map(withoutReport)
  if (isPrivateSearch(viewer, incident, arrangement))
    return told.map((action) => ({ ...action, note: null, mediaIds: [] }))
  return hasRole(viewer, 'wall') ? told.map((action) => ({ ...action, mediaIds: [] })) : told
}

function withoutOthersHouseholds(viewer: Viewer, actions: Action[], incident: Known, arrangement: Arrangement) {
  if (!actions.some(({ action }) => action === 'household')) return actions
  const sheet = hasRole(viewer, 'wall') ? [] : sheetFor(viewer, incident, arrangement)
  const own = new Set<unknown>(sheet.map(({ id }) => id))
  return actions.map((action) =>
    action.action !== 'household' || own.has(action.detail['householdId'])
      ? action
      : { ...action, note: null, mediaIds: [], detail: withoutHousehold(action.detail) },
  )
}

function withoutHousehold(detail: Action['detail']): Action['detail'] {
  const { householdId: _household, householdState: _state, people: _people, ...others } = detail
  return others
}

function withoutReport(action: Action): Action {
  const { text: _text, written: _written, recipient: _recipient, ...detail } = action.detail
  return { ...action, detail }
}

/** The devices that bear witness to an incident, as far as the viewer may know of them: they tell its place. */
export function witnessesOf(viewer: Viewer, incident: Known, arrangement: Arrangement): Device[] {
  const { deviceIds } = shownTo(viewer, incident, arrangement)
  return deviceIds.flatMap((id) => arrangement.devices.get(id) ?? [])
}

/** Everybody whom an incident names: whoever may see it may know their names. */
export function namedBy(incident: Known): string[] {
  const { alerts, chain, informed, reporterIds, answered, verification, postponement, extensions } = incident
  const { ticks, search, settlement, recusedIds, services, briefs } = incident
  const ids = [
    postponement?.personId ?? null,
    ...extensions.map(({ approvedBy }) => approvedBy),
    ...services.map(({ personId }) => personId),
    ...briefs.flatMap(({ draftedBy, issuedBy, witnessId, told }) => [
      draftedBy,
      issuedBy,
      witnessId,
      ...told.map(({ personId }) => personId),
    ]),
    ...alerts.map(({ personId }) => personId),
    ...chain.flatMap(({ personId, inPlaceOf }) => [personId, inPlaceOf]),
    ...informed.map(({ personId }) => personId),
    ...reporterIds,
    answered?.personId ?? null,
    verification?.personId ?? null,
    ...ticks.map(({ personId }) => personId),
    ...(search?.sectors ?? []).map(({ personId }) => personId),
    settlement?.personId ?? null,
    ...recusedIds,
  ]
  return [...new Set(ids.filter((id) => id !== null))]
}

function concerning(incident: Known, { lineage }: Ground): Concerning {
  return { ...incident, areaIds: incident.areas.flatMap(({ areaId }) => lineage(areaId).map(({ id }) => id)) }
}

function coarse<One extends Known>(incident: One, arrangement: Ground): One {
  // The layers beside the tree, the shares and the witnesses would tell more than the area.
  const areas = incident.areas
    .filter(({ level }) => TREE_LEVELS.some((tree) => tree === level))
    .map((area) => ({ ...area, share: 1 }))
  const isOfTree = (areaId: string | null) =>
    areaId !== null && TREE_LEVELS.some((tree) => tree === arrangement.areas.byId(areaId)?.level)
  // A duty held for a layer would tell that the place lies in it.
  const onTree = <T extends { areaId: string | null }>(one: T): T =>
    isOfTree(one.areaId) ? one : { ...one, areaId: null }
  const called = {
    chain: incident.chain.map(onTree),
    alerts: incident.alerts.map(onTree),
    informed: incident.informed.map(onTree),
  }
  const place = coarsePlace(incident, arrangement)
  // A report tells the place in words.
  const { briefs } = withoutWords(incident)
  return { ...incident, ...called, briefs, place, areas, near: null, fix: null, deviceIds: [] }
}

/** The smallest area of the tree that a place touches; unknown outside all of them. */
function coarsePlace({ areas }: Pick<Incident, 'areas'>, { areas: index }: Ground): Place {
  for (const level of TREE_LEVELS)
    for (const touched of areas) {
      const area = touched.level === level ? index.byId(touched.areaId) : null
      if (area !== null) return { type: 'polygon', geometry: area.geometry }
    }
  return { type: 'unknown' }
}

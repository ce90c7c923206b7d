import type { ActionBody } from '#shared/action.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Search, SearchSector } from '#shared/search.ts'
import type { Refusal } from './act.ts'
import type { Arrangement } from './arrangement.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { areaSectorId, proposedSectors, UNSEARCHED } from './search-sectors.ts'

// The search for a missing person. Who it is stands in the incident alone and never in the log, for the log cannot forget.

type Ground = Pick<Arrangement, 'areaList' | 'placeNames'>

/** The search that begins with an incident: around where the first report says; null for everything but a missing person. */
export function searchBegun(
  { kind, place, startedAt }: Pick<IncidentRecord, 'kind' | 'place' | 'startedAt'>,
  ground: Ground,
): Search | null {
  if (kind !== 'missing-person') return null
  const lastSeenLocation = place.type === 'point' || place.type === 'ellipse' ? place.location : null
  const sectors = lastSeenLocation === null ? [] : proposedSectors(lastSeenLocation, ground)
  return { ...NOTHING_SAID, lastSeenAt: startedAt, lastSeenLocation, sectors }
}

const NOTHING_SAID: Search = {
  name: null,
  lastSeenAt: null,
  lastSeen: null,
  lastSeenLocation: null,
  clothes: null,
  photoId: null,
  sectors: [],
}

/** An incident with what somebody says of the missing person; what they leave out stays. */
export function described(incident: IncidentRecord, { search: said }: ActionBody): IncidentRecord {
  const given = Object.entries(said ?? {}).filter(([, value]) => value !== undefined)
  const lastSeenAt = said?.lastSeenAt == null ? {} : { lastSeenAt: new Date(said.lastSeenAt).toISOString() }
  return {
    ...incident,
    search: { ...(incident.search ?? NOTHING_SAID), ...blankAsNull(Object.fromEntries(given)), ...lastSeenAt },
  }
}

function blankAsNull(said: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, value === '' ? null : value]))
}

/**
 * An incident with the ground around where somebody was last seen: where that has changed, what nobody has searched and
 * nobody added by hand gives way to what is near now.
 */
export function searchedAround(
  before: Pick<IncidentRecord, 'search'>,
  incident: IncidentRecord,
  ground: Ground,
): IncidentRecord {
  const { search } = incident
  const known = before.search?.lastSeenLocation ?? null
  const now = search?.lastSeenLocation ?? null
  if (search === null || now === null || isSame(known, now)) return incident
  const former = new Set(known === null ? [] : proposedSectors(known, ground).map(({ id }) => id))
  const kept = search.sectors.filter(({ id, searchedAt }) => searchedAt !== null || !former.has(id))
  const more = proposedSectors(now, ground).filter(({ id }) => !kept.some((sector) => sector.id === id))
  return { ...incident, search: { ...search, sectors: [...more, ...kept] } }
}

function isSame(a: LngLat | null, b: LngLat): boolean {
  return a !== null && a[0] === b[0] && a[1] === b[1]
}

/** An incident with a piece of ground searched, or not; by whom and when it was searched last is what stands, every time is in the log. */
export function sectorSaid(
  incident: IncidentRecord,
  body: ActionBody,
  personId: string,
  { now }: Making,
): IncidentRecord {
  const search = incident.search ?? NOTHING_SAID
  const id = sectorIdOf(body)
  const state = body.isSearched === false ? UNSEARCHED : { searchedAt: searchedAt(incident, body, now), personId }
  const known = search.sectors.some((sector) => sector.id === id)
  const added: SearchSector = { id, name: body.name ?? id, areaId: body.areaId ?? null, location: null, ...state }
  const sectors = known
    ? search.sectors.map((sector) => (sector.id === id ? { ...sector, ...state } : sector))
    : [...search.sectors, added]
  return { ...incident, search: { ...search, sectors } }
}

/** What is said of a piece of ground, with the name that an area has. */
export function namedSector<Body extends ActionBody>(body: Body, { areas }: Pick<Arrangement, 'areas'>): Body {
  if (body.action !== 'sector' || body.areaId == null) return body
  return { ...body, name: body.name ?? areas.byId(body.areaId)?.name ?? null }
}

/** A new piece is known by its area, or else by the action that adds it. */
function sectorIdOf({ id, sectorId, areaId }: ActionBody): string {
  return sectorId ?? (areaId == null ? id : areaSectorId(areaId))
}

function searchedAt({ openedAt }: IncidentRecord, { at }: ActionBody, now: Date): string {
  const latest = now.toISOString()
  const said = at == null ? latest : new Date(at).toISOString()
  return said < openedAt || said > latest ? latest : said
}

/** Why this cannot be said of a search; null where nothing speaks against it, or it is about no search. */
export function searchFault({ kind, search }: IncidentRecord, body: ActionBody): Refusal | null {
  if (body.action !== 'describe' && body.action !== 'sector') return null
  if (kind !== 'missing-person' && search === null)
    return { ok: false, reason: 'contradiction', state: kind, allowed: ['note'] }
  if (body.action === 'describe') return null
  const wrong = (field: string, message: string): Refusal => ({ ok: false, reason: 'invalid', field, message })
  if (body.sectorId != null)
    return search?.sectors.some(({ id }) => id === body.sectorId) === true
      ? null
      : wrong('sectorId', `there is no sector ${body.sectorId}`)
  return body.areaId == null && body.name == null ? wrong('name', 'a new sector needs a name or an areaId') : null
}

/** What the log says of a search: which piece, or what was described, and never who is missing or what they wear. */
export function saidOfSearch({ search }: IncidentRecord, body: ActionBody): Record<string, unknown> {
  if (body.action === 'describe') {
    const said = Object.entries(body.search ?? {}).filter(([, value]) => value !== undefined)
    return { said: said.map(([name]) => name) }
  }
  if (body.action !== 'sector') return {}
  const sectorId = sectorIdOf(body)
  const name = search?.sectors.find(({ id }) => id === sectorId)?.name ?? body.name ?? sectorId
  return { sectorId, name, isSearched: body.isSearched !== false }
}

/** An incident whose search is over: its photo is named no more. The files are taken away after the commit that says so. */
export function searchEnded(incident: IncidentRecord): IncidentRecord {
  return incident.search === null ? incident : { ...incident, search: { ...incident.search, photoId: null } }
}

/** The incidents, with those that became them, whose search is over: what turned out to be another goes on there. */
export function searchesEnded(incidents: readonly IncidentRecord[]): string[] {
  return incidents
    .filter(({ closedAt, mergedInto, search }) => closedAt !== null && mergedInto === null && search !== null)
    .flatMap(({ id, mergedIds }) => [id, ...mergedIds])
}

/** Two searches for one person: what the first does not say the second does, and what was searched in either is. */
export function joinedSearch(into: Search | null, from: Search | null): Search | null {
  if (into === null || from === null) return into ?? from
  const said = Object.fromEntries(Object.entries(from).filter(([, value]) => value !== null))
  const ofInto = Object.fromEntries(Object.entries(into).filter(([, value]) => value !== null))
  const sectors = into.sectors.map((sector) =>
    later(
      sector,
      from.sectors.find(({ id }) => id === sector.id),
    ),
  )
  const more = from.sectors.filter(({ id }) => !sectors.some((sector) => sector.id === id))
  return { ...NOTHING_SAID, ...said, ...ofInto, sectors: [...sectors, ...more] }
}

function later(sector: SearchSector, other: SearchSector | undefined): SearchSector {
  return (other?.searchedAt ?? '') > (sector.searchedAt ?? '') && other !== undefined ? other : sector
}

import { ALARM_STATES } from '#shared/alarm-state.ts'
import type { Area } from '#shared/area.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Incident } from '#shared/incident.ts'
import { KINDS } from '#shared/kinds.ts'
import type { ListFilter } from './list.ts'

/** What the desk shows, as its address says it: which incident, which of all, and where on the map. */
export type DeskView = { incidentId: string | null; filter: ListFilter; at: LngLat | null }

/** Nothing is left out. */
export const EVERYTHING: ListFilter = { state: null, kind: null, areaId: null, personId: null }

/** Reads an address; what is not understood in it is as if it were not there. */
export function viewIn(asked: Pick<URLSearchParams, 'get'>): DeskView {
  const [lng = NaN, lat = NaN] = (asked.get('at') ?? '').split(',').map(Number)
  return {
    incidentId: asked.get('incident') || null,
    filter: {
      state: ALARM_STATES.find((one) => one === asked.get('state')) ?? null,
      kind: KINDS.find((one) => one === asked.get('kind')) ?? null,
      areaId: asked.get('area') || null,
      personId: asked.get('person') || null,
    },
    at: Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? [lng, lat] : null,
  }
}

/** The address of a view; the opposite of `viewIn`. */
export function addressOf({ incidentId, filter, at }: DeskView): string {
  const said = {
    incident: incidentId,
    state: filter.state,
    kind: filter.kind,
    area: filter.areaId,
    person: filter.personId,
    at: at?.join() ?? null,
  }
  const asked = new URLSearchParams(Object.entries(said).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  return `/?${asked.toString()}`.replace(/\?$/, '')
}

export const isNarrowed = (filter: ListFilter): boolean => Object.values(filter).some((value) => value !== null)

/** An area and all that lies in it, by the tree. */
export function withinArea(areaId: string, areas: ReadonlyMap<string, Pick<Area, 'parentId'>>): ReadonlySet<string> {
  const within = new Set([areaId])
  for (const id of areas.keys()) {
    const above: string[] = []
    for (let at: string | null = id; at !== null && !above.includes(at); at = areas.get(at)?.parentId ?? null) {
      above.push(at)
      if (!within.has(at)) continue
      for (const one of above) within.add(one)
      break
    }
  }
  return within
}

/** Whom an incident concerns at the desk: whoever was called for it or stands in its chain. */
export function personsIn({ alerts, chain }: Pick<Incident, 'alerts' | 'chain'>): Set<string> {
  return new Set([...alerts.map(({ personId }) => personId), ...chain.flatMap(({ personId }) => personId ?? [])])
}

import { m } from '#lib/paraglide/messages.js'
import type { Near } from '#shared/area.ts'
import type { Incident } from '#shared/incident.ts'
import type { AreaCard } from '../live/state.ts'
import { areaNames } from '#shared/area-names.ts'
import { type Wind, spokenDistance, windOf } from '#shared/compass.ts'

const winds: Record<Wind, () => string> = {
  n: m.direction_n,
  ne: m.direction_ne,
  e: m.direction_e,
  se: m.direction_se,
  s: m.direction_s,
  sw: m.direction_sw,
  w: m.direction_w,
  nw: m.direction_nw,
}

const pointing: Record<Wind, () => string> = {
  ...winds,
  n: m.phone_north,
  e: m.phone_east,
  s: m.phone_south,
  w: m.phone_west,
}

/** The wind a bearing points to, in words: 东, 东南. */
export function directionWord(bearingDegrees: number): string {
  return pointing[windOf(bearingDegrees)]().toLowerCase()
}

/** How far off somebody is from the place: 在现场东北方向300米. */
export function awayWords({ distanceMetres, bearingDegrees }: Omit<Near, 'name'>): string {
  if (distanceMetres < 50) return m.responders_there()
  const { unit, n } = spokenDistance(distanceMetres)
  const distance = unit === 'metres' ? m.place_metres({ n }) : m.place_kilometres({ n })
  return m.responders_away({ direction: directionWord(bearingDegrees), distance })
}

/** Where a place lies from a name people use: 南沟东北300米. Nearer than 50 m it is simply there. */
export function nearWords(near: Near): string {
  if (near.distanceMetres < 50) return m.place_at({ name: near.name })
  const { unit, n } = spokenDistance(near.distanceMetres)
  const distance = unit === 'metres' ? m.place_metres({ n }) : m.place_kilometres({ n })
  return m.place_near({ name: near.name, direction: winds[windOf(near.bearingDegrees)](), distance })
}

/** The place of an incident in words, for a card: its ground, and how to find it from there. */
export function placeWords(
  incident: Pick<Incident, 'areas' | 'near' | 'place'> & Partial<Pick<Incident, 'rollCall'>>,
  areas: ReadonlyMap<string, AreaCard>,
): { ground: string; near: string | null } {
  const names = areaNames(incident, areas)
  const nowhere = incident.place.type === 'unknown' ? m.place_unknown() : m.place_outside()
  return {
    ground: names.length > 0 ? names.join(' ') : nowhere,
    near: incident.near === null ? null : nearWords(incident.near),
  }
}

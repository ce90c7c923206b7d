import type { Area } from './area.ts'
import type { Incident } from './incident.ts'

/** What of an area its name is told by. */
type NamedArea = Pick<Area, 'id' | 'level' | 'name' | 'parentId'>

/** A zone, forest block or hazard zone is named only where this much of the place lies in it: a sector grazes many. */
const MOSTLY = 0.5
/** More areas than these nobody takes in, on a screen or by telephone. */
const MOST_NAMED = 4

/**
 * The names of the ground an incident lies on, largest first (village, grid, zone), then forest block or hazard zone.
 * Of the many areas a wide sector touches, each lies in the one named before it. Of a roll call those over which it is called.
 */
export function areaNames(
  incident: Pick<Incident, 'areas'> & Partial<Pick<Incident, 'rollCall'>>,
  areas: ReadonlyMap<string, NamedArea>,
): string[] {
  const named = incident.rollCall?.areaIds ?? []
  if (named.length > 0) {
    const names = named.map((areaId) => groundName(areaId, areas))
    return names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), '…'] : names
  }
  const touched = incident.areas
    .filter(({ level, share }) => share >= MOSTLY || level === 'village' || level === 'grid')
    .flatMap(({ areaId }) => areas.get(areaId) ?? [])
  const chain: NamedArea[] = []
  for (const level of ['village', 'grid', 'zone'] as const) {
    const parent = chain.at(-1)
    const next = touched.find((area) => area.level === level && (parent === undefined || area.parentId === parent.id))
    if (next !== undefined) chain.push(next)
  }
  const special = (['forest-block', 'hazard-zone'] as const).flatMap(
    (level) => touched.find((area) => area.level === level) ?? [],
  )
  return [...chain, ...special].map(({ name }, at) => withoutParent(name, chain.slice(0, at)))
}

/** What an area is called where nothing else says where it lies: 土岭底村 第二网格, largest first, from the village down. */
export function groundName(areaId: string, areas: ReadonlyMap<string, NamedArea>): string {
  const line: NamedArea[] = []
  for (let area = areas.get(areaId); area !== undefined && !line.includes(area);) {
    line.unshift(area)
    area = area.parentId === null ? undefined : areas.get(area.parentId)
  }
  const told = line.filter(({ level }, at) => level !== 'township' || at === line.length - 1)
  return told.map(({ name }, at) => withoutParent(name, told.slice(0, at))).join(' ') || areaId
}

/** 土岭底村第二网格 under 土岭底村 is 第二网格. */
function withoutParent(name: string, parents: readonly NamedArea[]): string {
  const parent = parents.findLast((candidate) => name.startsWith(candidate.name) && name.length > candidate.name.length)
  return parent === undefined ? name : name.slice(parent.name.length).trim()
}

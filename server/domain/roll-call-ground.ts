import type { HouseholdCounts, HouseholdState } from '#shared/roll-call.ts'
import { HOUSEHOLD_STATES } from '#shared/roll-counts.ts'
import { TREE_LEVELS } from '#shared/area.ts'
import type { Arrangement } from './arrangement.ts'
import { areaIdsAt } from './ground.ts'

// The ground of a roll call: areas that are meant whole, and the households on them.

/** Ground beside the tree belongs to what most of it lies in; less of it than this does not count. */
const BESIDE_SHARE = 0.2

/**
 * Some areas with all that lies in them, the named first: of the tree all below, with the forest and the hazard zones there;
 * of a hazard zone the ground of the tree that it covers.
 */
export function wholeGround(named: readonly string[], { areaList, areas, lineage }: Arrangement): string[] {
  const isTree = (areaId: string) => TREE_LEVELS.some((level) => level === areas.byId(areaId)?.level)
  const within = areaList.filter(({ id }) => lineage(id).some((above) => named.includes(above.id))).map(({ id }) => id)
  const ground = new Set([...named.filter((id) => areas.byId(id) !== null), ...within])
  const inTree = new Set([...ground].filter(isTree))
  for (const { id, geometry } of areaList.filter((area) => !isTree(area.id))) {
    const touched = areas.touched({ type: 'polygon', geometry }).filter(({ areaId }) => isTree(areaId))
    if (named.includes(id)) for (const { areaId } of smallestOf(touched, areas)) ground.add(areaId)
    else if (touched.some(({ areaId, share }) => inTree.has(areaId) && share >= BESIDE_SHARE)) ground.add(id)
  }
  return [...ground]
}

/** Of a hazard zone the zones of households in it; a township is not meant whole because one lies in it. */
function smallestOf<One extends { areaId: string }>(touched: readonly One[], areas: Arrangement['areas']): One[] {
  for (const level of TREE_LEVELS) {
    const found = touched.filter(({ areaId }) => areas.byId(areaId)?.level === level)
    if (found.length > 0) return found
  }
  return []
}

/** A household with all the areas in which it stands. */
export type Addressed = {
  id: string
  versionId: string
  location: Arrangement['households'][number]['location']
  areaIds: string[]
}

/** The households on the named ground: of a hazard zone those inside it. */
export function householdsOf(named: readonly string[], arrangement: Arrangement): Addressed[] {
  return arrangement.households.flatMap(({ id, versionId, location }) => {
    const areaIds = areaIdsAt(arrangement, location)
    return areaIds.some((areaId) => named.includes(areaId)) ? [{ id, versionId, location, areaIds }] : []
  })
}

/** The last word about one household. */
export type HouseholdWord = {
  householdId: string
  state: HouseholdState
  people: number | null
  note: string | null
  personId: string
  at: string
}

/** How many households there are, and what the last word is about how many of them. */
export function countsOf(households: readonly { id: string }[], words: readonly HouseholdWord[]): HouseholdCounts {
  const ids = new Set(households.map(({ id }) => id))
  const counts: HouseholdCounts = { total: ids.size, told: 0, moved: 0, refuses: 0, away: 0 }
  for (const state of HOUSEHOLD_STATES)
    counts[state] = words.filter((word) => word.state === state && ids.has(word.householdId)).length
  return counts
}

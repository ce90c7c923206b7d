import type { Level } from '#shared/area.ts'
import type { Incident } from '#shared/incident.ts'

/** An area that an incident touches. `share` is 0 to 1; `told` are those called because they answer for this area. */
export type Touched = { areaId: string; level: Level; share: number; isMain: boolean; isSure: boolean; told: string[] }

/** Below this of a place an area is only named in the count of the others. */
const LITTLE = 0.02
/** A share of which one may say that the place lies there. */
const SURE = 0.5

/**
 * The areas an incident touches below the township, the main one of each level first, then the others by share, with
 * whom it called for each; `others` is how many more hold next to nothing of it.
 */
export function touchedAreas({ areas, alerts }: Pick<Incident, 'areas' | 'alerts'>): {
  rows: Touched[]
  others: number
} {
  const below = areas.filter(({ level }) => level !== 'township')
  const mains = new Set<string>()
  for (const level of new Set(below.map((area) => area.level))) {
    const [main] = below.filter((area) => area.level === level).sort((a, b) => b.share - a.share)
    if (main !== undefined) mains.add(main.areaId)
  }
  const all = below.map(({ areaId, level, share }): Touched => {
    const told = [...new Set(alerts.filter((alert) => alert.areaId === areaId).map(({ personId }) => personId))]
    const isMain = mains.has(areaId)
    return { areaId, level, share, isMain, isSure: isMain && share >= SURE, told }
  })
  // Whoever was called is named, however little of the place is theirs.
  const rows = all.filter(({ isMain, share, told }) => isMain || share >= LITTLE || told.length > 0)
  return {
    rows: rows.sort((a, b) => Number(b.isMain) - Number(a.isMain) || (a.isMain ? 0 : b.share - a.share)),
    others: all.length - rows.length,
  }
}

import { type Area, LEVELS } from '#shared/area.ts'
import { groupedBy } from './grouped-by.ts'

/** Some areas as a tree, from its tops down and by code: each below the one it lies in, and how deep that is. */
export function areaTree<Card extends Pick<Area, 'id' | 'code' | 'parentId'>>(
  areas: readonly Card[],
): { area: Card; depth: number }[] {
  const known = new Set(areas.map(({ id }) => id))
  const below = groupedBy(areas, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null))
  const walk = (parentId: string | null, depth: number): { area: Card; depth: number }[] =>
    depth > LEVELS.length
      ? []
      : (below.get(parentId) ?? [])
          .toSorted((a, b) => (a.code < b.code ? -1 : 1))
          .flatMap((area) => [{ area, depth }, ...walk(area.id, depth + 1)])
  return walk(null, 0)
}

import { type Level, LEVELS } from '#shared/area.ts'
import type { Gap } from '#shared/coverage.ts'
import { DUTIES, type DatedResponsibility } from '#shared/responsibility.ts'
import type { AreaCard } from '../live/state.ts'
import { groupedBy } from '../grouped-by.ts'

/** One area of the tree with who holds what for it, and what nobody does. */
export type DutyRow = { area: AreaCard; depth: number; held: DatedResponsibility[]; holes: Gap[] }

/** An area of the list beside: a township, a village, or ground that lies in neither. */
export type DutyRoot = { area: AreaCard; holes: number }

const ROOTS: readonly Level[] = ['township', 'village']

/** The areas one can choose among: townships and villages, and whatever has nothing above it. */
export function dutyRoots(areas: ReadonlyMap<string, AreaCard>, gaps: readonly Gap[]): DutyRoot[] {
  const holes = groupedBy(gaps, ({ areaId }) => rootOf(areaId, areas))
  return [...areas.values()]
    .filter((area) => isRoot(area, areas))
    .sort(byLevel)
    .map((area) => ({ area, holes: holes.get(area.id)?.length ?? 0 }))
}

/** The township or village under which an area is shown. */
export function rootOf(areaId: string, areas: ReadonlyMap<string, AreaCard>): string {
  const passed = new Set<string>()
  let area = areas.get(areaId)
  while (area !== undefined && !isRoot(area, areas) && !passed.has(area.id)) {
    passed.add(area.id)
    area = area.parentId === null ? undefined : areas.get(area.parentId)
  }
  return area?.id ?? areaId
}

/** An area and all in it, down to the next that can be chosen by itself, in the order of the tree. */
export function dutyRows(
  rootId: string,
  areas: ReadonlyMap<string, AreaCard>,
  held: readonly DatedResponsibility[],
  gaps: readonly Gap[],
): DutyRow[] {
  const heldOf = groupedBy(held, ({ areaId }) => areaId)
  const gapsOf = groupedBy(gaps, ({ areaId }) => areaId)
  const below = groupedBy([...areas.values()], ({ parentId }) => parentId)
  const walk = (area: AreaCard, depth: number, passed: readonly string[]): DutyRow[] => [
    {
      area,
      depth,
      held: (heldOf.get(area.id) ?? []).sort(byDuty),
      holes: gapsOf.get(area.id) ?? [],
    },
    ...(below.get(area.id) ?? [])
      .filter((child) => !isRoot(child, areas) && !passed.includes(child.id))
      .sort(byLevel)
      .flatMap((child) => walk(child, depth + 1, [...passed, area.id])),
  ]
  const root = areas.get(rootId)
  return root === undefined ? [] : walk(root, 0, [])
}

function isRoot({ level, parentId }: AreaCard, areas: ReadonlyMap<string, AreaCard>): boolean {
  return ROOTS.includes(level) || parentId === null || !areas.has(parentId)
}

function byLevel(a: AreaCard, b: AreaCard): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (a.code < b.code ? -1 : 1)
}

function byDuty(a: DatedResponsibility, b: DatedResponsibility): number {
  return (
    DUTIES.indexOf(a.duty) - DUTIES.indexOf(b.duty) ||
    Number(a.rank === 'deputy') - Number(b.rank === 'deputy') ||
    (a.id < b.id ? -1 : 1)
  )
}

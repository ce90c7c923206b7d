import { LEVELS } from '#shared/area.ts'
import type { Area } from '#shared/area.ts'
import type { Contact, ContactArea } from '#shared/contacts.ts'
import type { LngLat } from '#shared/geo.ts'
import { DUTIES, type Responsibility } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'

type Named = { name: string; phone: string | null }

/**
 * Who answers for which ground, as a tree: only areas the viewer may see (`mayName`), and headings above them. A person
 * nobody knows any more is left out.
 */
export function contactTree(
  { areaList, responsibilities, areas }: Pick<Arrangement, 'areaList' | 'responsibilities' | 'areas'>,
  people: ReadonlyMap<string, Named>,
  households: readonly LngLat[],
  mayName: (areaId: string) => boolean,
): ContactArea[] {
  const counts = new Map<string, number>()
  for (const location of households)
    for (const { id } of areas.owners(location)) counts.set(id, (counts.get(id) ?? 0) + 1)
  const held = Map.groupBy(
    responsibilities.filter(({ duty }) => duty !== 'duty-room'),
    ({ areaId }) => areaId,
  )
  const below = Map.groupBy(areaList, ({ parentId }) => parentId)
  const build = (area: Area, passed: readonly string[]): ContactArea[] => {
    // An import may close the tree into a ring by mistake.
    if (passed.includes(area.id)) return []
    const children = (below.get(area.id) ?? []).toSorted(byLevel).flatMap((child) => build(child, [...passed, area.id]))
    const isNamed = mayName(area.id)
    if (!isNamed && children.length === 0) return []
    return [
      {
        id: area.id,
        name: area.name,
        level: area.level,
        contacts: isNamed ? contactsOf(held.get(area.id) ?? [], people) : [],
        households: isNamed ? (counts.get(area.id) ?? 0) : 0,
        areas: children,
      },
    ]
  }
  const isRoot = ({ parentId }: Area) => parentId === null || areas.byId(parentId) === null
  return areaList
    .filter(isRoot)
    .toSorted(byLevel)
    .flatMap((area) => build(area, []))
}

/** Responsibilities as contacts, in the order of the duties, whoever comes first in front. */
export function contactsOf(held: readonly Responsibility[], people: ReadonlyMap<string, Named>): Contact[] {
  return held
    .toSorted(
      (a, b) =>
        DUTIES.indexOf(a.duty) - DUTIES.indexOf(b.duty) ||
        Number(a.rank === 'deputy') - Number(b.rank === 'deputy') ||
        (a.id < b.id ? -1 : 1),
    )
    .flatMap(({ personId, duty, rank, kinds }) => {
      const person = people.get(personId)
      return person === undefined ? [] : [{ personId, name: person.name, phone: person.phone, duty, rank, kinds }]
    })
}

function byLevel(a: Area, b: Area): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (a.code < b.code ? -1 : 1)
}

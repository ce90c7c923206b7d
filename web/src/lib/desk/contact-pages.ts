import type { ContactArea } from '#shared/contacts.ts'

/** One sheet of the printed list: a village, or ground above and beside the villages, with the rows of its table. */
export type ContactSheet = { area: ContactArea; rows: ContactRow[] }
export type ContactRow = { area: ContactArea; depth: number }

/**
 * The list cut into sheets: each village begins a new one. What lies beside the villages (forest blocks, hazard zones)
 * stands with what is above them, and a heading under which nobody is named is left out.
 */
export function contactSheets(areas: readonly ContactArea[]): ContactSheet[] {
  return areas.flatMap((area) => {
    const own = area.level === 'village' ? allBelow(area, 0) : rowsBeside(area)
    const named = own.some((row) => row.area.contacts.length > 0)
    const below = area.level === 'village' ? [] : villagesIn(area)
    return [...(named ? [{ area, rows: own }] : []), ...contactSheets(below)]
  })
}

function allBelow(area: ContactArea, depth: number): ContactRow[] {
  return [{ area, depth }, ...area.areas.flatMap((child) => allBelow(child, depth + 1))]
}

function rowsBeside(area: ContactArea, depth = 0): ContactRow[] {
  const beside = area.areas.filter(({ level }) => level !== 'village')
  return [{ area, depth }, ...beside.flatMap((child) => rowsBeside(child, depth + 1))]
}

function villagesIn(area: ContactArea): ContactArea[] {
  return area.areas.flatMap((child) => (child.level === 'village' ? [child] : villagesIn(child)))
}

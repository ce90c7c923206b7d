import type { HeldShift, Post } from '#shared/shift.ts'

const EDGE_MS = 30 * 60_000

/**
 * Between which shifts a note passed that was written at `atMs`: at each post whoever sat there then and whoever comes
 * next; one written in the first half hour of a shift is still that of the shift before.
 */
export function bothShifts(shifts: readonly HeldShift[], atMs: number): { before: HeldShift[]; after: HeldShift[] } {
  const both: { before: HeldShift[]; after: HeldShift[] } = { before: [], after: [] }
  for (const post of ['leader', 'officer'] satisfies Post[]) {
    const line = shifts
      .filter((shift) => shift.post === post)
      .toSorted((a, b) => Date.parse(a.validFrom) - Date.parse(b.validFrom))
    const begun = line.filter(({ validFrom }) => Date.parse(validFrom) <= atMs)
    const last = begun.at(-1)
    const previous = begun.at(-2)
    const isFresh = last !== undefined && previous !== undefined && atMs - Date.parse(last.validFrom) < EDGE_MS
    const [from, to] = isFresh ? [previous, last] : [last, line[begun.length]]
    if (from !== undefined) both.before.push(from)
    if (to !== undefined) both.after.push(to)
  }
  return both
}

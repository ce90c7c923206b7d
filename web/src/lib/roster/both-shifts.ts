import type { HeldShift, Post } from '#shared/shift.ts'
import { groupedBy } from '../grouped-by.ts'

const EDGE_MS = 30 * 60_000

/**
 * Between which shifts a note passed that was written at `atMs`: at each post whoever sat there then and whoever comes
 * next; one written in the first half hour of a shift is still that of the shift before. People who begin at the same
 * moment are one shift.
 */
export function bothShifts<S extends HeldShift>(shifts: readonly S[], atMs: number): { before: S[]; after: S[] } {
  const both: { before: S[]; after: S[] } = { before: [], after: [] }
  for (const post of ['leader', 'officer'] satisfies Post[]) {
    const atPost = shifts.filter((shift) => shift.post === post)
    const line = [...groupedBy(atPost, ({ validFrom }) => Date.parse(validFrom))].toSorted(([a], [b]) => a - b)
    const begun = line.filter(([fromMs]) => fromMs <= atMs)
    const last = begun.at(-1)
    const previous = begun.at(-2)
    const isFresh = last !== undefined && previous !== undefined && atMs - last[0] < EDGE_MS
    const [from, to] = isFresh ? [previous, last] : [last, line[begun.length]]
    both.before.push(...(from?.[1] ?? []))
    both.after.push(...(to?.[1] ?? []))
  }
  return both
}

/** What the list of past incidents is narrowed to; an empty string leaves an axis open. Days as `2026-11-23`, in the township. */
export type ReviewFilter = { handling: string; kind: string; areaId: string; from: string; to: string }

// Dates people type mean midnight in the township, which keeps one time all year.
const MIDNIGHT = 'T00:00:00.000+08:00'
const DAY_MS = 86_400_000

/** The filter as the further part of a query, each word beginning with `&`; the last day is within. */
export function reviewQuery({ handling, kind, areaId, from, to }: ReviewFilter): string {
  const words = new URLSearchParams()
  if (handling !== '') words.set('handling', handling)
  if (kind !== '') words.set('kind', kind)
  if (areaId !== '') words.set('areaId', areaId)
  if (from !== '') words.set('from', new Date(from + MIDNIGHT).toISOString())
  if (to !== '') words.set('to', new Date(Date.parse(to + MIDNIGHT) + DAY_MS).toISOString())
  const query = words.toString()
  return query === '' ? '' : `&${query}`
}

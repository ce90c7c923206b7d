import type { Version } from './arrangement.ts'
import { holdsAt } from './arrangement.ts'

/** What a change to something arranged comes to: versions no longer known to be so, and those known instead. */
export type Rewrite<T> = { supersede: string[]; append: { row: Version<T>; copyOf: string | null }[] }

type Span = { validFrom: Date | null; validUntil: Date | null }

/**
 * Puts a version over what is known of one thing. The first one without a date is true since always, a later one
 * from now on. What it overlaps is known no longer, and known again without the overlap (`copyOf` names the version
 * whose details go with it). Null where the same is known already.
 */
export function putVersion<T extends object>(
  known: readonly Version<T>[],
  fields: T,
  span: { validFrom?: Date | null; validUntil?: Date | null },
  same: (a: T, b: T) => boolean,
  now: Date,
  newId: () => string,
): Rewrite<T> | null {
  const validFrom = span.validFrom ?? (known.length === 0 ? null : now)
  const validUntil = span.validUntil ?? null
  const current = known.find((row) => holdsAt(row, validFrom ?? now))
  const isUndated = span.validFrom == null && span.validUntil == null
  if (isUndated && current !== undefined && current.validUntil === null && same(current, fields)) return null
  const rewrite = cut(known, { validFrom, validUntil }, newId)
  const isThere = known.some((row) => sameSpan(row, { validFrom, validUntil }) && same(row, fields))
  if (isThere) return null
  return { ...rewrite, append: [...rewrite.append, { row: { ...fields, versionId: newId(), validFrom, validUntil }, copyOf: null }] }
}

/** Ends a thing at `now`: what was true before stays so, what was to come does not. Null where it has ended already. */
export function endVersions<T extends object>(known: readonly Version<T>[], now: Date, newId: () => string): Rewrite<T> | null {
  const rewrite = cut(known, { validFrom: now, validUntil: null }, newId)
  return rewrite.supersede.length === 0 ? null : rewrite
}

function cut<T extends object>(known: readonly Version<T>[], hole: Span, newId: () => string): Rewrite<T> {
  const overlapped = known.filter((row) => isBefore(row.validFrom, hole.validUntil) && isBefore(hole.validFrom, row.validUntil))
  const append = overlapped.flatMap((row) => {
    const pieces: Span[] = []
    if (hole.validFrom !== null && (row.validFrom === null || row.validFrom < hole.validFrom)) pieces.push({ validFrom: row.validFrom, validUntil: hole.validFrom })
    if (hole.validUntil !== null && (row.validUntil === null || row.validUntil > hole.validUntil)) pieces.push({ validFrom: hole.validUntil, validUntil: row.validUntil })
    return pieces.map((piece) => ({ row: { ...row, ...piece, versionId: newId() }, copyOf: row.versionId }))
  })
  return { supersede: overlapped.map(({ versionId }) => versionId), append }
}

/** Whether a beginning lies before an end; null is the open end of either. */
function isBefore(from: Date | null, until: Date | null): boolean {
  return from === null || until === null || from < until
}

function sameSpan(a: Span, b: Span): boolean {
  return a.validFrom?.getTime() === b.validFrom?.getTime() && a.validUntil?.getTime() === b.validUntil?.getTime()
}

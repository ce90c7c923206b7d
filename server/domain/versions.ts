import { holdsAt, type Version } from './arrangement.ts'

/** The fields of one version of anything, with those that lie in tables beside it. */
export type Fields = Record<string, unknown>

/** What a change to something arranged comes to: versions no longer known to be so, and those known instead. */
export type Rewrite<T> = {
  supersede: string[]
  /** `copyOf` names the version of which a row is the rest, so that what lies beside it can go with it. */
  append: { row: Version<T>; copyOf: string | null }[]
}

type Span = { validFrom: Date | null; validUntil: Date | null }

/**
 * Puts a version over what is known of one thing. The first one without a beginning is true since always, a later one
 * from `now` on. What it overlaps is known no longer, and known again without the overlap; but where it says the same as
 * what it overlaps, its end is the end of that too: only so can somebody say that a thing ends on a day. Null where the
 * same is known already; `'empty'` where the span holds no moment at all.
 */
export function putVersion<T extends object>(
  known: readonly Version<T>[],
  fields: T,
  span: { validFrom?: Date | null; validUntil?: Date | null },
  same: (a: T, b: T) => boolean,
  now: Date,
  newId: () => string,
): Rewrite<T> | null | 'empty' {
  const validFrom = span.validFrom ?? (known.length === 0 ? null : now)
  const validUntil = span.validUntil ?? null
  const alike = known.filter((row) => same(row, fields))
  const isEmpty = validFrom !== null && validUntil !== null && validUntil <= validFrom
  const isSaid = alike.some((row) => {
    const endsAsSaid = row.validUntil?.getTime() === validUntil?.getTime()
    // What was to hold until a day that has passed by now was put before that day, and held.
    return endsAsSaid && ((isEmpty && span.validFrom == null) || !beginsLater(row, validFrom))
  })
  if (isSaid) return null
  if (isEmpty) return 'empty'
  const { supersede, append } = cut(known, { validFrom, validUntil }, (row) => alike.includes(row), newId)
  return {
    supersede,
    append: [...append, { row: { ...fields, versionId: newId(), validFrom, validUntil }, copyOf: null }],
  }
}

/** Ends a thing at `now`: what was true before stays so, what was to come does not. Null where it has ended already. */
export function endVersions<T extends object>(
  known: readonly Version<T>[],
  now: Date,
  newId: () => string,
): Rewrite<T> | null {
  const rewrite = cut(known, { validFrom: now, validUntil: null }, () => false, newId)
  return rewrite.supersede.length === 0 ? null : rewrite
}

/** Ends at `now` what holds then; what is to come stays. Null where nothing holds. */
export function endCurrent<T extends object>(
  known: readonly Version<T>[],
  now: Date,
  newId: () => string,
): Rewrite<T> | null {
  const current = known.find((version) => holdsAt(version, now))
  if (current === undefined) return null
  return cut(known, { validFrom: now, validUntil: current.validUntil }, () => false, newId)
}

/**
 * Puts a thing that is one span, such as a shift: whatever was known of it is known no longer. Null where the same is
 * known already; `'empty'` where the span holds no moment at all.
 */
export function putWhole<T extends object>(
  known: readonly Version<T>[],
  fields: T,
  { validFrom, validUntil }: Span,
  same: (a: T, b: T) => boolean,
  newId: () => string,
): Rewrite<T> | null | 'empty' {
  if (validFrom !== null && validUntil !== null && validUntil <= validFrom) return 'empty'
  const [only] = known
  const isKnown =
    known.length === 1 &&
    only !== undefined &&
    same(only, fields) &&
    only.validFrom?.getTime() === validFrom?.getTime() &&
    only.validUntil?.getTime() === validUntil?.getTime()
  if (isKnown) return null
  const row = { ...fields, versionId: newId(), validFrom, validUntil }
  return { supersede: known.map(({ versionId }) => versionId), append: [{ row, copyOf: null }] }
}

/** Takes a span out of what is known of something, whatever it is. */
export function withoutSpan<T extends object>(
  known: readonly Version<T>[],
  span: { validFrom: Date | null; validUntil: Date | null },
  newId: () => string,
): Rewrite<T> {
  return cut(known, span, () => false, newId)
}

/** Takes a span out of what is known; rows that `endsWithIt` have no rest after it. */
function cut<T extends object>(
  known: readonly Version<T>[],
  hole: Span,
  endsWithIt: (row: Version<T>) => boolean,
  newId: () => string,
): Rewrite<T> {
  const overlapped = known.filter(
    (row) => isBefore(row.validFrom, hole.validUntil) && isBefore(hole.validFrom, row.validUntil),
  )
  const append = overlapped.flatMap((row) => {
    const rests: Span[] = []
    if (hole.validFrom !== null && (row.validFrom === null || row.validFrom < hole.validFrom))
      rests.push({ validFrom: row.validFrom, validUntil: hole.validFrom })
    if (hole.validUntil !== null && (row.validUntil === null || row.validUntil > hole.validUntil) && !endsWithIt(row))
      rests.push({ validFrom: hole.validUntil, validUntil: row.validUntil })
    return rests.map((rest) => ({ row: { ...row, ...rest, versionId: newId() }, copyOf: row.versionId }))
  })
  return { supersede: overlapped.map(({ versionId }) => versionId), append }
}

/** Whether a beginning lies before an end; null is the open end of either. */
function isBefore(from: Date | null, until: Date | null): boolean {
  return from === null || until === null || from < until
}

function beginsLater(row: Span, moment: Date | null): boolean {
  if (row.validFrom === null) return false
  return moment === null || row.validFrom > moment || (row.validUntil !== null && row.validUntil <= moment)
}

import { isDeepStrictEqual } from 'node:util'
import type { Responsibility } from '#shared/responsibility.ts'
import type { Version } from './arrangement.ts'
import type { Rewrite } from './versions.ts'

type Known = Version<Responsibility>

/** What a hand-over comes to. */
export type HandOver = {
  rewrite: Rewrite<Responsibility>
  /** `begunId` is null where whoever takes over holds the same already. */
  handedOver: { endedId: string; begunId: string | null }[]
}

/**
 * What one person answers for from a moment on becomes another's: the old responsibilities end there, new ones with ids
 * of their own begin, with the same ends. `only` names some of them by id; null means all.
 */
export function handOver(
  known: readonly Known[],
  { fromPersonId, toPersonId, from, only }: Asked,
  newId: () => string,
): HandOver {
  const theirs = known.filter(
    (row) =>
      row.personId === fromPersonId &&
      (row.validUntil === null || row.validUntil > from) &&
      (only === null || only.includes(row.id)),
  )
  const begun = new Map<string, string | null>()
  const append: Rewrite<Responsibility>['append'] = []
  for (const row of theirs) {
    if (row.validFrom === null || row.validFrom < from)
      append.push({ row: { ...row, versionId: newId(), validUntil: from }, copyOf: row.versionId })
    const begins = row.validFrom !== null && row.validFrom > from ? row.validFrom : from
    const isHeld = known.some((other) => other.personId === toPersonId && coversSame(other, row, begins))
    if (!begun.has(row.id) || begun.get(row.id) === null) begun.set(row.id, isHeld ? null : newId())
    const id = begun.get(row.id) ?? null
    if (isHeld || id === null) continue
    const taken = { ...row, id, personId: toPersonId, versionId: newId(), validFrom: begins }
    append.push({ row: taken, copyOf: null })
  }
  return {
    rewrite: { supersede: theirs.map(({ versionId }) => versionId), append },
    handedOver: [...begun].map(([endedId, begunId]) => ({ endedId, begunId })),
  }
}

export type Asked = { fromPersonId: string; toPersonId: string; from: Date; only: readonly string[] | null }

/** Whether somebody answers for the same, in the same rank, for all of the time that is to be taken over. */
function coversSame(held: Known, row: Known, begins: Date): boolean {
  const isSame =
    held.duty === row.duty &&
    held.areaId === row.areaId &&
    held.rank === row.rank &&
    held.onStatutoryDays === row.onStatutoryDays &&
    isDeepStrictEqual(held.kinds, row.kinds) &&
    isDeepStrictEqual(held.hours, row.hours)
  const hasBegun = held.validFrom === null || held.validFrom <= begins
  const lasts = held.validUntil === null || (row.validUntil !== null && held.validUntil >= row.validUntil)
  return isSame && hasBegun && lasts
}

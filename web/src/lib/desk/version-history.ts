import type { ArrangedVersion } from '#shared/arranged-version.ts'
import { sameValue } from '../same-value.ts'

/** One change of a thing: when it was recorded, what it said from then on, and what had been said before. */
export type HistoryEntry = {
  recordedAt: string
  version: ArrangedVersion
  /** Null for the first. */
  before: ArrangedVersion | null
  /** Whether it only ended. */
  isEnd: boolean
}

/**
 * What was recorded, newest first. Of the versions of one recording those that only say again what was known, shortened
 * by a newer one, are no change of their own.
 */
export function historyOf(versions: readonly ArrangedVersion[]): HistoryEntry[] {
  const moments = [...new Set(versions.map(({ recordedAt }) => recordedAt))].sort()
  const entries: HistoryEntry[] = []
  for (const recordedAt of moments) {
    const recorded = versions.filter((version) => version.recordedAt === recordedAt)
    const superseded = versions.filter(({ supersededAt }) => supersededAt === recordedAt)
    const isRest = (version: ArrangedVersion) =>
      superseded.some(
        (old) => sameValue(old.fields, version.fields) && beginsNoEarlier(version, old) && version !== old,
      )
    const said = recorded.filter((version) => !isRest(version))
    const before = superseded.at(-1) ?? null
    for (const version of said) entries.push({ recordedAt, version, before, isEnd: false })
    // Everything recorded was known already, only for longer: it ends.
    const last = recorded.at(-1)
    if (said.length === 0 && last !== undefined) entries.push({ recordedAt, version: last, before, isEnd: true })
  }
  return entries.reverse()
}

/** The version that is known to hold at a moment; null where none is. */
export function holdingVersion(versions: readonly ArrangedVersion[], atMs: number): ArrangedVersion | null {
  const holds = ({ supersededAt, validFrom, validUntil }: ArrangedVersion) =>
    supersededAt === null &&
    (validFrom === null || Date.parse(validFrom) <= atMs) &&
    (validUntil === null || Date.parse(validUntil) > atMs)
  return versions.find(holds) ?? null
}

/** A rest lies within what it is the rest of. */
function beginsNoEarlier(rest: ArrangedVersion, old: ArrangedVersion): boolean {
  const from = (moment: string | null) => (moment === null ? -Infinity : Date.parse(moment))
  const until = (moment: string | null) => (moment === null ? Infinity : Date.parse(moment))
  return from(rest.validFrom) >= from(old.validFrom) && until(rest.validUntil) <= until(old.validUntil)
}

import type { ArrangedVersion } from '#shared/arranged-version.ts'
import { request } from '#lib/http.ts'
import { townshipZone } from '#lib/time.ts'
import { lastDayOf } from './dates.ts'
import { holdingVersion } from './version-history.ts'

/** The last day on which a thing that holds at a moment still does; empty for good, or where it cannot be read. */
export async function knownLastDay(path: string, atMs: number): Promise<string> {
  const answer = await request<{ items: ArrangedVersion[] }>(`${path}/versions`)
  return answer.ok ? lastDayIn(answer.value.items, atMs) : ''
}

/** The same of versions that are there already. */
export function lastDayIn(versions: readonly ArrangedVersion[], atMs: number): string {
  const until = holdingVersion(versions, atMs)?.validUntil
  return until == null ? '' : lastDayOf(townshipZone(), until)
}

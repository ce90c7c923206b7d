import type { AuditVerification } from '#shared/audit.ts'
import type { Database } from '../db/connect.ts'
import type { AuditAnchors } from './audit/anchors.ts'
import { type ChainWalk, NOT_WALKED, walked } from './domain/audit-chain.ts'
import { chainEnd, linksAfter, removedBefore, unsealedEntries } from './store/audit.ts'

/** Sealing comes round every ten seconds, by another process within the minute: who waits longer waits for nobody. */
const MOST_WAIT_MS = 2 * 60_000
const AT_ONCE = 2000
const MOST_UNSEALED = 10_000

/**
 * Walks the whole chain of the audit log in batches, and says what is wrong first, if anything is. Reads alone. `given` is
 * a hash that somebody wrote down; without one it is the last that was noted, and without both the end stays unproven.
 */
export async function verifyAudit(
  database: Database,
  { now, given, anchors }: { now: () => Date; given: string | null; anchors: Pick<AuditAnchors, 'last'> },
): Promise<AuditVerification> {
  const noted = given === null ? anchors.last() : null
  const anchor = given ?? noted?.hash ?? null
  const how = { now: now(), removedBefore: await removedBefore(database), anchor }
  // What is sealed while one walks is for the next time.
  const last = await chainEnd(database)
  let walk: ChainWalk = NOT_WALKED
  for (;;) {
    // From below the first position: what somebody put there stands before the chain.
    const from = walk === NOT_WALKED ? Number.MIN_SAFE_INTEGER : walk.end.position
    const links = await linksAfter(database, from, AT_ONCE)
    walk = walked(walk, links, how)
    if (links.length < AT_ONCE || walk.fault !== null || walk.end.position >= last.position) break
  }
  // Entries may be past their keep, and removed, while one walks.
  if (walk.fault !== null && (await removedBefore(database)) !== how.removedBefore)
    return verifyAudit(database, { now, given, anchors })
  const unsealed = await unsealedEntries(database, null, MOST_UNSEALED)
  const late = unsealed.find(({ at }) => Date.parse(at) < how.now.getTime() - MOST_WAIT_MS)
  return {
    at: how.now.toISOString(),
    entries: walk.entries + unsealed.length,
    sealed: walk.end.position,
    unsealed: unsealed.length,
    hash: walk.end.hash === '' ? null : walk.end.hash,
    anchoredAt: walk.anchoredAt,
    anchor,
    anchoredBy: given !== null ? 'given' : noted !== null ? 'noted' : null,
    notedAt: noted?.notedAt ?? null,
    fault:
      walk.fault ??
      (late !== undefined ? { fault: 'unsealed' as const, position: null, entryId: late.id } : null) ??
      (anchor !== null && walk.anchoredAt === null
        ? { fault: 'no-anchor' as const, position: null, entryId: null }
        : null),
  }
}

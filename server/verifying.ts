import type { AuditVerification } from '#shared/audit.ts'
import type { Database } from '../db/connect.ts'
import { type ChainWalk, NOT_WALKED, walked } from './domain/audit-chain.ts'
import { chainEnd, linksAfter, removedBefore, unsealedEntries } from './store/audit.ts'

/** An entry that waits longer than this for its seal waits for nobody: sealing has stopped, or somebody removed the seal. */
const MOST_WAIT_MS = 5 * 60_000
const AT_ONCE = 2000
const MOST_UNSEALED = 10_000

/** Walks the whole chain of the audit log in batches, and says what is wrong first, if anything is. Reads alone. */
export async function verifyAudit(
  database: Database,
  { now, anchor }: { now: () => Date; anchor: string | null },
): Promise<AuditVerification> {
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
    return verifyAudit(database, { now, anchor })
  const unsealed = await unsealedEntries(database, null, MOST_UNSEALED)
  const late = unsealed.find(({ at }) => Date.parse(at) < how.now.getTime() - MOST_WAIT_MS)
  return {
    at: how.now.toISOString(),
    entries: walk.entries + unsealed.length,
    sealed: walk.end.position,
    unsealed: unsealed.length,
    hash: walk.end.hash === '' ? null : walk.end.hash,
    anchoredAt: walk.anchoredAt,
    fault:
      walk.fault ??
      (late !== undefined ? { fault: 'unsealed' as const, position: null, entryId: late.id } : null) ??
      (anchor !== null && walk.anchoredAt === null
        ? { fault: 'no-anchor' as const, position: null, entryId: null }
        : null),
  }
}

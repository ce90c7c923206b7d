import { createHash } from 'node:crypto'

/** One write or reveal as the log keeps it; `at` ISO with milliseconds. */
export type AuditEntry = {
  id: string
  at: string
  personId: string | null
  sessionId: string | null
  ip: string | null
  what: string
  target: Record<string, string>
  reason: string | null
  wantedBy: string | null
  status: number | null
}

/** One link of the chain; `entryAt` ISO. */
export type AuditSeal = { position: number; entryId: string; entryAt: string; entryHash: string; hash: string }

/** Where a chain ends: position 0 and an empty hash where it has not begun. */
export type ChainEnd = { position: number; hash: string }
export const NO_CHAIN: ChainEnd = { position: 0, hash: '' }

/** The law of the land wants logs for six months: nothing younger may ever be missing. */
export const LEAST_KEPT_DAYS = 183
const DAY_MS = 24 * 3600_000

/** The text of an entry over which its hash is made: the same however a database orders the keys of its target. */
export function canonicalEntry(entry: AuditEntry): string {
  const { id, at, personId, sessionId, ip, what, target, reason, wantedBy, status } = entry
  const sorted = Object.entries(target).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(['xiangshao-audit-1', id, at, personId, sessionId, ip, what, sorted, reason, wantedBy, status])
}

/** The seals that follow `end` for these entries, in their order. */
export function sealed(end: ChainEnd, entries: readonly AuditEntry[]): AuditSeal[] {
  let { position, hash } = end
  return entries.map((entry) => {
    position += 1
    const link = { position, entryId: entry.id, entryAt: entry.at, entryHash: sha256(canonicalEntry(entry)) }
    hash = linkHash(hash, link)
    return { ...link, hash }
  })
}

/** Whose entry and when stands in the link too: else an entry could be taken away by making its seal look old. */
function linkHash(before: string, { position, entryId, entryAt, entryHash }: Omit<AuditSeal, 'hash'>): string {
  return sha256(JSON.stringify([before, position, entryId, entryAt, entryHash]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What is wrong with a chain, at the first position where something is. */
export type ChainFault = {
  fault: 'missing-seal' | 'wrong-seal' | 'missing-entry' | 'changed-entry'
  position: number
  entryId: string
}

/** How far a chain has been walked. */
export type ChainWalk = {
  end: ChainEnd
  /** How many entries were still there. */
  entries: number
  fault: ChainFault | null
  /** Where the anchor stands; null: not met yet. */
  anchoredAt: number | null
}

/** What a walk is made with: entries before `removedBefore` (ISO, null: none) were removed by the retention. */
export type WalkWith = { now: Date; removedBefore: string | null; anchor: string | null }

/** The walk before its first step. */
export const NOT_WALKED: ChainWalk = { end: NO_CHAIN, entries: 0, fault: null, anchoredAt: null }

/** Walks on over the next seals, in order of position, each with its entry where it is still there; stops at a fault. */
export function walked(
  walk: ChainWalk,
  links: readonly { seal: AuditSeal; entry: AuditEntry | null }[],
  how: WalkWith,
): ChainWalk {
  let { end, entries, anchoredAt } = walk
  if (walk.fault !== null) return walk
  for (const { seal, entry } of links) {
    const fault = faultOf(end, seal, entry, how)
    if (fault !== null)
      return { end, entries, anchoredAt, fault: { fault, position: end.position + 1, entryId: seal.entryId } }
    end = { position: seal.position, hash: seal.hash }
    if (entry !== null) entries += 1
    if (seal.hash === how.anchor) anchoredAt = seal.position
  }
  return { end, entries, anchoredAt, fault: null }
}

function faultOf(end: ChainEnd, seal: AuditSeal, entry: AuditEntry | null, how: WalkWith): ChainFault['fault'] | null {
  if (seal.position !== end.position + 1) return 'missing-seal'
  if (seal.hash !== linkHash(end.hash, seal)) return 'wrong-seal'
  if (entry === null) return mayBeGone(seal, how) ? null : 'missing-entry'
  return seal.entryHash === sha256(canonicalEntry(entry)) ? null : 'changed-entry'
}

function mayBeGone({ entryAt }: AuditSeal, { now, removedBefore }: WalkWith): boolean {
  const isOld = Date.parse(entryAt) < now.getTime() - LEAST_KEPT_DAYS * DAY_MS
  return isOld && removedBefore !== null && Date.parse(entryAt) < Date.parse(removedBefore)
}

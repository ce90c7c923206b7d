import { createHash } from 'node:crypto'
import type { FetchReason } from '#shared/evidence.ts'
import type { Database } from '../../db/connect.ts'
import { hostOfLink } from '../domain/allowed-link.ts'
import { capIndex } from '../domain/decode/cap-index.ts'
import type { Message } from '../domain/decode/format.ts'
import { nextPullSeconds } from '../domain/next-pull.ts'
import { LASTING } from '../domain/trying-again.ts'
import type { Fetched, Fetching } from './fetching.ts'
import type { Log } from '../mqtt/door.ts'
import type { Fate } from '../reading.ts'
import { keysSeen } from '../store/decisions.ts'
import { claimPull, makePullDue, noteTaken, type PullRow, settlePull } from '../store/source-pulls.ts'
import { type PulledSource, pulledSources } from '../store/sources.ts'

/** Asks sources that have to be asked: tables of hotspots, warnings, feeds that point to warnings. */
export type Pulling = {
  /** Asks a source out of its turn; false where it is not one that is asked. */
  askNow(sourceId: string): Promise<boolean>
  start(): void
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 2000
/** As large as a message may be that is posted. */
const MOST_BYTES = 4 * 1024 * 1024
/** An index and what it points to; after this somebody else may try. */
const CLAIM_MS = 600_000
/** What one asking takes of an index, and for how long it tries; the rest comes with the next. */
const MOST_OF_INDEX = 20
const MOST_OF_INDEX_MS = 120_000
/** For how long an entry that cannot be had is passed over, unless other addresses are allowed meanwhile. */
const PASSED_OVER_MS = 2 * 3600_000
/** After one of these nothing else of the same host is tried in the same asking. */
const SILENT: ReadonlySet<FetchReason> = new Set(['no-address', 'no-answer', 'too-slow'])
const ACCEPT = 'application/cap+xml, application/atom+xml, application/rss+xml, application/xml, text/csv, */*;q=0.5'

/** How an asking ended; `isRest` tells that there is more to be had at once. */
type Ending = { failure: { reason: FetchReason; detail: string | null } | null; isRest?: boolean } & Partial<
  Pick<PullRow, 'etag' | 'lastModified'>
>

export function createPulling(parts: {
  database: Database
  fetching: Fetching
  take: (message: Message) => Promise<Fate>
  now: () => Date
  random: () => number
  log: Log
}): Pulling {
  const { database, fetching, take, now, random, log } = parts
  const underWay = new Map<string, Promise<void>>()
  /** Sources that were to be asked while they were being asked. */
  const askedMeanwhile = new Set<string>()
  let looking: Promise<void> | null = null
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    for (const source of await pulledSources(database)) {
      if (isStopped || underWay.has(source.id)) continue
      // Another interval begins anew, too: nobody waits out the day that was set by mistake.
      const urlHash = hashOf(`${source.pull.everySeconds} ${source.pull.url}`)
      const at = now()
      const until = new Date(at.getTime() + CLAIM_MS)
      const claim = await claimPull(database, { sourceId: source.id, urlHash, now: at, until })
      if (claim === null) continue
      const work = pull(source, claim)
        .catch((error: unknown) => log.error({ error, source: source.id }, 'a source could not be asked'))
        .then(() => ended(source.id))
      underWay.set(source.id, work)
    }
  }

  async function ended(sourceId: string): Promise<void> {
    const isWanted = askedMeanwhile.delete(sourceId)
    if (isWanted)
      await makePullDue(database, sourceId, now()).catch((error: unknown) => {
        log.error({ error, source: sourceId }, 'a source that was to be asked at once is asked in its turn')
      })
    underWay.delete(sourceId)
    if (isWanted && !isStopped) wake()
  }

  async function pull(source: PulledSource, claim: PullRow): Promise<void> {
    const { failure, isRest = false, etag = claim.etag, lastModified = claim.lastModified } = await asked(source, claim)
    const failures = failure === null ? 0 : claim.failures + 1
    const at = now()
    // What the end of the program broke off is asked again after the next start.
    const isBrokenOff = isStopped && failure !== null
    const seconds = isBrokenOff || isRest ? 0 : nextPullSeconds(source.pull.everySeconds, failures, random())
    await settlePull(database, {
      ...claim,
      nextAt: new Date(at.getTime() + seconds * 1000),
      lastTriedAt: at,
      failures: isBrokenOff ? claim.failures : failures,
      reason: failure?.reason ?? null,
      // The same page as before says the same as before.
      detail: failure?.detail ?? (failure?.reason === 'not-read' ? claim.detail : null),
      ...(failure === null && { lastSuccessAt: at, etag, lastModified }),
    })
  }

  async function asked(source: PulledSource, { etag, lastModified }: PullRow): Promise<Ending> {
    const allowed = [...source.fetchFrom, new URL(source.pull.url).origin]
    const fetched = await fetchFor(source, source.pull.url, allowed, { etag, lastModified })
    if (!fetched.ok) return { failure: { reason: fetched.reason, detail: fetched.detail } }
    if (fetched.bytes === null) return { failure: null }
    const validators = { etag: fetched.etag, lastModified: fetched.lastModified }
    const index = source.format === 'cap' ? capIndex(fetched.bytes, fetched.url) : null
    if (index === null) return { failure: await given(source, fetched), ...validators }
    const { failure, isRest } = await taken(source, index, allowed)
    // An index of which something is missing is not known yet.
    return failure === null && !isRest ? { failure, ...validators } : { failure, isRest }
  }

  /** Takes what an index points to and was not taken before. */
  async function taken(source: PulledSource, index: { href: string; stamp: string }[], allowed: string[]) {
    const begun = now().getTime()
    const keyed = index.map(({ href, stamp }) => ({ href, key: `pull:${source.id}:${hashOf(`${href}\n${stamp}`)}` }))
    const keys = keyed.map(({ key }) => key)
    const rules = hashOf(allowed.join('\n'))
    const failedKey = (key: string, reason: FetchReason) => `${key}:${reason}:${rules}`
    const since = new Date(begun - PASSED_OVER_MS)
    const lately = keys.flatMap((key) => LASTING.map((reason) => failedKey(key, reason)))
    const known = await keysSeen(database, { forever: keys, lately, since })
    const seen = keys.filter((key) => known.has(key))
    let failure: Ending['failure'] = null
    let count = 0
    let isRest = false
    const silent = new Set<string | null>()
    for (const { href, key } of keyed.filter((entry) => !known.has(entry.key))) {
      const lasting = LASTING.find((reason) => known.has(failedKey(key, reason)))
      // It is passed over and not forgotten: whoever looks at the source still reads that something is missing.
      if (lasting !== undefined) failure ??= { reason: lasting, detail: null }
      const host = hostOfLink(href, undefined)
      if (lasting !== undefined || silent.has(host)) continue
      if (count === MOST_OF_INDEX || now().getTime() - begun > MOST_OF_INDEX_MS) {
        // Where nothing at all could be taken, asking again at once would bring nothing either.
        isRest = count > 0
        break
      }
      const fetched = await fetchFor(source, href, allowed)
      if (!fetched.ok) {
        failure ??= { reason: fetched.reason, detail: fetched.detail }
        if (SILENT.has(fetched.reason)) silent.add(host)
        if (LASTING.includes(fetched.reason)) await noteTaken(database, [failedKey(key, fetched.reason)], now())
      } else if (fetched.bytes !== null) {
        failure = (await given(source, fetched)) ?? failure
        // Kept in quarantine is kept: asking again would put it there again.
        await noteTaken(database, [key], now())
        count++
      }
    }
    // What is still in the index must not be forgotten while it is.
    await noteTaken(database, seen, now())
    return { failure, isRest }
  }

  function fetchFor(
    { fetchCredentials: credentials, showTo }: PulledSource,
    link: string,
    allowed: string[],
    validators = { etag: null, lastModified: null } as { etag: string | null; lastModified: string | null },
  ): Promise<Fetched> {
    return fetching.fetch({ link, allowed, credentials, showTo, mostBytes: MOST_BYTES, accept: ACCEPT, validators })
  }

  /** Hands over what came as a message of its source; what could not be read of it is told beside the source. */
  async function given(
    { id, format }: PulledSource,
    { bytes, contentType }: { bytes: Buffer; contentType: string | null },
  ): Promise<Ending['failure']> {
    const unreadKey = `pull:${id}:unread:${format}:${hashOf(bytes)}`
    // A page that says every five minutes that the key has expired lies in quarantine once.
    const known = await keysSeen(database, { forever: [unreadKey], lately: [], since: now() })
    if (known.size > 0) return { reason: 'not-read', detail: null }
    const fate = await take({
      topic: `ingest/${id}`,
      source: id,
      payload: bytes,
      retain: false,
      dup: false,
      qos: 1,
      mayBeResent: true,
      principal: id,
      receivedAt: now(),
      ...(contentType !== null && { contentType }),
    })
    if (fate.outcome !== 'quarantined') return null
    await noteTaken(database, [unreadKey], now())
    return { reason: 'not-read', detail: fate.detail }
  }

  function wake(): void {
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'it could not be seen which sources are due; trying again'))
      .finally(() => {
        looking = null
      })
  }

  return {
    async askNow(sourceId) {
      if (!(await pulledSources(database)).some(({ id }) => id === sourceId)) return false
      // What is under way may have been asked before what the asker has in mind was so.
      if (underWay.has(sourceId)) askedMeanwhile.add(sourceId)
      else await makePullDue(database, sourceId, now())
      wake()
      return true
    },
    start() {
      timer = setInterval(wake, LOOK_EVERY_MS)
      wake()
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      await looking
      await Promise.all(underWay.values())
    },
  }
}

function hashOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

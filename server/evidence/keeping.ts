import { createHash } from 'node:crypto'
import type { EvidenceMedia, FetchReason } from '#shared/evidence.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import type { ChangeDraft } from '../domain/facts.ts'
import { afterFailure } from '../domain/trying-again.ts'
import { isConfidential, scopeOf } from '../domain/viewer.ts'
import type { Fetching } from './fetching.ts'
import type { MediaFiles } from './media.ts'
import type { Log } from '../mqtt/door.ts'
import {
  claimEnclosed,
  claimLinked,
  evidenceMediaById,
  type EvidenceMediaRow,
  incidentsOfObservation,
  keptCopy,
  releaseClaims,
  wireMedia,
} from '../store/evidence-media.ts'
import { fetchRules } from '../store/sources.ts'
import { notePicture } from '../store/statuses.ts'

/** Keeps the pictures and clips of evidence as files: what came inside a message, and what it names by links. */
export type Keeping = {
  /** Something may be due: called after every commit that can have brought pictures. */
  wake(): void
  /** Tries once more what was given up. */
  retry(id: string): Promise<Retried>
  start(): Promise<void>
  /** Gives up what is under way; it is done after the next start. */
  stop(): Promise<void>
}
export type Retried = { ok: true; media: EvidenceMedia } | { ok: false; reason: 'not-found' | 'waiting' | 'kept' }

const MOST_BYTES = 16 * 1024 * 1024
const MOST_LINKED_AT_ONCE = 6
/** They lie in the database already; more at once would only fill the memory. */
const MOST_ENCLOSED_AT_ONCE = 2
const LOOK_EVERY_MS = 1000
/** Longer than fetching and keeping take together: after this somebody else may try. */
const CLAIM_MS = 90_000

type Outcome =
  { ok: true; mediaId: string; contentType: string; bytes: number; sha256: string; isNew: boolean } | Failed
type Failed = { ok: false; reason: FetchReason }

export function createKeeping(parts: {
  database: Database
  decisions: Decisions
  files: MediaFiles
  fetching: Fetching
  /** The name of this process, the same after a restart. */
  holder: string
  now: () => Date
  newId: () => string
  log: Log
}): Keeping {
  const { database, decisions, files, fetching, holder, now, newId, log } = parts
  const underWay = { linked: new Set<Promise<void>>(), enclosed: new Set<Promise<void>>() }
  let looking: Promise<void> | null = null
  let isWoken = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    do {
      isWoken = false
      const at = now()
      const claiming = { holder, now: at, until: new Date(at.getTime() + CLAIM_MS) }
      const mostEnclosed = MOST_ENCLOSED_AT_ONCE - underWay.enclosed.size
      const mostLinked = MOST_LINKED_AT_ONCE - underWay.linked.size
      if (mostEnclosed > 0)
        for (const row of await claimEnclosed(database, { ...claiming, most: mostEnclosed })) begin(row)
      if (mostLinked > 0) for (const row of await claimLinked(database, { ...claiming, most: mostLinked })) begin(row)
    } while (isWoken && !isStopped)
  }

  function begin(row: EvidenceMediaRow): void {
    const alongside = row.content === null ? underWay.linked : underWay.enclosed
    const work = keep(row)
      .catch(async (error: unknown) => {
        log.error({ error, id: row.id }, 'a picture could not be kept')
        if (!isStopped) await write(afterTry(row, { ok: false, reason: 'not-kept' }, now()))
      })
      .catch((error: unknown) => {
        // The claim runs out, and then it is tried again.
        log.error({ error, id: row.id }, 'nor could it be noted that a picture could not be kept')
      })
      .finally(() => {
        alongside.delete(work)
        wake()
      })
    alongside.add(work)
  }

  function wake(): void {
    if (isStopped) return
    isWoken = true
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'it could not be seen which pictures are due; trying again'))
      .finally(() => {
        looking = null
      })
  }

  async function keep(row: EvidenceMediaRow): Promise<void> {
    const outcome = await obtained(row)
    // What was broken off by the end of the program says nothing about the camera.
    if (isStopped && !outcome.ok) return
    await write(afterTry(row, outcome, now()), outcome)
  }

  async function obtained(row: EvidenceMediaRow): Promise<Outcome> {
    if (row.content !== null) return kept(Buffer.from(row.content, 'base64'))
    const { fetchFrom, fetchCredentials, showTo } = await fetchRules(database, row.sourceId ?? '')
    const fetched = await fetching.fetch({
      link: row.link ?? '',
      allowed: fetchFrom,
      credentials: fetchCredentials,
      showTo,
      mostBytes: MOST_BYTES,
      accept: 'image/*, video/mp4',
    })
    if (!fetched.ok) return fetched
    return fetched.bytes === null ? { ok: false, reason: 'error-answer' } : kept(fetched.bytes)
  }

  async function kept(bytes: Buffer): Promise<Outcome> {
    const total = bytes.length
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const copy = await keptCopy(database, sha256, total)
    if (copy !== null) return { ok: true, ...copy, bytes: total, sha256, isNew: false }
    if (total === 0) return { ok: false, reason: 'wrong-type' }
    // An id that nobody was told: under one that is known somebody could have put a picture of his own first.
    const id = newId()
    const received = await files.receive(id, { from: 0, until: total, total, sha256, bytes: once(bytes) })
    if (received.outcome !== 'whole') return { ok: false, reason: 'wrong-type' }
    return { ok: true, mediaId: id, contentType: received.contentType, bytes: total, sha256, isNew: true }
  }

  /** Writes what became of a picture and tells it to whoever may see the incident. */
  async function write(row: EvidenceMediaRow, outcome?: Outcome): Promise<void> {
    // Read before it is this decision's turn: an alarm may be waiting for its own.
    const change = await announcement(database, row)
    await decisions.decide(() => {
      const media = outcome?.ok === true && outcome.isNew ? [mediaRow(outcome, now())] : []
      return { result: null, step: { append: { media }, put: { settledMedia: [row] }, changes: [change] } }
    })
    // The same picture once more is none of now: a camera that stands still sends it for weeks.
    if (outcome?.ok === true && outcome.isNew && row.observationId !== null)
      await notePicture(database, row.observationId, now())
  }

  return {
    wake,
    async retry(id) {
      const row = await evidenceMediaById(database, id)
      if (row === null) return { ok: false, reason: 'not-found' }
      if (row.state === 'waiting' || row.state === 'kept') return { ok: false, reason: row.state }
      const again: EvidenceMediaRow = {
        ...row,
        state: 'waiting',
        tries: 0,
        reason: null,
        nextAt: now(),
        settledAt: null,
        holder: null,
      }
      await write(again)
      wake()
      return { ok: true, media: wireMedia(again) }
    },
    async start() {
      await releaseClaims(database, holder, now())
      timer = setInterval(wake, LOOK_EVERY_MS)
      wake()
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      await looking
      await Promise.all([...underWay.linked, ...underWay.enclosed])
    },
  }
}

function afterTry(row: EvidenceMediaRow, outcome: Outcome, now: Date): EvidenceMediaRow {
  const tries = row.tries + 1
  if (outcome.ok) {
    const { mediaId, contentType, bytes, sha256 } = outcome
    const done = { state: 'kept', reason: null, content: null, nextAt: null, holder: null, settledAt: now } as const
    return { ...row, ...done, mediaId, contentType, bytes, sha256, tries }
  }
  const { state, nextAt } = afterFailure(outcome.reason, tries, now)
  return { ...row, state, nextAt, tries, reason: outcome.reason, holder: null, settledAt: nextAt === null ? now : null }
}

function mediaRow({ mediaId, contentType, bytes, sha256 }: Extract<Outcome, { ok: true }>, now: Date) {
  // Nobody's: whoever may see the incident may see it.
  const whole = { ownerId: '', bytes, receivedBytes: bytes, createdAt: now, completedAt: now }
  return { id: mediaId, contentType, sha256, ...whole }
}

/** Who may hear of a picture: whoever may hear of an incident that it belongs to. */
async function announcement(database: Database, row: EvidenceMediaRow): Promise<ChangeDraft> {
  const { observationId } = row
  const { standing, ids } =
    observationId === null ? { standing: [], ids: [] } : await incidentsOfObservation(database, observationId)
  const scopes = standing.map(scopeOf)
  const kinds = standing.map(({ kind }) => kind)
  // Of several incidents a private one decides who may hear of it.
  const kind = kinds.find(isConfidential) ?? kinds[0] ?? null
  return {
    change: { type: 'evidence', incidentIds: ids, kind, media: wireMedia(row) },
    areaIds: [...new Set(scopes.flatMap(({ areaIds }) => areaIds ?? []))],
    personIds: [...new Set(scopes.flatMap(({ personIds }) => personIds))],
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

import type { Source } from '#shared/source.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { SeenBefore } from './decisions.ts'
import { decode } from './domain/decode/formats.ts'
import type { Decoding, Message } from './domain/decode/format.ts'
import { messageKey } from './domain/decode/message-key.ts'
import { type Arrival, decideArrivals, isAlarm, signalKey } from './domain/intake.ts'
import type { Log } from './mqtt/door.ts'
import { createBatcher } from './mqtt/batch.ts'
import { keysSeen, stepOf } from './store/decisions.ts'
import { type Heard, type ShortReading, writeQuarantine, writeReadings } from './store/telemetry.ts'

// The sentence: mqtt → decode → locate → correlate → assign → store → push. This file alone knows the order.
// Most messages take the short road (decode, store in bulk); what somebody may have to act on takes the whole road,
// in a lane of its own, so that an alarm never waits behind telemetry. A message is acknowledged when the promise
// that its door got settles: after the commit, on either road.

export type Pipeline = {
  /** Takes one message in; settles after everything it says is committed, rejects if that failed. */
  take(message: Message): Promise<void>
  /** How many messages wait for their commit. */
  pending(): number
  lastMessageAt(): Date | null
}

/** A decoded message on either road; `fold` says by which key a repeat is recognised, and whether for ever. */
type Piece = Arrival & { fold: { key: string; forever: boolean } | null }

/** A message that nobody could read, with why. */
type Unread = { message: Message; source: Source | null; reason: string; detail: string }

const MAX_BATCH = 2000
const MAX_PENDING = 20_000
const MAX_QUARANTINED_BYTES = 256 * 1024

export function createPipeline(parts: {
  database: Database
  decisions: Decisions
  newId: () => string
  log: Log
  /** After a commit: a native device is told that its event is safe. */
  acknowledge: (deviceId: string, eventId: string) => void
  /** After a commit: what was heard, for screens that show last values. */
  heard: (heard: readonly Heard[]) => void
}): Pipeline {
  const { database, decisions, newId, log, acknowledge, heard } = parts
  let lastMessageAt: Date | null = null

  const telemetry = createLane<Piece>(async (pieces) => storeReadings(pieces))
  const alarms = createLane<Piece>(async (pieces) => storeAlarms(pieces))
  const unread = createLane<Unread>(async (rows) =>
    writeQuarantine(
      database,
      rows.map((row) => quarantineRow(row, newId)),
    ),
  )

  async function take(message: Message): Promise<void> {
    lastMessageAt = message.receivedAt
    const { arrangement } = await decisions.facts()
    const { source, decoding } = safelyDecoded(message, arrangement.sources, log)
    if (decoding.outcome === 'ignored') return
    if (source === null || decoding.outcome === 'refused') {
      const { reason, detail } = decoding.outcome === 'refused' ? decoding : { reason: 'no-source', detail: '' }
      return unread.submit({ message, source, reason, detail })
    }
    const pieces = decoding.observations.map((decoded): Piece => {
      const fold = messageKey(source.id, decoded, message)
      return { sourceId: source.id, decoded, message, fold, key: fold?.forever === true ? fold.key : null }
    })
    await Promise.all(
      pieces.map((piece) => {
        const device = arrangement.deviceAt(piece.sourceId, piece.decoded.externalId)
        const takesWholeRoad = device === null || isAlarm(piece.decoded, device)
        return (takesWholeRoad ? alarms : telemetry).submit(piece)
      }),
    )
    if (source.format === 'native')
      for (const { decoded } of pieces) if (decoded.eventId !== null) acknowledge(decoded.externalId, decoded.eventId)
  }

  /** The whole road: locate, correlate and assign are called, in that order, by `decideArrivals`. */
  async function storeAlarms(pieces: readonly Piece[]): Promise<void> {
    let fresh = distinct(pieces)
    let isRepeated = fresh.some(({ message }) => message.dup)
    for (;;) {
      if (isRepeated) {
        const seen = await keysSeen(
          database,
          fresh.flatMap(({ fold, message }) =>
            fold !== null && (fold.forever || message.dup) ? [storedKey(fold)] : [],
          ),
        )
        fresh = fresh.filter(
          ({ fold, message }) => fold === null || !(fold.forever || message.dup) || !seen.has(storedKey(fold)),
        )
      }
      if (fresh.length === 0) return
      const toWrite = fresh
      try {
        await decisions.decide((facts, making) => {
          const decided = decideArrivals(toWrite, facts, making)
          const step = stepOf(decided, making.now, making.newId)
          // A statement may put a key once only, and two alarms in the same words may come in one batch.
          const contents = new Set(
            toWrite.flatMap(({ fold }) => (fold !== null && !fold.forever ? [storedKey(fold)] : [])),
          )
          const noted = [...contents].map((key) => ({ key, seenAt: making.now }))
          return { result: null, step: { ...step, put: { ...step.put, contentKeys: noted } } }
        })
        break
      } catch (error) {
        if (!(error instanceof SeenBefore) || isRepeated) throw error
        isRepeated = true
      }
    }
    await writeReadings(database, [], heardOf(pieces))
    heard(heardOf(pieces))
  }

  async function storeReadings(pieces: readonly Piece[]): Promise<void> {
    const fresh = distinct(pieces)
    const { arrangement } = await decisions.facts()
    const all = heardOf(fresh)
    const active = await writeReadings(
      database,
      fresh.map((piece) =>
        shortReading(piece, arrangement.deviceAt(piece.sourceId, piece.decoded.externalId)?.id ?? null, newId),
      ),
      all,
    )
    // The end of something that is on concerns an incident: it was left unwritten and takes the whole road.
    if (active.size > 0) {
      const ending = fresh.filter((piece) => active.has(clearedSignal(piece) ?? ''))
      await Promise.all(ending.map((piece) => alarms.submit(piece)))
    }
    heard(all)
  }

  return {
    take,
    pending: () => telemetry.pending() + alarms.pending() + unread.pending(),
    lastMessageAt: () => lastMessageAt,
  }
}

/** Gathers what arrives while the batch before it is being written. */
function createLane<T>(write: (batch: readonly T[]) => Promise<void>) {
  return createBatcher<T>({ take: write, maxBatch: MAX_BATCH, maxPending: MAX_PENDING })
}

function safelyDecoded(
  message: Message,
  sources: readonly Source[],
  log: Log,
): { source: Source | null; decoding: Decoding } {
  try {
    return decode(message, sources)
  } catch (error) {
    // A decoder never throws; should one do so all the same, its message must not stop the others, nor be lost.
    log.error({ error, topic: message.topic }, 'a decoder failed')
    return {
      source: null,
      decoding: { outcome: 'refused', reason: 'wrong-shape', detail: 'The decoder failed; see the log.' },
    }
  }
}

/** Within one batch a repeat is folded here, so that no statement meets a key twice. */
function distinct(pieces: readonly Piece[]): Piece[] {
  const seen = new Set<string>()
  return pieces.filter(({ fold, message }) => {
    if (fold === null) return true
    const isRepeat = seen.has(fold.key) && (fold.forever || message.dup)
    seen.add(fold.key)
    return !isRepeat
  })
}

/** Content keys stand apart: they expire, ids do not. */
function storedKey({ key, forever }: { key: string; forever: boolean }): string {
  return forever ? key : `c:${key}`
}

function shortReading(piece: Piece, deviceId: string | null, newId: () => string): ShortReading {
  const { sourceId, decoded, message, fold } = piece
  const { externalId, kind, state, deviceAt, confidence, values } = decoded
  const folds = fold !== null && (fold.forever || message.dup)
  return {
    id: newId(),
    sourceId,
    externalId,
    deviceId,
    kind,
    state,
    deviceAt: deviceAt?.toISOString() ?? null,
    receivedAt: message.receivedAt.toISOString(),
    confidence,
    values,
    foldKey: fold !== null && folds ? storedKey(fold) : null,
    contentKey: fold !== null && !fold.forever ? storedKey(fold) : null,
    clearsKey: clearedSignal(piece),
  }
}

/** The signal of which an observation says that it is off, if any. */
function clearedSignal(piece: Piece): string | null {
  return piece.decoded.state === 'cleared' && piece.decoded.kind !== null ? signalKey(piece) : null
}

/** What a batch says of its devices, one entry an address. */
function heardOf(pieces: readonly Piece[]): Heard[] {
  const byAddress = new Map<string, Heard>()
  for (const { sourceId, decoded, message } of pieces) {
    const { externalId, available, batteryPercent, values } = decoded
    const before = byAddress.get(`${sourceId}\0${externalId}`)
    byAddress.set(`${sourceId}\0${externalId}`, {
      sourceId,
      externalId,
      lastSeenAt: message.receivedAt.toISOString(),
      available: available ?? before?.available ?? null,
      batteryPercent: batteryPercent ?? before?.batteryPercent ?? null,
      values: { ...before?.values, ...values },
    })
  }
  return [...byAddress.values()]
}

function quarantineRow({ message, source, reason, detail }: Unread, newId: () => string) {
  const { topic, payload, retain, principal, receivedAt } = message
  return {
    id: newId(),
    receivedAt,
    sourceId: source?.id ?? null,
    topic,
    payload: Buffer.from(payload.subarray(0, MAX_QUARANTINED_BYTES)).toString('base64'),
    payloadBytes: payload.byteLength,
    retain,
    principal,
    reason,
    detail,
  }
}

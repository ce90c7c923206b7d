// Longer than others because the order of the whole sentence stands in one file, with both of its roads.
import type { Device } from '#shared/device.ts'
import type { ObservationState } from '#shared/observation.ts'
import { type Database, mayPass } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { Overtaken, SeenBefore } from './decisions.ts'
import type { Decoded, Message } from './domain/decode/format.ts'
import { partsIn } from './domain/decode/multipart.ts'
import type { Arrangement } from './domain/arrangement.ts'
import { contentKey, lastingKey } from './domain/decode/message-key.ts'
import { isAlarm } from './domain/as-registered.ts'
import { type Arrival, signalKey } from './domain/arrival.ts'
import { decideArrivals } from './domain/intake.ts'
import { limitAlarms } from './domain/limits.ts'
import { mayBecomeAlarm } from './domain/standing.ts'
import type { Log } from './mqtt/door.ts'
import { createBatcher } from './mqtt/batch.ts'
import { writeNarrowed } from './narrowed.ts'
import { type Arrived, createReading, type Fate, type Read } from './reading.ts'
import { createRemembering } from './remembering.ts'
import { keysSeen, stepOf } from './store/decisions.ts'
import { attachedRows } from './store/evidence-media.ts'
import { writeQuarantine } from './store/quarantine.ts'
import { spoolBatch, spoolRow } from './store/spool.ts'
import { entryOf, quarantineRow, signOfLife, type Unread } from './traces.ts'

// The sentence: mqtt → decode → locate → correlate → assign → store → push. This file alone knows the order.
// Most messages take the short road (decode, store in bulk); what somebody may have to act on takes the whole road,
// in a lane of its own, so that an alarm never waits behind telemetry. A message is acknowledged when the promise
// that its door got settles: after the commit, on either road.

export type Pipeline = {
  /** Takes one message in; settles after everything it says is committed, rejects if that failed. */
  take(message: Message): Promise<Fate>
  /** How many messages wait for their commit. */
  pending(): number
  /** How many messages were committed since the start. */
  taken(): number
  lastMessageAt(): Date | null
}

/**
 * An observation on its road; `n` says in which order they came. `signals` are those it speaks of: its own, and those
 * of the limits that its device has for its values.
 */
type Numbered = Arrival & { n: number; signals: readonly { key: string; state: ObservationState }[] }

const MAX_BATCH = 2000
const MAX_PENDING = 20_000
/** A batch in bytes: the embedded database takes long over a large one, and an alarm might be next. */
const MAX_BATCH_BYTES = 1024 * 1024
/** Another process may write a repeat of what this one is just looking at. */
const MOST_TRIES = 3
/** How long a redelivered alarm without id or time is recognised by its content. */
const FOLD_CONTENT_MS = 600_000

export function createPipeline(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  newId: () => string
  /** The clock by which devices are armed. */
  timeZone: string
  log: Log
  /** After a commit: native devices are told that their events are safe. */
  acknowledge: (events: { deviceId: string; eventId: string }[]) => void
  /** After a commit: what was heard, for screens that show last values. */
  heard: (arrivals: readonly Arrival[]) => void
  /** After a commit: so many more entries wait to be settled. */
  spooled: (entries: number) => void
  /** After a commit: pictures or clips wait to be kept. */
  attached: () => void
}): Pipeline {
  const { database, decisions, now, newId, timeZone, log, acknowledge, heard, spooled, attached } = parts
  let lastMessageAt: Date | null = null
  let taken = 0
  let numbered = 0
  /**
   * Which alarm of a signal came last, and how many of it are still on their way. The lanes overtake each other: the
   * end of an alarm must not come before it, and an earlier "all clear" that waited longer must not end it.
   */
  const alarmsOf = new Map<string, { newest: number; underWay: number }>()

  const telemetry = createLane<Numbered>(storeReadings)
  const alarms = createLane<Numbered>(storeAlarms)
  const unread = createLane<Unread>(storeUnread)
  const remembering = createRemembering({
    database,
    refuse: (message, source, detail) => unread.submit({ message, source, reason: 'memory-limit', detail }),
  })
  const reading = createReading({ decisions, remembering, log, createLane, sort })
  /** Messages that could be read but not stored. */
  const unwritable = new WeakSet<Message>()

  /** Sends each observation of a message on its road. */
  function sort(arrived: Arrived, { source, decoding, heads }: Read, arrangement: Arrangement): void {
    const { message, committed, failed } = arrived
    if (decoding.outcome === 'ignored') return committed({ outcome: 'ignored' })
    if (decoding.outcome === 'refused' || source === null) {
      const { reason, detail } = decoding.outcome === 'refused' ? decoding : NOBODYS
      const quarantined = () => committed({ outcome: 'quarantined', reason, detail })
      return unread.push({ message, source, ...decoding, reason, detail }, quarantined, failed)
    }
    const { observations } = decoding
    const note = decoding.remember && remembering.note(message, source, heads, decoding.remember)
    const problems = problemsOf(decoding.unread, note?.problem)
    const taken = () => committed(unwritable.has(message) ? UNWRITABLE : takenIn(observations.length, problems))
    // Memory comes last: who is interrupted before it comes again, and is read once more with the memory of before.
    const all = note === undefined ? taken : () => void note.write().then(taken, failed)
    const broke =
      note === undefined
        ? failed
        : (cause: unknown) => {
            note.drop()
            failed(cause)
          }
    let left = observations.length + problems.length
    if (left === 0) return all()
    // One that failed has settled the message; that others succeed tells its sender nothing any more.
    const done = left === 1 ? all : () => void (--left === 0 && all())
    for (const each of problems) unread.push({ message, source, ...each }, done, broke)
    for (const decoded of observations) {
      const key = lastingKey(source.id, decoded, message)
      const device = arrangement.deviceAt(source.id, decoded.externalId)
      const signals = signalsOf(source.id, decoded, device)
      const arrival: Numbered = { n: ++numbered, sourceId: source.id, decoded, message, key, signals }
      const isOver = signals.some(({ key, state }, n) => isUnderWay(key) || (n > 0 && state === 'active'))
      const mayAlarm = isAlarm(decoded, device, message.receivedAt, timeZone) || mayBecomeAlarm(decoded, device)
      if (device === null || isOver || mayAlarm) void takeWholeRoad(arrival).then(done, broke)
      else telemetry.push(arrival, done, broke)
    }
  }

  /** Tells native devices which of their events are safe. */
  async function acknowledgeNative(arrivals: readonly Arrival[]): Promise<void> {
    const { arrangement } = await decisions.facts()
    const native = new Set(arrangement.sources.filter(({ format }) => format === 'native').map(({ id }) => id))
    const events = arrivals.flatMap(({ sourceId, decoded: { externalId, eventId } }) =>
      eventId !== null && native.has(sourceId) ? [{ deviceId: externalId, eventId }] : [],
    )
    if (events.length > 0) acknowledge(events)
  }

  async function takeWholeRoad(arrival: Numbered): Promise<void> {
    const all = arrival.signals.map(({ key, state }) => {
      const known = alarmsOf.get(key) ?? { newest: 0, underWay: 0 }
      alarmsOf.set(key, known)
      if (state === 'active') known.newest = arrival.n
      known.underWay += 1
      return known
    })
    try {
      await alarms.submit(arrival)
    } finally {
      for (const known of all) known.underWay -= 1
    }
  }

  async function storeUnread(batch: readonly Unread[]): Promise<void> {
    await writeNarrowed(batch, {
      mayPass,
      write(some) {
        const rows = some.map((row) => quarantineRow(row, newId()))
        const cutOut = rows.flatMap(({ id, attached, sourceId = null }) =>
          attachedRows(attached, { observationId: null, quarantineId: id, sourceId }, now(), newId),
        )
        return writeQuarantine(database, rows, cutOut).then(() => {
          if (cutOut.length > 0) attached()
        })
      },
      refused: async ({ message }, error) => {
        log.error(
          { error, topic: message.topic },
          'a message could not even be kept in quarantine; it stands in this line',
        )
        log.error({ payload: Buffer.from(message.payload).toString('base64') }, 'its payload, base64')
      },
    })
    const events = batch.flatMap(({ event }) => event ?? [])
    if (events.length > 0) acknowledge(events)
  }

  /** The whole road. One alarm that can never be written must not hold up the others of its batch for ever. */
  async function storeAlarms(batch: readonly Numbered[]): Promise<void> {
    await writeNarrowed(batch, {
      mayPass: (error) => mayPass(error) || error instanceof Overtaken || error instanceof SeenBefore,
      write: decideAndStore,
      refused: async ({ message, sourceId }, error) => {
        log.error({ error, topic: message.topic }, 'an alarm could not be stored and lies in quarantine')
        unwritable.add(message)
        await storeUnread([{ message, source: null, reason: 'unwritable', detail: `${sourceId}: ${String(error)}` }])
      },
    })
    heard(batch)
    await acknowledgeNative(batch)
    forgetAlarms(batch)
  }

  /** Locate, correlate and assign are called, in that order, by `decideArrivals`. */
  async function decideAndStore(arrivals: readonly Arrival[]): Promise<void> {
    let fresh = distinct(arrivals)
    let isRepeated = fresh.some(({ message }) => message.dup)
    for (let tries = 1; ; tries++) {
      if (isRepeated) fresh = await unseen(fresh)
      if (fresh.length === 0) return
      const toWrite = fresh
      try {
        await decisions.decide((facts, making) => {
          const step = stepOf(decideArrivals(toWrite, facts, making), making.now, making.newId)
          // A statement may put a key once only, and two alarms in the same words may come in one batch.
          const contents = new Set(toWrite.flatMap((arrival) => contentOf(arrival) ?? []))
          const contentKeys = [...contents].map((key) => ({ key, seenAt: making.now }))
          const spool = [spoolRow(arrivals.map(signOfLife))]
          return {
            result: null,
            step: { ...step, append: { ...step.append, spool }, put: { ...step.put, contentKeys } },
          }
        })
        if (toWrite.some(({ decoded, message }) => decoded.media.length > 0 || partsIn(message.payload) !== null))
          attached()
        return spooled(arrivals.length)
      } catch (error) {
        if (!(error instanceof SeenBefore) || tries === MOST_TRIES) throw error
        isRepeated = true
      }
    }
  }

  /** Those of which no repeat is known: by their lasting key, or, when they may be redeliveries, by their content. */
  async function unseen(arrivals: readonly Arrival[]): Promise<Arrival[]> {
    const lasting = (arrival: Arrival) => arrival.key
    const content = (arrival: Arrival) => (arrival.message.dup ? contentOf(arrival) : null)
    const seen = await keysSeen(database, {
      forever: arrivals.flatMap((arrival) => lasting(arrival) ?? []),
      lately: arrivals.flatMap((arrival) => content(arrival) ?? []),
      since: new Date(now().getTime() - FOLD_CONTENT_MS),
    })
    return arrivals.filter((arrival) => !seen.has(lasting(arrival) ?? content(arrival) ?? ''))
  }

  /** The short road: one batch, one row. */
  async function storeReadings(batch: readonly Numbered[]): Promise<void> {
    const { arrangement } = await decisions.facts()
    for (let rest = batch; rest.length > 0;) {
      const clears = new Set(rest.flatMap(clearedSignals))
      const entries = rest.map((arrival) =>
        entryOf(arrival, arrangement.deviceAt(arrival.sourceId, arrival.decoded.externalId)?.id),
      )
      const active = await spoolBatch(database, entries, [...clears])
      if (active.size === 0) {
        spooled(entries.length)
        break
      }
      // The end of something that is on concerns an incident: it takes the whole road.
      const isEnding = (arrival: Numbered) => clearedSignals(arrival).some((key) => active.has(key))
      await Promise.all(rest.filter(isEnding).map(takeWholeRoad))
      rest = rest.filter((arrival) => !isEnding(arrival))
    }
    heard(batch)
    await acknowledgeNative(batch)
    forgetAlarms(batch)
  }

  /** When nothing but this batch, which is written, is on its way, nothing is left to be compared with an alarm. */
  function forgetAlarms(batch: readonly Numbered[]): void {
    if (telemetry.pending() + alarms.pending() === batch.length) alarmsOf.clear()
  }

  /** The signals of which an observation says that they are off, unless a later one said that they are on. */
  function clearedSignals({ n, decoded, signals }: Numbered): string[] {
    return signals
      .filter(({ key, state }, index) => {
        const isSaid = state === 'cleared' && (index > 0 || decoded.kind !== null)
        return isSaid && n >= (alarmsOf.get(key)?.newest ?? 0)
      })
      .map(({ key }) => key)
  }

  function isUnderWay(key: string): boolean {
    return (alarmsOf.get(key)?.underWay ?? 0) > 0
  }

  return {
    take: (message) =>
      new Promise((resolve, reject) => {
        lastMessageAt = message.receivedAt
        const committed = (fate: Fate) => {
          taken += 1
          resolve(fate)
        }
        reading.push({ message, committed, failed: reject })
      }),
    pending: () => [reading, telemetry, alarms, unread, remembering].reduce((sum, { pending }) => sum + pending(), 0),
    taken: () => taken,
    lastMessageAt: () => lastMessageAt,
  }
}

/** The signals an observation speaks of, its own first. */
function signalsOf(sourceId: string, decoded: Decoded, device: Device | null): Numbered['signals'] {
  return [decoded, ...limitAlarms(decoded, device)].map((one) => {
    return { key: signalKey({ sourceId, decoded: one }), state: one.state }
  })
}

/** Gathers what arrives while the batch before it is being written. */
function createLane<T extends { message: Message }>(write: (batch: readonly T[]) => Promise<void>) {
  return createBatcher<T>({
    take: write,
    bytesOf: ({ message }) => message.payload.byteLength,
    maxBatch: MAX_BATCH,
    maxBytes: MAX_BATCH_BYTES,
    maxPending: MAX_PENDING,
  })
}

const UNWRITABLE: Fate = { outcome: 'quarantined', reason: 'unwritable', detail: '' }
const NO_PROBLEMS: readonly Problem[] = []
type Problem = Pick<Unread, 'reason' | 'detail' | 'event'>

/** What of a message goes to quarantine although the rest of it is taken. */
function problemsOf(unread: Problem | undefined, forgotten: string | null | undefined): readonly Problem[] {
  if (typeof forgotten !== 'string') return unread === undefined ? NO_PROBLEMS : [unread]
  return [...(unread === undefined ? [] : [unread]), { reason: 'memory-limit', detail: forgotten }]
}

function takenIn(observations: number, [problem]: readonly Problem[]): Fate {
  const unread = problem === undefined ? null : { reason: problem.reason, detail: problem.detail }
  return { outcome: 'taken', observations, unread }
}

const NOBODYS = { reason: 'no-source', detail: '' }

/** Within one batch a repeat is folded here, so that no statement meets a key twice. */
function distinct(arrivals: readonly Arrival[]): Arrival[] {
  const seen = new Set<string>()
  return arrivals.filter((arrival) => {
    const key = arrival.key ?? contentOf(arrival)
    if (key === null) return true
    const isRepeat = seen.has(key) && (arrival.key !== null || arrival.message.dup)
    seen.add(key)
    return !isRepeat
  })
}

/** Content keys stand apart: they expire, lasting ones do not. */
function contentOf({ sourceId, decoded, message, key }: Arrival): string | null {
  const content = key === null ? contentKey(sourceId, decoded, message) : null
  return content === null ? null : `c:${content}`
}

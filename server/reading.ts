import type { Source } from '#shared/source.ts'
import type { Decisions } from './decisions.ts'
import type { Arrangement } from './domain/arrangement.ts'
import type { Decoding, Memory, Message } from './domain/decode/format.ts'
import { decodeAs, NO_MEMORY, sourceFor } from './domain/decode/formats.ts'
import { type Recall, recallFor } from './domain/decode/recall.ts'
import type { Batcher } from './mqtt/batch.ts'
import type { Log } from './mqtt/door.ts'
import type { Remembering } from './remembering.ts'

/** What became of a message: quarantine keeps those it could not read, and of an alarm the part that is `unread`. */
export type Fate =
  | { outcome: 'taken'; observations: number; unread: { reason: string; detail: string } | null }
  | { outcome: 'quarantined'; reason: string; detail: string }
  | { outcome: 'ignored' }

/** A message at the door; one of the two is called, once. */
export type Arrived = { message: Message; committed: (fate: Fate) => void; failed: (cause: unknown) => void }

/** One that is read with what its source remembers. */
export type Recalling = Arrived & { recalls: readonly Recall[] }

/** What a message says; `heads` are the parts of its source's memory that it was read with. */
export type Read = { source: Source | null; decoding: Decoding; heads: readonly string[] }

/** Reads messages in the order they came: finds the source of each, recalls what it remembers, and decodes. */
export type Reading = { push(arrived: Arrived): void; pending(): number }

type Sort = (arrived: Arrived, read: Read, arrangement: Arrangement) => void

export function createReading(parts: {
  decisions: Decisions
  remembering: Remembering
  log: Log
  /** Makes the lane for what waits for memory: nobody whose format remembers nothing waits there. */
  createLane: (take: (batch: readonly Recalling[]) => Promise<void>) => Batcher<Recalling>
  /** Sends what was read on its roads. */
  sort: Sort
}): Reading {
  const { decisions, remembering, log, sort } = parts
  const arrived: Arrived[] = []
  const recalling = parts.createLane(readRecalled)

  /** What came in one turn. */
  async function readArrived(): Promise<void> {
    const { arrangement } = await decisions.facts()
    for (const each of arrived.splice(0)) {
      try {
        const { message } = each
        const source = sourceFor(message, arrangement.sources)
        const recalls = safelyRecalled(message, source, arrangement.sources, log)
        if (recalls !== null) recalling.push({ ...each, recalls }, () => {}, each.failed)
        else sort(each, { source, decoding: safelyDecoded(source, message, NO_MEMORY, log), heads: [] }, arrangement)
      } catch (error) {
        each.failed(error)
      }
    }
  }

  /** What came in one turn, or while the memory of the turn before was read, of formats that remember. */
  async function readRecalled(batch: readonly Recalling[]): Promise<void> {
    const { arrangement } = await decisions.facts()
    const asked = batch.flatMap(({ recalls }) =>
      recalls.flatMap(({ source, heads }) => heads.map((head) => ({ sourceId: source.id, head }))),
    )
    const memoryOf = await remembering.recall(asked)
    for (const each of batch) {
      try {
        sort(each, withMemory(each, memoryOf, log), arrangement)
      } catch (error) {
        each.failed(error)
      }
    }
  }

  return {
    push(each) {
      if (arrived.push(each) === 1)
        readArrived().catch((error: unknown) => arrived.splice(0).forEach(({ failed }) => failed(error)))
    },
    pending: () => arrived.length + recalling.pending(),
  }
}

function withMemory(
  { message, recalls }: Recalling,
  memoryOf: (sourceId: string, heads: readonly string[]) => Memory,
  log: Log,
): Read {
  for (const { source, heads, isCertain } of recalls) {
    const memory = memoryOf(source.id, heads)
    if (isCertain || memory.size > 0) return { source, heads, decoding: safelyDecoded(source, message, memory, log) }
  }
  // What a device that announces says elsewhere (its log lines) is not meant for us.
  if (recalls.some(({ source }) => source.id === message.principal))
    return { source: null, heads: [], decoding: { outcome: 'ignored' } }
  return { source: null, heads: [], decoding: safelyDecoded(null, message, NO_MEMORY, log) }
}

function safelyDecoded(source: Source | null, message: Message, memory: Memory, log: Log): Decoding {
  try {
    return decodeAs(source, message, memory)
  } catch (error) {
    // A decoder never throws; should one do so all the same, its message must not stop the others, nor be lost.
    log.error({ error, topic: message.topic }, 'a decoder failed')
    return { outcome: 'refused', reason: 'wrong-shape', detail: 'The decoder failed; see the log.' }
  }
}

function safelyRecalled(
  message: Message,
  claimant: Source | null,
  sources: readonly Source[],
  log: Log,
): Recall[] | null {
  try {
    return recallFor(message, claimant, sources)
  } catch (error) {
    log.error({ error, topic: message.topic }, 'a format could not say what it must remember')
    return null
  }
}

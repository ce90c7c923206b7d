import type { Source } from '#shared/source.ts'
import { type Database, mayPass } from '../db/connect.ts'
import type { Memory, Message } from './domain/decode/format.ts'
import { headOf } from './domain/decode/recall.ts'
import { keptOf, mayBeKey } from './domain/decode/remember.ts'
import { createBatcher } from './mqtt/batch.ts'
import { writeNarrowed } from './narrowed.ts'
import { type Asked, type Remembered, rememberedUnder, writeRemembered } from './store/decoder-memory.ts'

/**
 * What formats remember between messages. The database alone knows it, for every process; here lies only what has been
 * said and is not yet committed, so that the next message is read as if it were.
 */
export type Remembering = {
  /** Reads what stands under these heads; what is returned also shows what is noted afterwards. */
  recall(asked: readonly Asked[]): Promise<(sourceId: string, heads: readonly string[]) => Memory>
  /** Notes what a message wants remembered; `heads` are those it was read with. Nothing is written yet. */
  note(message: Message, source: Source, heads: readonly string[], remember: Readonly<Record<string, unknown>>): Note
  /** How many messages wait for their memory to be committed. */
  pending(): number
}

/** What one message wants remembered. One of the two is to be called, once. */
export type Note = {
  /** What of it can never be kept, in a sentence. */
  problem: string | null
  /** Commits it, behind everything it builds on; rejects, with nothing written, when that failed or this does. */
  write(): Promise<void>
  /** Gives it up, and with it whatever was built on it: those messages come again too. */
  drop(): void
}

type Patch = {
  message: Message
  source: Source
  texts: Map<string, string | null>
  /** The same, as they will be read again. */
  values: Map<string, unknown>
  /** The uncommitted patches that it was made in knowledge of, or that it replaces. */
  builtOn: Patch[]
  fate: 'open' | 'written' | 'failed'
  /** Resolves when it stands in the queue for writing, or never will. */
  queued: PromiseWithResolvers<void>
}
/** The uncommitted patches of each key, oldest first. */
type ByKey = Map<string, Patch[]>

const MAX_BATCH = 1000
const MAX_BATCH_BYTES = 1024 * 1024
const MAX_PENDING = 20_000

const shelf = (sourceId: string, head: string) => `${sourceId}\0${head}`

export function createRemembering(parts: {
  database: Database
  /** Keeps the message in quarantine, because something it said cannot be remembered. */
  refuse: (message: Message, source: Source, detail: string) => Promise<void>
}): Remembering {
  const { database, refuse } = parts
  /** What is said and not committed, by source and head. */
  const open = new Map<string, ByKey>()
  const lane = createBatcher<Patch>({
    take: writeAll,
    bytesOf: ({ texts }) => [...texts.values()].reduce((bytes, text) => bytes + (text?.length ?? 0), 0),
    maxBatch: MAX_BATCH,
    maxBytes: MAX_BATCH_BYTES,
    maxPending: MAX_PENDING,
  })

  async function recall(asked: readonly Asked[]) {
    // What is open now may be committed before the answer comes, which then does not show it yet.
    const before = new Map<string, ByKey>()
    for (const { sourceId, head } of asked) {
      const name = shelf(sourceId, head)
      const byKey = open.get(name)
      if (byKey === undefined || before.has(name)) continue
      before.set(name, new Map([...byKey].map(([key, patches]) => [key, [...patches]])))
    }
    const stored = new Map<string, Map<string, unknown>>()
    const possible = asked.filter(({ head }) => mayBeKey(head))
    for (const { sourceId, head, key, value } of await rememberedUnder(database, possible)) {
      const name = shelf(sourceId, head)
      stored.set(name, (stored.get(name) ?? new Map<string, unknown>()).set(key, JSON.parse(value)))
    }
    return (sourceId: string, heads: readonly string[]): Memory => {
      const memory = new Map<string, unknown>()
      for (const name of heads.map((head) => shelf(sourceId, head))) {
        for (const [key, value] of stored.get(name) ?? []) memory.set(key, value)
        for (const byKey of [before.get(name), open.get(name)])
          for (const [key, patches] of byKey ?? []) overlay(memory, key, patches)
      }
      return memory
    }
  }

  function note(
    message: Message,
    source: Source,
    heads: readonly string[],
    remember: Readonly<Record<string, unknown>>,
  ) {
    const { texts, problem } = keptOf(remember)
    const builtOn = new Set<Patch>()
    for (const head of heads)
      for (const patches of open.get(shelf(source.id, head))?.values() ?? []) addLast(builtOn, patches)
    const values = new Map([...texts].map(([key, text]): [string, unknown] => [key, text && JSON.parse(text)]))
    const patch: Patch = { message, source, texts, values, builtOn: [], fate: 'open', queued: Promise.withResolvers() }
    for (const key of texts.keys()) {
      const name = shelf(source.id, headOf(key))
      const byKey: ByKey = open.get(name) ?? new Map<string, Patch[]>()
      const patches = byKey.get(key) ?? []
      addLast(builtOn, patches)
      open.set(name, byKey.set(key, [...patches, patch]))
    }
    patch.builtOn = [...builtOn]
    return { problem, write: () => write(patch), drop: () => end(patch, 'failed') }
  }

  async function write(patch: Patch): Promise<void> {
    // Behind those it builds on, but in one batch with them where it can be.
    await Promise.all(patch.builtOn.map(({ queued }) => queued.promise))
    const submitted = lane.submit(patch)
    patch.queued.resolve()
    try {
      await submitted
    } catch (error) {
      end(patch, 'failed')
      throw error
    }
    if (patch.fate === 'failed') throw new Error('what this message builds on was not committed')
  }

  /** One statement for a batch, the last word for each key; what builds on something that failed fails with it. */
  async function writeAll(batch: readonly Patch[]): Promise<void> {
    const sound: Patch[] = []
    for (const patch of batch)
      if (patch.builtOn.some(({ fate }) => fate === 'failed')) end(patch, 'failed')
      else sound.push(patch)
    try {
      await writeNarrowed(sound, {
        mayPass,
        write: writeTogether,
        refused: ({ message, source }, error) => refuse(message, source, `It cannot be remembered: ${String(error)}`),
      })
    } catch (error) {
      for (const patch of sound) end(patch, 'failed')
      throw error
    }
    for (const patch of sound) end(patch, 'written')
  }

  async function writeTogether(batch: readonly Patch[]): Promise<void> {
    const last = new Map<string, Remembered & { patch: Patch }>()
    for (const patch of batch)
      for (const [key, value] of patch.texts)
        last.set(`${patch.source.id}\0${key}`, { sourceId: patch.source.id, key, head: headOf(key), value, patch })
    const full = await writeRemembered(database, [...last.values()])
    const lost = new Set(full.map(({ sourceId, key }) => last.get(`${sourceId}\0${key}`)?.patch))
    for (const patch of lost)
      if (patch !== undefined)
        await refuse(patch.message, patch.source, 'Its source remembers as many keys, or topics, as one may.')
  }

  /** What is committed stands in the database, what failed nowhere: either way nothing of it is open any more. */
  function end(patch: Patch, fate: 'written' | 'failed'): void {
    if (patch.fate !== 'open') return
    patch.fate = fate
    patch.builtOn = []
    patch.queued.resolve()
    for (const key of patch.texts.keys()) {
      const name = shelf(patch.source.id, headOf(key))
      const byKey = open.get(name)
      const others = byKey?.get(key)?.filter((each) => each !== patch) ?? []
      if (others.length > 0) byKey?.set(key, others)
      else byKey?.delete(key)
      if (byKey?.size === 0) open.delete(name)
    }
  }

  return { recall, note, pending: lane.pending }
}

function addLast(patches: Set<Patch>, ofKey: readonly Patch[]): void {
  const last = ofKey.at(-1)
  if (last !== undefined) patches.add(last)
}

/** The newest word on a key counts, whether it is committed or not. What failed was never so; it comes again. */
function overlay(memory: Map<string, unknown>, key: string, patches: readonly Patch[]): void {
  const newest = patches.findLast(({ fate }) => fate !== 'failed')
  if (newest === undefined) return
  if (newest.texts.get(key) === null) memory.delete(key)
  else memory.set(key, newest.values.get(key))
}

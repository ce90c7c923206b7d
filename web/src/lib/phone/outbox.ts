import type { ActionBody } from '#shared/action.ts'
import type { ReportBody } from '#shared/observation.ts'
import type { Answer, Trouble } from '../http.ts'

// The rules of the outbox: no clock, no network and no storage of its own.

/** What a person did on the phone and the server has to learn of. A photo's bytes lie beside it, by `mediaId`. */
export type Job =
  | { type: 'action'; incidentId: string; body: ActionBody }
  | { type: 'report'; body: ReportBody }
  | { type: 'photo'; mediaId: string; reportId: string }
  | { type: 'away'; body: AwayBody }
  | { type: 'back'; absenceId: string }

/** What a phone says of its owner's absence: made there, with the moment of the tap. */
export type AwayBody = { id: string; deputyId: string | null; validFrom: string; validUntil: string }

/** What has become of an entry. `at` is the server's time; `incidentId` is known once a report was taken. */
export type EntryState =
  | { name: 'waiting' }
  | { name: 'received'; at: string; incidentId: string | null }
  | { name: 'refused'; problem: Trouble }

/** One thing to send. `id` was made on the phone, so that sending it twice is harmless. */
export type Entry = {
  id: string
  personId: string
  /** Entries of one stream (an incident, or a report with its photos) are sent in their order. */
  stream: string
  order: number
  /** True for what the phone itself says (that a call was seen): it is sent, and not counted or shown. */
  quiet: boolean
  job: Job
  state: EntryState
}

/** Where entries are kept. Each call is atomic, also against another tab. */
export type EntryStore = {
  /** Every entry, in no particular order. */
  all(): Promise<Entry[]>
  /** Adds an entry; an id that is there already changes nothing. */
  add(entry: Entry): Promise<void>
  /** Changes an entry that is still there; null removes it. One that is gone stays gone. */
  change(id: string, into: (entry: Entry) => Entry | null): Promise<void>
}

/** What came of sending one entry. `later`: the server cannot just now; `no-signal`: it was not reached at all. */
export type Delivery =
  | { outcome: 'received'; at: string; incidentId: string | null }
  | { outcome: 'refused'; problem: Trouble }
  | { outcome: 'later' }
  | { outcome: 'no-signal' }
  | { outcome: 'signed-out' }

/** How a round of sending ended: `done` means that nothing of this person waits in these lanes any more. */
export type RoundEnd = 'done' | 'later' | 'no-signal' | 'signed-out'

/** Words go ahead of photos, in a lane of their own: a picture on a thin line must not hold up 我去. */
export type Lane = 'words' | 'photos'

/** What an answer of the server means for the entry. Only a refusal for good ends the trying. */
export function deliveryOf<T>(
  answer: Answer<T>,
  received: (value: T) => { at: string; incidentId: string | null },
): Delivery {
  if (answer.ok) return { outcome: 'received', ...received(answer.value) }
  const { status } = answer.problem
  if (status === 401) return { outcome: 'signed-out' }
  if (status === 0) return { outcome: 'no-signal' }
  const isForGood = status >= 400 && status < 500 && status !== 408 && status !== 429
  return isForGood ? { outcome: 'refused', problem: answer.problem } : { outcome: 'later' }
}

/**
 * The entry to send next in a lane: the oldest waiting one of this person whose stream has nothing older waiting and
 * is not held back. A refused entry steps out of the line, the later ones go on; a photo waits for its report.
 */
export function nextToSend(
  entries: readonly Entry[],
  personId: string,
  lane: Lane,
  heldStreams: ReadonlySet<string>,
): Entry | null {
  const waiting = entries
    .filter((entry) => entry.personId === personId && entry.state.name === 'waiting')
    .sort(olderFirst)
  const begun = new Set(heldStreams)
  for (const entry of waiting) {
    if (begun.has(entry.stream)) continue
    if (laneOf(entry) === lane) return entry
    begun.add(entry.stream)
  }
  return null
}

/** Sends what waits in a lane, one after the other, until nothing is left or the server is out of reach. Never throws unless the store does. */
export async function drain(
  store: EntryStore,
  personId: string,
  lane: Lane,
  send: (entry: Entry) => Promise<Delivery>,
): Promise<RoundEnd> {
  const held = new Set<string>()
  for (;;) {
    const entry = nextToSend(await store.all(), personId, lane, held)
    if (entry === null) return held.size === 0 ? 'done' : 'later'
    const delivery = await send(entry)
    switch (delivery.outcome) {
      case 'received':
        await store.change(entry.id, (now) => ({
          ...now,
          state: { name: 'received', at: delivery.at, incidentId: delivery.incidentId },
        }))
        break
      case 'refused':
        // Nobody did a quiet one, so there is nobody to tell.
        await store.change(entry.id, (now) =>
          now.quiet
            ? null
            : now.state.name === 'received'
              ? now
              : { ...now, state: { name: 'refused', problem: delivery.problem } },
        )
        break
      case 'later':
        held.add(entry.stream)
        break
      case 'no-signal':
      case 'signed-out':
        return delivery.outcome
    }
  }
}

/** A place in the order behind everything that is there, even where the phone's clock was set back. */
export function orderAfter(entries: readonly Entry[], nowMs: number): number {
  return Math.max(nowMs, ...entries.map(({ order }) => order + 1))
}

/** What is waiting of what this person did: the number of 待上传. */
export function waitingOf(entries: readonly Entry[], personId: string): Entry[] {
  return entries
    .filter((entry) => entry.personId === personId && !entry.quiet && entry.state.name === 'waiting')
    .sort(olderFirst)
}

/** Forgets what the server took long ago; what waits and what was refused stays for as long as it takes. */
export async function forgetReceived(store: EntryStore, receivedBeforeMs: number): Promise<void> {
  for (const entry of await store.all()) {
    if (entry.state.name !== 'received' || Date.parse(entry.state.at) >= receivedBeforeMs) continue
    await store.change(entry.id, (now) => (now.state.name === 'received' ? null : now))
  }
}

/** How long to wait before the next try after so many failed rounds, in milliseconds: 2 s, doubling, at most a minute. */
export function backoffMs(failures: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(6, Math.max(1, failures)))
}

function laneOf({ job }: Entry): Lane {
  return job.type === 'photo' ? 'photos' : 'words'
}

function olderFirst(a: Entry, b: Entry): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1)
}

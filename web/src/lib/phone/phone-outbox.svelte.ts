import { createContext, onMount } from 'svelte'
import { newId } from '../ids.ts'
import { deliver } from './delivery.ts'
import { openIndexedStore } from './indexed-store.ts'
import {
  type Entry,
  type Job,
  type Lane,
  type RoundEnd,
  backoffMs,
  drain,
  forgetReceived,
  orderAfter,
} from './outbox.ts'
import { type PhoneStore, type StoredPhoto, memoryStore, storeWithFallback } from './phone-store.ts'

const RECEIVED_KEPT_MS = 24 * 3600_000

/** What an outbox needs of its page: whose entries may be sent now, the server's time, and who wants to know of receipts. */
type Edge = { personId: () => string | null; nowMs: () => number; received: () => void }

/** What the phone pages need of the outbox. Everything is written to the phone's store first, then sent. */
export class PhoneOutbox {
  #entries = $state.raw<readonly Entry[]>([])
  #lasting = $state(true)
  #sendingIds = $state.raw<ReadonlySet<string>>(new Set())
  #trouble = $state<Exclude<RoundEnd, 'done'> | null>(null)
  #edge: Edge
  #opening: Promise<PhoneStore>
  #running: Record<Lane, Promise<void> | null> = { words: null, photos: null }
  #again: Record<Lane, boolean> = { words: false, photos: false }
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #stopped = false

  constructor(edge: Edge) {
    this.#edge = edge
    this.#opening = this.#open()
  }

  /** Everything the phone keeps, of every person who used it. */
  get entries(): readonly Entry[] {
    return this.#entries
  }
  /** False where this browser cannot keep anything beyond the page: then it must not be closed before all is sent. */
  get lasting(): boolean {
    return this.#lasting
  }
  /** Whether an entry is on its way just now. */
  isSending(id: string): boolean {
    return this.#sendingIds.has(id)
  }
  /** Why the last round did not get through; null while all is well. */
  get trouble(): Exclude<RoundEnd, 'done'> | null {
    return this.#trouble
  }

  /** Writes something down to be sent and returns its id once it is safe; an id that is there already changes nothing. */
  async add(job: Job, details: { personId: string; stream: string; id?: string; quiet?: boolean }): Promise<string> {
    const { personId, stream, id = newId(), quiet = false } = details
    const store = await this.#opening
    const order = orderAfter(this.#entries, Date.now())
    await store.add({ id, personId, stream, order, quiet, job, state: { name: 'waiting' } })
    await this.#look()
    this.retry()
    return id
  }

  /** Puts away a refused entry that the person has read. */
  async dismiss(id: string): Promise<void> {
    const store = await this.#opening
    await store.change(id, (entry) => (entry.state.name === 'refused' ? null : entry))
    await this.#look()
  }

  /** Tries at once, whatever the waiting time was. */
  retry(): void {
    this.#failures = 0
    void this.#round()
  }

  async putPhoto(photo: StoredPhoto): Promise<void> {
    await (await this.#opening).putPhoto(photo)
  }
  async photo(id: string): Promise<StoredPhoto | null> {
    return (await this.#opening).photo(id)
  }
  async removePhoto(id: string): Promise<void> {
    await (await this.#opening).removePhoto(id)
  }
  async keep(name: string, value: unknown): Promise<void> {
    await (await this.#opening).keep(name, value)
  }
  async kept(name: string): Promise<unknown> {
    return (await this.#opening).kept(name)
  }

  /** Sends when it can: now, when the network or the page comes back, and by a timer; returns what stops it. */
  start(): () => void {
    this.#stopped = false
    const wake = () => {
      if (document.visibilityState !== 'hidden') this.retry()
    }
    document.addEventListener('visibilitychange', wake)
    addEventListener('pageshow', wake)
    addEventListener('online', wake)
    void this.#opening
      .then((store) => forgetReceived(store, Date.now() - RECEIVED_KEPT_MS))
      .then(() => this.#look())
      .then(() => this.retry())
    return () => {
      this.#stopped = true
      if (this.#timer !== null) clearTimeout(this.#timer)
      document.removeEventListener('visibilitychange', wake)
      removeEventListener('pageshow', wake)
      removeEventListener('online', wake)
    }
  }

  async #open(): Promise<PhoneStore> {
    const memory = memoryStore()
    const onTrouble = () => (this.#lasting = false)
    try {
      return storeWithFallback(await openIndexedStore(), memory, onTrouble)
    } catch {
      onTrouble()
      return memory
    }
  }

  async #look(): Promise<void> {
    const store = await this.#opening
    this.#entries = (await store.all()).sort((a, b) => a.order - b.order)
  }

  async #round(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await Promise.all([this.#runLane('words'), this.#runLane('photos')])
  }

  #runLane(lane: Lane): Promise<void> {
    const running = this.#running[lane]
    if (running !== null) {
      this.#again[lane] = true
      return running
    }
    const round = this.#drainLane(lane).finally(() => {
      this.#running[lane] = null
      if (!this.#again[lane]) return
      this.#again[lane] = false
      void this.#runLane(lane)
    })
    this.#running[lane] = round
    return round
  }

  async #drainLane(lane: Lane): Promise<void> {
    const personId = this.#edge.personId()
    if (personId === null) return
    const store = await this.#opening
    const end = await drain(store, personId, lane, async (entry) => {
      this.#sendingIds = new Set([...this.#sendingIds, entry.id])
      try {
        const delivery = await deliver(entry, store, this.#edge.nowMs)
        if (delivery.outcome === 'received') this.#edge.received()
        return delivery
      } finally {
        this.#sendingIds = new Set([...this.#sendingIds].filter((id) => id !== entry.id))
        // The answer is in the store a moment after this; the page looks again then.
        setTimeout(() => void this.#look(), 0)
      }
    })
    await this.#look()
    this.#take(lane, end)
    // A report that was taken lets its photos go.
    if (
      lane === 'words' &&
      end === 'done' &&
      this.#entries.some(({ job, state }) => job.type === 'photo' && state.name === 'waiting')
    ) {
      void this.#runLane('photos')
    }
  }

  #take(lane: Lane, end: RoundEnd): void {
    if (end === 'done') {
      if (lane === 'words') this.#trouble = null
      return
    }
    this.#trouble = end
    this.#failures++
    if (this.#stopped || this.#timer !== null) return
    this.#timer = setTimeout(() => void this.#round(), backoffMs(this.#failures))
  }
}

const [useOutbox, provideOutbox] = createContext<PhoneOutbox>()

export { useOutbox }

/** Makes the outbox of the phone pages, in their outermost component. */
export function createOutbox(edge: Edge): PhoneOutbox {
  const outbox = provideOutbox(new PhoneOutbox(edge))
  onMount(() => outbox.start())
  return outbox
}

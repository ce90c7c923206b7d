import { createContext, onMount } from 'svelte'
import type { ChangesPage, Snapshot } from '#shared/change.ts'
import { type Answer, request } from '../http.ts'
import { type Instant, type Link, linkAfter, spanSince } from '../live/link.ts'
import { type LiveState, applyPage, changesPath, emptyState, fromSnapshot } from '../live/state.ts'
import { showTimesIn } from '../time.ts'

/** Between an answer and the next asking, while the page is shown. */
const ASK_EVERY_MS = 5000
const TIMEOUT_MS = 12_000
const instant = (): Instant => ({ wall: Date.now(), monotonic: performance.now() })

/**
 * What a phone knows of the township. It asks for changes every few seconds and holds no socket: on a patchy line a
 * socket can look alive while dead, while each answer proves that the line is there; and it is 13 KB less to load.
 */
export class PhoneLive {
  #state = $state.raw<LiveState>(emptyState)
  #ready = $state(false)
  #signedOut = $state(false)
  #failed = $state(false)
  #heard = $state.raw<Instant>(instant())
  #now = $state.raw<Instant>(instant())
  /** What to add to this phone's clock to have the server's. */
  #skewMs = $state(0)
  #asking: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  #link = $derived(linkAfter(spanSince(this.#heard, this.#now)))

  /** Open incidents by id; a closed one leaves. */
  get incidents(): LiveState['incidents'] {
    return this.#state.incidents
  }
  get devices(): LiveState['devices'] {
    return this.#state.devices
  }
  get people(): LiveState['people'] {
    return this.#state.people
  }
  get areas(): LiveState['areas'] {
    return this.#state.areas
  }
  get dangers(): LiveState['dangers'] {
    return this.#state.dangers
  }
  /** Whom to ring at the duty room, whoever is to be rung first in front. */
  get dutyRoom(): LiveState['dutyRoom'] {
    return this.#state.dutyRoom
  }
  /** When there was last news of pictures and clips, by incident. */
  get evidenceAt(): LiveState['evidenceAt'] {
    return this.#state.evidenceAt
  }
  /** Changes whenever areas, people, duties, shifts or absences did: read it where you load such things. */
  get arrangedAt(): number {
    return this.#state.arrangedAt
  }
  /** Changes whenever what one may see does, as when a shift begins or ends. */
  get sight(): string {
    return this.#state.sight
  }
  /** Changes whenever there is news of swaps and hand-over notes. */
  get dutyRoomAt(): number {
    return this.#state.dutyRoomAt
  }
  /** Whether a snapshot has arrived; before that, empty does not mean that all is well. */
  get ready(): boolean {
    return this.#ready
  }
  /** Whether the server says that nobody is signed in here (any more). */
  get signedOut(): boolean {
    return this.#signedOut
  }
  /** How fresh it all is; `lost` at once where the very first asking fails. */
  get link(): Link {
    return this.#failed && !this.#ready ? 'lost' : this.#link
  }
  /** When the server was last heard, by its own clock (epoch milliseconds). */
  get heardAtMs(): number {
    return this.#heard.wall + this.#skewMs
  }
  /** The server's time, ticking once a second (epoch milliseconds). */
  get nowMs(): number {
    return this.#now.wall + this.#skewMs
  }

  /** Asks until it is stopped by what it returns; at once whenever the page or the network comes back. */
  start(): () => void {
    const wake = () => {
      this.#now = instant()
      if (document.visibilityState !== 'hidden') void this.refresh()
    }
    const clock = setInterval(() => (this.#now = instant()), 1000)
    document.addEventListener('visibilitychange', wake)
    addEventListener('pageshow', wake)
    addEventListener('online', wake)
    wake()
    return () => {
      clearInterval(clock)
      if (this.#timer !== null) clearTimeout(this.#timer)
      document.removeEventListener('visibilitychange', wake)
      removeEventListener('pageshow', wake)
      removeEventListener('online', wake)
    }
  }

  /** Asks for whatever this page has not seen yet. */
  refresh(): Promise<void> {
    if (this.#asking !== null) return this.#asking
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#asking = this.#ask().finally(() => {
      this.#asking = null
      if (document.visibilityState !== 'hidden') this.#timer = setTimeout(() => void this.refresh(), ASK_EVERY_MS)
    })
    return this.#asking
  }

  async #ask(): Promise<void> {
    if (this.#ready) {
      const page = await request<ChangesPage>(changesPath(this.#state), { timeoutMs: TIMEOUT_MS })
      if (page.ok) {
        const { arrangedAt, dutyRoom } = this.#state
        this.#state = applyPage(this.#state, page.value)
        this.#hear()
        // Somebody's first call brings the number of the duty room with it, which only a snapshot has.
        const mayBeCalled = dutyRoom.length === 0 && page.value.changes.some(({ type }) => type === 'incident')
        if (this.#state.arrangedAt === arrangedAt && !mayBeCalled) return
      } else if (page.problem.code !== 'too-old') return this.#fail(page)
    }
    const snapshot = await request<Snapshot>('/api/snapshot', { timeoutMs: TIMEOUT_MS })
    if (!snapshot.ok) return this.#fail(snapshot)
    // A snapshot read before the last page of changes would take them back; the next asking brings a newer one.
    if (snapshot.value.seq < this.#state.seq) return
    showTimesIn(snapshot.value.timeZone)
    this.#state = fromSnapshot(snapshot.value)
    this.#ready = true
    this.#hear(snapshot.value.at)
  }

  #fail(answer: Answer<unknown>): void {
    this.#failed = true
    if (!answer.ok && answer.problem.status === 401) this.#signedOut = true
  }

  #hear(serverAt?: string): void {
    this.#heard = instant()
    this.#now = this.#heard
    this.#failed = false
    this.#signedOut = false
    if (serverAt !== undefined) this.#skewMs = Date.parse(serverAt) - this.#heard.wall
  }
}

const [usePhoneLive, providePhoneLive] = createContext<PhoneLive>()

export { usePhoneLive }

/** Makes the live state of the phone pages, in their outermost component: it runs as long as that is shown. */
export function createPhoneLive(): PhoneLive {
  const live = providePhoneLive(new PhoneLive())
  onMount(() => live.start())
  return live
}

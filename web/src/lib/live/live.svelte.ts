import type { ChangeEnvelope, ChangesPage, Heartbeat, Snapshot } from '#shared/change.ts'
import type { DeviceStatus } from '#shared/device.ts'
import type { ResponderPosition } from '#shared/position.ts'
import { request } from '../http.ts'
import { type Instant, type Link, STALE_AFTER_MS, linkAfter, spanSince } from './link.ts'
import { type LiveSocket, openSocket } from './socket.ts'
import {
  type LiveState,
  applyChange,
  applyPage,
  applyStatuses,
  changesPath,
  emptyState,
  fromSnapshot,
  resumptionOf,
} from './state.ts'
import { showTimesIn } from '../time.ts'

const TICK_MS = 1000
const SHOW_EVERY_MS = 200

const instant = (): Instant => ({ wall: Date.now(), monotonic: performance.now() })

/**
 * The one owner of what a page knows of the township: a snapshot, then changes in sequence, whatever is missing asked
 * for over HTTP. Data comes only by way of the server's sequence, so showing it twice or late is harmless.
 */
export class Live {
  /** What is known, and what of it is shown: a little later, where much comes at once. */
  #state: LiveState = emptyState
  #shown = $state.raw<LiveState>(emptyState)
  #showing: ReturnType<typeof setTimeout> | null = null
  #ready = $state(false)
  #signedOut = $state(false)
  #beat = $state.raw<Heartbeat | null>(null)
  #positions = $state.raw<ReadonlyMap<string, ResponderPosition>>(new Map())
  #heard = $state.raw<Instant>(instant())
  #now = $state.raw<Instant>(instant())
  /** What to add to this machine's clock to have the server's. */
  #skewMs = $state(0)
  #socket: LiveSocket | null = null
  #asking: Promise<void> | null = null
  #askAgain = false

  // Each for itself: what asks for one of them is not made anew by news of another.
  #incidents = $derived(this.#shown.incidents)
  #devices = $derived(this.#shown.devices)
  #statuses = $derived(this.#shown.statuses)
  #people = $derived(this.#shown.people)
  #areas = $derived(this.#shown.areas)
  #dangers = $derived(this.#shown.dangers)
  #evidenceAt = $derived(this.#shown.evidenceAt)

  #silenceMs = $derived(spanSince(this.#heard, this.#now))
  #link = $derived(linkAfter(this.#silenceMs))

  get seq(): number {
    return this.#shown.seq
  }
  get incidents(): LiveState['incidents'] {
    return this.#incidents
  }
  get devices(): LiveState['devices'] {
    return this.#devices
  }
  get statuses(): LiveState['statuses'] {
    return this.#statuses
  }
  get people(): LiveState['people'] {
    return this.#people
  }
  get areas(): LiveState['areas'] {
    return this.#areas
  }
  get dangers(): LiveState['dangers'] {
    return this.#dangers
  }
  get durability(): LiveState['durability'] {
    return this.#shown.durability
  }
  /** Where people are who go to an incident, as far as this viewer is told. */
  get positions(): ReadonlyMap<string, ResponderPosition> {
    return this.#positions
  }
  /** Changes whenever areas, people, duties or plans did: read it where you load such things. */
  get arrangedAt(): number {
    return this.#shown.arrangedAt
  }
  /** Changes whenever what one may see does, as when a shift begins or ends. */
  get sight(): string {
    return this.#shown.sight
  }
  /** Changes whenever there is news of swaps and hand-over notes. */
  get dutyRoomAt(): number {
    return this.#shown.dutyRoomAt
  }
  /** Whether a snapshot has arrived; before that, empty does not mean that all is well. */
  get ready(): boolean {
    return this.#ready
  }
  /** When there was last news of pictures and clips, by incident. */
  get evidenceAt(): LiveState['evidenceAt'] {
    return this.#evidenceAt
  }
  /** Whether the server says that nobody is signed in here (any more). */
  get signedOut(): boolean {
    return this.#signedOut
  }
  get link(): Link {
    return this.#link
  }
  /** How long the server has been silent. */
  get silenceMs(): number {
    return this.#silenceMs
  }
  /** When the server was last heard, by its own clock (epoch milliseconds). */
  get heardAtMs(): number {
    return this.#heard.wall + this.#skewMs
  }
  /** The last heartbeat, with the state of database and broker; null before the first. */
  get heartbeat(): Heartbeat | null {
    return this.#beat
  }
  /** The server's time, ticking once a second (epoch milliseconds). */
  get nowMs(): number {
    return this.#now.wall + this.#skewMs
  }

  /** Connects and follows; returns what stops it. */
  start(): () => void {
    this.#socket = openSocket(
      {
        snapshot: (snapshot) => this.#takeSnapshot(snapshot),
        change: (change) => this.#takeChange(change),
        statuses: (statuses) => this.#takeStatuses(statuses),
        positions: (positions) => this.#takePositions(positions),
        heartbeat: (beat) => this.#takeHeartbeat(beat),
        refused: () => void this.refresh(),
      },
      () => (this.#ready ? resumptionOf(this.#state) : null),
    )
    void this.refresh()
    const stopClock = this.#runClock()
    // A page that slept, was hidden or lost its network may hold a socket that only looks alive.
    const wake = () => {
      this.#tick()
      if (document.visibilityState === 'hidden') return
      void this.refresh()
      if (this.#silenceMs >= STALE_AFTER_MS) this.#socket?.renew()
    }
    document.addEventListener('visibilitychange', wake)
    addEventListener('pageshow', wake)
    addEventListener('online', wake)
    return () => {
      stopClock()
      clearTimeout(this.#showing ?? undefined)
      this.#showing = null
      document.removeEventListener('visibilitychange', wake)
      removeEventListener('pageshow', wake)
      removeEventListener('online', wake)
      this.#socket?.close()
      this.#socket = null
    }
  }

  /** Asks over HTTP for whatever this page has not seen yet: changes, or a snapshot where there is none to build on. */
  refresh(): Promise<void> {
    if (this.#asking !== null) {
      this.#askAgain = true
      return this.#asking
    }
    this.#asking = this.#ask().finally(() => {
      this.#asking = null
      if (!this.#askAgain) return
      this.#askAgain = false
      void this.refresh()
    })
    return this.#asking
  }

  /** Tells the server what this screen has really shown, and whether its sound is blocked. */
  reportDrawn(muted?: boolean): void {
    this.#socket?.sendDrawn(muted === undefined ? { seq: this.#shown.seq } : { seq: this.#shown.seq, muted })
  }

  async #ask(): Promise<void> {
    if (this.#ready) {
      const answer = await request<ChangesPage>(changesPath(this.#state))
      if (answer.ok) return this.#takePage(answer.value)
      if (answer.problem.code !== 'too-old') return this.#takeRefusal(answer.problem.status)
    }
    const answer = await request<Snapshot>('/api/snapshot')
    if (!answer.ok) return this.#takeRefusal(answer.problem.status)
    // While the snapshot was on its way the socket may have brought newer changes; ask for what lies between.
    if (this.#ready && answer.value.seq < this.#state.seq) this.#askAgain = true
    this.#takeSnapshot(answer.value)
  }

  #takeSnapshot(snapshot: Snapshot): void {
    this.#hear(snapshot.at)
    showTimesIn(snapshot.timeZone)
    this.#know(fromSnapshot(snapshot))
    this.#ready = true
  }

  #takePage(page: ChangesPage): void {
    const arrangedAt = this.#state.arrangedAt
    this.#hear()
    this.#know(applyPage(this.#state, page))
    if (this.#state.arrangedAt !== arrangedAt) this.#reload()
  }

  #takeChange(change: ChangeEnvelope): void {
    this.#hear()
    if (!this.#ready) return
    const applied = applyChange(this.#state, change)
    if (applied.outcome === 'gap') void this.refresh()
    if (applied.outcome !== 'applied') return
    this.#know(applied.state)
    if (change.type === 'arrangement') this.#reload()
  }

  #takeStatuses(statuses: readonly DeviceStatus[]): void {
    this.#hear()
    if (this.#ready) this.#know(applyStatuses(this.#state, statuses))
  }

  #takePositions(positions: readonly ResponderPosition[]): void {
    const next = new Map(this.#positions)
    for (const position of positions) next.set(`${position.incidentId} ${position.personId}`, position)
    // What belongs to an incident that is over goes with it.
    for (const [key, { incidentId }] of next) if (!this.#state.incidents.has(incidentId)) next.delete(key)
    this.#positions = next
  }

  #takeHeartbeat(beat: Heartbeat): void {
    // A change may be on its way just now; one that has not come within a whole beat is missing.
    const missing = this.#beat !== null && this.#beat.seq > this.#state.seq
    this.#hear(beat.at)
    this.#beat = beat
    if (missing || !this.#ready) void this.refresh()
  }

  /** Shows what is new at once, and what follows upon it together, for a screen is not made anew fifty times a second. */
  #know(state: LiveState): void {
    this.#state = state
    if (this.#showing !== null) return
    this.#shown = state
    this.#showing = setTimeout(() => {
      this.#showing = null
      if (this.#state !== this.#shown) this.#know(this.#state)
    }, SHOW_EVERY_MS)
  }

  #takeRefusal(status: number): void {
    if (status === 401) this.#signedOut = true
  }

  #hear(serverAt?: string): void {
    this.#heard = instant()
    // The clock ticks by itself, once a second: only one that stood still is set here.
    if (spanSince(this.#now, this.#heard) > TICK_MS) this.#now = this.#heard
    this.#signedOut = false
    if (serverAt !== undefined) this.#skewMs = Date.parse(serverAt) - this.#heard.wall
  }

  #reloadTimer: ReturnType<typeof setTimeout> | null = null
  /** New names of areas and people are in a snapshot; a whole import of them asks for one, not for a hundred. */
  #reload(): void {
    if (this.#reloadTimer !== null) return
    this.#reloadTimer = setTimeout(() => {
      this.#reloadTimer = null
      void request<Snapshot>('/api/snapshot').then((answer) => {
        if (!answer.ok) return
        const behind = answer.value.seq < this.#state.seq
        this.#takeSnapshot(answer.value)
        if (behind) void this.refresh()
      })
    }, 1000)
  }

  #tick(): void {
    this.#now = instant()
  }

  #runClock(): () => void {
    let timer: ReturnType<typeof setTimeout>
    let seconds = 0
    const run = () => {
      this.#tick()
      // Where the socket is dead or blocked, asking still works.
      if (++seconds % 5 === 0 && this.#silenceMs > 10_000) void this.refresh()
      timer = setTimeout(run, TICK_MS - ((Date.now() + this.#skewMs) % TICK_MS))
    }
    run()
    return () => clearTimeout(timer)
  }
}

import { untrack } from 'svelte'
import type { Readings } from '#shared/readings.ts'
import { request } from '#lib/http.ts'

/** What is looked at; `endMs` null: up to now, and it follows what is said. */
export type Looked = { deviceId: string; name: string | null; spanMs: number; endMs: number | null }

/** A device that speaks every second is not asked for every second. */
const AGAIN_MS = 5000

/**
 * The readings that somebody looks at. They are asked for when something else is looked at, and again when `news` changes
 * while the newest are shown.
 */
export function createReadings(looked: () => Looked, news: () => unknown) {
  let shown = $state.raw<Readings | null>(null)
  let isFailed = $state(false)
  let isAsking = $state(false)
  let askedAt = 0
  let latest = 0

  async function ask(): Promise<void> {
    const mine = ++latest
    askedAt = Date.now()
    isAsking = true
    const { deviceId, name, spanMs, endMs } = looked()
    const to = endMs ?? Date.now()
    const span = new URLSearchParams({ from: new Date(to - spanMs).toISOString() })
    // Up to now is up to the server's now: this screen's clock may be behind.
    if (endMs !== null) span.set('to', new Date(endMs).toISOString())
    if (name !== null) span.set('name', name)
    const answer = await request<Readings>(`/api/devices/${encodeURIComponent(deviceId)}/readings?${span}`)
    if (mine !== latest) return
    isAsking = false
    isFailed = !answer.ok
    if (answer.ok) shown = answer.value
  }

  const key = $derived(JSON.stringify(looked()))
  $effect(() => {
    void key
    untrack(() => void ask())
  })
  $effect(() => {
    void news()
    if (looked().endMs !== null) return
    const timer = setTimeout(() => void ask(), Math.max(0, askedAt + AGAIN_MS - Date.now()))
    return () => clearTimeout(timer)
  })

  return {
    get shown() {
      return shown
    },
    get isFailed() {
      return isFailed
    },
    get isAsking() {
      return isAsking
    },
    ask,
  }
}

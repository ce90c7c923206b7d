import { untrack } from 'svelte'
import { request } from '#lib/http.ts'

/** A device that speaks every second is not asked after every second. */
export const AGAIN_MS = 5000

/**
 * An answer of the server that somebody looks at: asked for when `key` changes, and soon after `news` does. What is shown
 * stays until the next answer is there. `path` is read when it is asked for; `againMs` is the least time from one to the next.
 */
export function createFollowed<T>(looked: {
  key: () => string
  path: () => string
  news: () => unknown
  againMs?: () => number
}) {
  let value = $state.raw<T | null>(null)
  let isFailed = $state(false)
  let isAsking = $state(false)
  let askedAt = 0
  let latest = 0

  async function ask(): Promise<void> {
    const mine = ++latest
    askedAt = Date.now()
    isAsking = true
    const answer = await request<T>(looked.path())
    // Somebody looks at something else by now.
    if (mine !== latest) return
    isAsking = false
    isFailed = !answer.ok
    if (answer.ok) value = answer.value
  }

  const key = $derived(looked.key())
  const news = $derived(looked.news())
  let told: unknown = untrack(() => news)
  $effect(() => {
    void key
    untrack(() => void ask())
    return () => latest++
  })
  $effect(() => {
    if (news === told) return
    told = news
    const timer = setTimeout(() => void ask(), Math.max(0, askedAt + (looked.againMs?.() ?? AGAIN_MS) - Date.now()))
    return () => clearTimeout(timer)
  })

  return {
    get value() {
      return value
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

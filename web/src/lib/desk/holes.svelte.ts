import type { Coverage } from '#shared/coverage.ts'
import { request } from '#lib/http.ts'
import type { Live } from '#lib/live/live.svelte.ts'
import { holesAt } from './coverage-list.ts'

const ASK_EVERY_MS = 5 * 60_000
/** Somebody who arranges one thing mostly arranges another right after. */
const SETTLE_MS = 5000
/** A question that was not answered is asked again; until then the last number stands. */
const RETRY_MS = 30_000

/** How many holes there are now in what is arranged, asked anew when that changes and every five minutes. */
export function createHoles(live: Live, mayAsk: () => boolean): { readonly now: number } {
  let coverage = $state.raw<Coverage | null>(null)
  const wanted = $derived(live.ready && mayAsk() ? live.arrangedAt : null)
  let hasAsked = false
  $effect(() => {
    if (wanted === null) return
    const controller = new AbortController()
    const ask = async () => {
      const answer = await request<Coverage>('/api/coverage', { timeoutMs: 60_000, signal: controller.signal })
      if (controller.signal.aborted) return
      if (answer.ok) coverage = answer.value
      next = setTimeout(() => void ask(), answer.ok ? ASK_EVERY_MS : RETRY_MS)
    }
    let next = setTimeout(() => void ask(), hasAsked ? SETTLE_MS : 0)
    hasAsked = true
    return () => {
      clearTimeout(next)
      controller.abort()
    }
  })
  // Whether a hole is open is a matter of the minute, not of the second.
  const minute = $derived(Math.floor(live.nowMs / 60_000))
  const now = $derived(coverage === null ? 0 : holesAt(coverage, minute * 60_000))
  return {
    get now() {
      return now
    },
  }
}

import type { HeldShift } from '#shared/shift.ts'
import { request } from '../http.ts'

const HOUR_MS = 3600_000
/** The roster is read ahead, so that a change of shifts needs no asking, and read again now and then. */
const AHEAD_MS = 36 * HOUR_MS

/** What a surface knows of time and news. */
type Clock = { readonly ready: boolean; readonly nowMs: number; readonly arrangedAt: number }

/** Who sits in the duty rooms just now. Call it while a component is made. */
export function createOnDuty(live: Clock) {
  let shifts = $state.raw<readonly HeldShift[]>([])
  const hour = $derived(Math.floor(live.nowMs / HOUR_MS))
  const ready = $derived(live.ready)
  const arrangedAt = $derived(live.arrangedAt)
  $effect(() => {
    void arrangedAt
    if (!ready) return
    const from = new Date(hour * HOUR_MS).toISOString()
    const to = new Date(hour * HOUR_MS + AHEAD_MS).toISOString()
    const controller = new AbortController()
    void request<{ items: HeldShift[] }>(`/api/shifts?from=${from}&to=${to}`, { signal: controller.signal }).then(
      (answer) => {
        if (answer.ok && !controller.signal.aborted) shifts = answer.value.items
      },
    )
    return () => controller.abort()
  })
  const now = $derived(
    shifts.filter(
      ({ validFrom, validUntil }) => Date.parse(validFrom) <= live.nowMs && live.nowMs < Date.parse(validUntil),
    ),
  )
  return {
    /** The shifts that are on. */
    get now(): readonly HeldShift[] {
      return now
    },
  }
}

/** The names at a post, of all duty rooms that are given, each once. */
export function namesAt(
  post: HeldShift['post'],
  shifts: readonly HeldShift[],
  nameOf: (personId: string) => string,
): string[] {
  return [...new Set(shifts.filter((shift) => shift.post === post).map(({ personId }) => nameOf(personId)))]
}

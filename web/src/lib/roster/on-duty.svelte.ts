import type { ListedShift } from '#shared/shift.ts'
import { request } from '../http.ts'
import { holdsAt } from './who-sits.ts'

const HOUR_MS = 3600_000
/** The roster is read ahead, so that a change of shifts needs no asking, and read again now and then. */
const AHEAD_MS = 36 * HOUR_MS

/** What a surface knows of time and news. */
type Clock = { readonly ready: boolean; readonly nowMs: number; readonly arrangedAt: number }

/** Who sits in the duty rooms just now. Call it while a component is made. */
export function createOnDuty(live: Clock) {
  let shifts = $state.raw<readonly ListedShift[]>([])
  const hour = $derived(Math.floor(live.nowMs / HOUR_MS))
  const ready = $derived(live.ready)
  const arrangedAt = $derived(live.arrangedAt)
  $effect(() => {
    void arrangedAt
    if (!ready) return
    const from = new Date(hour * HOUR_MS).toISOString()
    const to = new Date(hour * HOUR_MS + AHEAD_MS).toISOString()
    const controller = new AbortController()
    void request<{ items: ListedShift[] }>(`/api/shifts?from=${from}&to=${to}`, { signal: controller.signal }).then(
      (answer) => {
        if (answer.ok && !controller.signal.aborted) shifts = answer.value.items
      },
    )
    return () => controller.abort()
  })
  const now = $derived(shifts.filter((shift) => holdsAt(shift, live.nowMs)))
  return {
    /** The shifts that are on. */
    get now(): readonly ListedShift[] {
      return now
    },
  }
}

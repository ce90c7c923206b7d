import { isFlood, newWithin } from '#shared/flood.ts'

/** Whether calls come too fast to be read one by one, and how many are new. */
export type Flooding = { readonly on: boolean; readonly recent: number }

/** Watches the moments (epoch milliseconds) at which calls came. Call it while a component is made. */
export function createFlooding(moments: () => readonly number[], nowMs: () => number): Flooding {
  let wasOn = $state(false)
  const on = $derived(isFlood(moments(), nowMs(), wasOn))
  const recent = $derived(newWithin(moments(), nowMs()))
  $effect(() => {
    wasOn = on
  })
  return {
    get on() {
      return on
    },
    get recent() {
      return recent
    },
  }
}

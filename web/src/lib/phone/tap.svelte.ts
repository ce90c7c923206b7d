import type { ActionName } from '#shared/action.ts'
import type { Outcome } from '#shared/incident.ts'
import { act } from './act.ts'
import { usePhoneLive } from './phone-live.svelte.ts'
import { useOutbox } from './phone-outbox.svelte.ts'
import { viewer } from './viewer.svelte.ts'

/** What the buttons of a call need: whether a tap is being written down, and what a tap does. */
export type Tapping = {
  readonly busy: boolean
  tap: (action: ActionName, outcome?: Outcome | null) => Promise<void>
}

/** Writes down what the owner of the phone does to an incident, one tap after the other. Call it while a component is made. */
export function createTapping(incidentId: () => string): Tapping {
  const live = usePhoneLive()
  const outbox = useOutbox()
  let busy = $state(false)
  return {
    get busy() {
      return busy
    },
    async tap(action, outcome = null) {
      const personId = viewer.owner?.personId
      if (personId === undefined || busy) return
      busy = true
      try {
        await act(outbox, { personId, incidentId: incidentId(), atMs: live.nowMs }, action, outcome)
      } finally {
        busy = false
      }
    },
  }
}

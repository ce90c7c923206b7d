import type { Incident } from '#shared/incident.ts'
import type { ResponderPosition } from '#shared/position.ts'
import { request } from '../http.ts'
import { session } from '../session.svelte.ts'
import { isToldPositions, respondersOf } from './responders.ts'

const ASK_EVERY_MS = 15_000

/**
 * Where the people are who go to an incident, as far as this viewer is told: asked for, and with what the socket tells
 * in between. Call it while a component is made.
 */
export function createResponders(
  incident: () => Incident | null,
  told: () => Iterable<ResponderPosition> = () => [],
): { readonly list: ResponderPosition[] } {
  let asked = $state.raw<ResponderPosition[]>([])
  const wantedId = $derived.by(() => {
    const one = incident()
    return one !== null && one.closedAt === null && isToldPositions(session.person, one) ? one.id : null
  })
  $effect(() => {
    const id = wantedId
    asked = []
    if (id === null) return
    const controller = new AbortController()
    const ask = async () => {
      const path = `/api/incidents/${encodeURIComponent(id)}/positions`
      const answer = await request<{ items: ResponderPosition[] }>(path, { signal: controller.signal })
      if (answer.ok && !controller.signal.aborted) asked = answer.value.items
    }
    void ask()
    const timer = setInterval(() => void ask(), ASK_EVERY_MS)
    return () => {
      clearInterval(timer)
      controller.abort()
    }
  })
  const list = $derived.by(() => {
    const one = incident()
    return one === null || wantedId === null ? [] : respondersOf(one, [...asked, ...told()])
  })
  return {
    get list() {
      return list
    },
  }
}

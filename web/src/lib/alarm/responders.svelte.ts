import type { Incident } from '#shared/incident.ts'
import type { ResponderPosition } from '#shared/position.ts'
import { request } from '../http.ts'
import { session } from '../session.svelte.ts'
import { isToldPositions, respondersOf } from './responders.ts'

const ASK_EVERY_MS = 15_000

/**
 * Where the people are who go to some incidents, as far as this viewer is told: asked for, and with what the socket tells
 * in between. Call it while a component is made.
 */
export function createResponders(
  incidents: () => readonly Incident[],
  told: () => Iterable<ResponderPosition> = () => [],
): { readonly list: ResponderPosition[] } {
  let asked = $state.raw<ResponderPosition[]>([])
  const shown = $derived(incidents().filter((one) => one.closedAt === null && isToldPositions(session.person, one)))
  // As one word: the same incidents, changed, are not asked for anew.
  const wanted = $derived(shown.map(({ id }) => id).join(' '))
  $effect(() => {
    asked = []
    if (wanted === '') return
    const controller = new AbortController()
    const ask = async () => {
      const answers = await Promise.all(
        wanted.split(' ').map((id) =>
          request<{ items: ResponderPosition[] }>(`/api/incidents/${encodeURIComponent(id)}/positions`, {
            signal: controller.signal,
          }),
        ),
      )
      if (!controller.signal.aborted) asked = answers.flatMap((answer) => (answer.ok ? answer.value.items : []))
    }
    void ask()
    const timer = setInterval(() => void ask(), ASK_EVERY_MS)
    return () => {
      clearInterval(timer)
      controller.abort()
    }
  })
  const list = $derived.by(() => {
    const known = [...asked, ...told()]
    return shown.flatMap((one) => respondersOf(one, known))
  })
  return {
    get list() {
      return list
    },
  }
}

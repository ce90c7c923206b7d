import { onDestroy, untrack } from 'svelte'
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
  let asked = $state.raw<ReadonlyMap<string, readonly ResponderPosition[]>>(new Map())
  const shown = $derived(incidents().filter((one) => one.closedAt === null && isToldPositions(session.person, one)))
  // As one word: the same incidents, changed, are not asked for anew.
  const wanted = $derived(shown.map(({ id }) => id).join(' '))
  const ids = $derived(wanted === '' ? [] : wanted.split(' '))
  const any = $derived(ids.length > 0)
  const controller = new AbortController()
  onDestroy(() => controller.abort())

  const ask = async (of: readonly string[]) => {
    const answers = await Promise.all(
      of.map(async (id) => {
        const path = `/api/incidents/${encodeURIComponent(id)}/positions`
        return [id, await request<{ items: ResponderPosition[] }>(path, { signal: controller.signal })] as const
      }),
    )
    if (controller.signal.aborted) return
    const found = new Map(answers.flatMap(([id, answer]) => (answer.ok ? [[id, answer.value.items]] : [])))
    asked = new Map(ids.map((id) => [id, found.get(id) ?? asked.get(id) ?? []]))
  }
  $effect(() => {
    const before = untrack(() => asked)
    // One more is asked for alone: in a flood each of them would ask for all the others again.
    const fresh = ids.filter((id) => !before.has(id))
    asked = new Map(ids.map((id) => [id, before.get(id) ?? []]))
    if (fresh.length > 0) void ask(fresh)
  })
  $effect(() => {
    if (!any) return
    const timer = setInterval(() => void ask(ids), ASK_EVERY_MS)
    return () => clearInterval(timer)
  })
  const list = $derived.by(() => {
    const known = [...[...asked.values()].flat(), ...told()]
    return shown.flatMap((one) => respondersOf(one, known))
  })
  return {
    get list() {
      return list
    },
  }
}

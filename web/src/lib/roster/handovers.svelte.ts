import type { Handover } from '#shared/handover.ts'
import { request } from '../http.ts'

/** The hand-over notes of the last days, read anew with every news and whenever `key` changes. Call it while a component is made. */
export function createHandovers(live: { readonly ready: boolean; readonly dutyRoomAt: number }, key: () => unknown) {
  let notes = $state.raw<readonly Handover[]>([])
  let loaded = $state(false)
  const ready = $derived(live.ready)
  const news = $derived(live.dutyRoomAt)
  async function load(signal?: AbortSignal) {
    const answer = await request<{ items: Handover[] }>('/api/handovers', signal === undefined ? {} : { signal })
    if (!answer.ok || signal?.aborted) return
    notes = answer.value.items
    loaded = true
  }
  $effect(() => {
    void [news, key()]
    if (!ready) return
    const controller = new AbortController()
    void load(controller.signal)
    return () => controller.abort()
  })
  return {
    get notes(): readonly Handover[] {
      return notes
    },
    get loaded(): boolean {
      return loaded
    },
    async read(id: string): Promise<void> {
      await request(`/api/handovers/${encodeURIComponent(id)}/read`, { method: 'POST', body: {} })
      await load()
    },
  }
}

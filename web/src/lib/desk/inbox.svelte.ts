import type { InboxItem } from '#shared/inbox.ts'
import type { Live } from '#lib/live/live.svelte.ts'
import { request } from '#lib/http.ts'

/** What counts and first times come from the server; what is last said comes live beside it. */
const AGAIN_MS = 20_000

/** The inbox of devices nobody registered: asked for when such a device comes or goes, and now and then. */
export function createInbox(live: Live, isShown: () => boolean) {
  let items = $state.raw<readonly InboxItem[]>([])
  let isFailed = $state(false)
  let isLoaded = $state(false)

  async function ask(): Promise<void> {
    const answer = await request<{ items: InboxItem[] }>('/api/inbox')
    isFailed = !answer.ok
    if (!answer.ok) return
    isLoaded = true
    items = answer.value.items
  }

  const waiting = $derived(
    [...live.devices.values()]
      .flatMap(({ id, registered, dismissed }) => (registered ? [] : [`${id} ${dismissed === true}`]))
      .join(),
  )
  $effect(() => {
    void waiting
    if (!isShown()) return
    void ask()
    const timer = setInterval(() => void ask(), AGAIN_MS)
    return () => clearInterval(timer)
  })

  return {
    get items() {
      return items
    },
    get isFailed() {
      return isFailed
    },
    get isLoaded() {
      return isLoaded
    },
    ask,
    async dismiss(id: string, dismissed: boolean): Promise<void> {
      await request(`/api/inbox/${encodeURIComponent(id)}`, { method: 'PUT', body: { dismissed } })
      void live.refresh()
      await ask()
    },
  }
}

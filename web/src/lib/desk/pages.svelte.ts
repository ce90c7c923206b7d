import { type Trouble, request } from '../http.ts'

/** A list that the server gives in pages. */
export type Pages<Item> = {
  readonly items: readonly Item[]
  /** Whether anything has come yet: before that, empty does not mean that there is nothing. */
  readonly ready: boolean
  readonly busy: boolean
  readonly problem: Trouble | null
  readonly more: boolean
  next: () => void
}

/** Loads a paged list and begins anew whenever `path` (with its query, without a cursor) changes. Call it while a component is made. */
export function createPages<Item>(path: () => string): Pages<Item> {
  let items = $state.raw<readonly Item[]>([])
  let cursor = $state<string | null>(null)
  let ready = $state(false)
  let busy = $state(false)
  let problem = $state.raw<Trouble | null>(null)
  let controller = new AbortController()

  async function load(from: string | null) {
    const { signal } = controller
    const base = path()
    busy = true
    problem = null
    const joint = base.includes('?') ? '&' : '?'
    const address = from === null ? base : `${base}${joint}cursor=${encodeURIComponent(from)}`
    const answer = await request<{ items: Item[]; nextCursor: string | null }>(address, { signal })
    if (signal.aborted) return
    busy = false
    if (!answer.ok) {
      problem = answer.problem
      return
    }
    items = from === null ? answer.value.items : [...items, ...answer.value.items]
    cursor = answer.value.nextCursor
    ready = true
  }

  $effect(() => {
    void path()
    controller = new AbortController()
    items = []
    ready = false
    void load(null)
    return () => controller.abort()
  })
  return {
    get items() {
      return items
    },
    get ready() {
      return ready
    },
    get busy() {
      return busy
    },
    get problem() {
      return problem
    },
    get more() {
      return cursor !== null
    },
    next: () => void load(ready ? cursor : null),
  }
}

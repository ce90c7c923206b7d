import type { Directive } from '#shared/directive.ts'
import { request } from '../http.ts'

const EVERY_MS = 20_000

/** What waits for an answer to those above, for the header and the page: asked again and again, and after each write. */
class OpenDirectives {
  #items = $state.raw<readonly Directive[]>([])

  get items(): readonly Directive[] {
    return this.#items
  }

  /** Asks now; what was known stays where the server cannot be reached. */
  async reload(): Promise<void> {
    const answer = await request<{ items: Directive[] }>('/api/directives?open=1&limit=200')
    if (answer.ok) this.#items = answer.value.items
  }

  /** Asks until it is stopped by what this returns. */
  follow(): () => void {
    void this.reload()
    const timer = setInterval(() => void this.reload(), EVERY_MS)
    const look = () => document.visibilityState === 'visible' && void this.reload()
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }
}

/** One for the whole desk. */
export const openDirectives = new OpenDirectives()

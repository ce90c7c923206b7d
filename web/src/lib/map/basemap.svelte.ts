import type { ShownBasemap } from '#shared/basemap.ts'
import { request } from '../http.ts'

const ASK_AGAIN_MS = 30_000

let shown = $state.raw<ShownBasemap | null>(null)
let asking = false

/** The base map as it was set when this page was loaded: with another one the page's own policy would not let it be asked. */
export const basemap = {
  get shown(): ShownBasemap | null {
    return shown
  },
}

/** Asks which base map is set, once for this page and again until it is known. */
export function askForBasemap(): void {
  if (asking || shown !== null) return
  asking = true
  void request<ShownBasemap>('/api/basemap').then((answer) => {
    asking = false
    if (answer.ok) shown = answer.value
    else setTimeout(askForBasemap, ASK_AGAIN_MS)
  })
}

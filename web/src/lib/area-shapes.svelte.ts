import type { FeatureCollection } from 'geojson'
import { request } from './http.ts'
import type { Live } from './live/live.svelte.ts'

const none: FeatureCollection = { type: 'FeatureCollection', features: [] }

/** The polygons of all areas for the map, loaded anew whenever areas change. Call it while a component is made. */
export function createAreaShapes(live: Live): { readonly shapes: FeatureCollection } {
  let shapes = $state.raw<FeatureCollection>(none)
  const wanted = $derived(live.ready ? live.arrangedAt : null)
  $effect(() => {
    if (wanted === null) return
    const controller = new AbortController()
    let retry: ReturnType<typeof setTimeout>
    const load = async () => {
      const answer = await request<FeatureCollection>('/api/areas', { signal: controller.signal })
      if (answer.ok) shapes = answer.value
      else if (!controller.signal.aborted) retry = setTimeout(() => void load(), 5000)
    }
    void load()
    return () => {
      clearTimeout(retry)
      controller.abort()
    }
  })
  return {
    get shapes() {
      return shapes
    },
  }
}

import { createContext } from 'svelte'
import type { MapInstance } from './maplibre.ts'

/**
 * The map to draw on, loaded; how much larger than on a desk it is drawn, and the least size of a word on it. `beginnings`
 * grows when the map has begun anew, as after its graphics context was lost: what was told to it meanwhile it has not heard.
 */
export type Canvas = {
  readonly map: MapInstance
  readonly scale: number
  readonly leastWordPixels: number
  readonly beginnings: number
}

/** The map of the surrounding `Map.svelte`, for the components inside it. */
export const [useCanvas, provideCanvas] = createContext<Canvas>()

/** The map alone, for components that need no scale: `useMap()()` once the surrounding map is loaded. */
export const useMap = (): (() => MapInstance) => {
  const canvas = useCanvas()
  return () => canvas.map
}

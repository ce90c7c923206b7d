import { createContext } from 'svelte'
import type { MapInstance } from './maplibre.ts'
import type { Shift } from './shift.ts'

/**
 * The map to draw on, loaded; how much larger than on a desk it is drawn, and the least size of a word on it. `beginnings`
 * grows when the map has begun anew, as after its graphics context was lost: what was told to it meanwhile it has not heard.
 */
export type Canvas = {
  readonly map: MapInstance
  readonly scale: number
  readonly leastWordPixels: number
  readonly beginnings: number
  /** Where positions lie on it: everything drawn goes through it, and back everything that is picked. */
  readonly shift: Shift
  /** Whether something of a base map is drawn beneath. */
  readonly hasBase: boolean
}

/** The map of the surrounding `Map.svelte`, for the components inside it. */
export const [useCanvas, provideCanvas] = createContext<Canvas>()

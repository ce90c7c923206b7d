import { createContext, onMount } from 'svelte'
import { Live } from './live.svelte.ts'

const [useLive, provideLive] = createContext<Live>()

export { useLive }

/** Makes the live state of a surface, in the surface's outermost component: it runs as long as that is shown. */
export function createLive(): Live {
  const live = provideLive(new Live())
  onMount(() => live.start())
  return live
}

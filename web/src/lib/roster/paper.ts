import { createContext } from 'svelte'
import type { Snapshot } from '#shared/change.ts'

/** What a page for paper knows of the township; set by the layout of those pages. */
export const [usePaper, providePaper] = createContext<() => Snapshot | null>()

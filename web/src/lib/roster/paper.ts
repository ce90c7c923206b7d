import { createContext } from 'svelte'
import type { Snapshot } from '#shared/change.ts'

/** What a page for paper knows of the township, and where it says whether everything is there: only then it can be printed. */
export type Paper = { readonly snapshot: Snapshot | null; isWhole: (whole: boolean) => void }

/** Set by the layout of those pages. */
export const [usePaper, providePaper] = createContext<Paper>()

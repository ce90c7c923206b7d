import { theme } from '../theme.svelte.ts'
import { NAMES, type Palette } from './colours.ts'

export type { Palette }

/** The palette of the theme that shows; read inside `$derived` or `$effect`, it follows the theme. */
export function palette(): Palette {
  // Named for the dependency: what the document's styles say changes with it.
  void theme.shown
  const style = getComputedStyle(document.documentElement)
  const entries = Object.entries(NAMES).map(([key, name]) => [key, style.getPropertyValue(name).trim()])
  // Object.fromEntries forgets the keys, which are those of NAMES.
  return Object.fromEntries(entries) as Palette
}

import { theme } from '../theme.svelte.ts'

const NAMES = {
  ground: '--map-ground',
  area: '--map-area',
  line: '--map-line',
  lineStrong: '--map-line-strong',
  text: '--map-text',
  halo: '--map-halo',
  shade: '--map-shade',
  light: '--map-light',
  ink: '--ink',
  panel: '--panel',
  urgent: '--urgent',
  important: '--important',
  ordinary: '--ordinary',
} as const

/** The colours of the map: MapLibre takes no custom properties, so they are read from the design tokens. */
export type Palette = Readonly<Record<keyof typeof NAMES, string>>

/** The palette of the theme that shows; read inside `$derived` or `$effect`, it follows the theme. */
export function palette(): Palette {
  // Named for the dependency: what the document's styles say changes with it.
  void theme.shown
  const style = getComputedStyle(document.documentElement)
  const entries = Object.entries(NAMES).map(([key, name]) => [key, style.getPropertyValue(name).trim()])
  // Object.fromEntries forgets the keys, which are those of NAMES.
  return Object.fromEntries(entries) as Palette
}

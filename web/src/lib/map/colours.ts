/** The colours of the map, by the design tokens that hold them. */
export const NAMES = {
  ground: '--map-ground',
  area: '--map-area',
  line: '--map-line',
  lineStrong: '--map-line-strong',
  text: '--map-text',
  halo: '--map-halo',
  shade: '--map-shade',
  light: '--map-light',
  water: '--map-water',
  wood: '--map-wood',
  road: '--map-road',
  building: '--map-building',
  ink: '--ink',
  panel: '--panel',
  urgent: '--urgent',
  important: '--important',
  ordinary: '--ordinary',
} as const

/** The colours of the map: MapLibre takes no custom properties, so they are read from the design tokens. */
export type Palette = Readonly<Record<keyof typeof NAMES, string>>

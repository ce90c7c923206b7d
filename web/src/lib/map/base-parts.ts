import type { Basemap } from '#shared/basemap.ts'
import { TIANDITU_ORIGINS, wholeAddress } from '#shared/map-address.ts'
import { MAP_FONT } from './font.ts'
import { greyLayers } from './grey-style.ts'
import { type LayerSpecification, openArchive, type SourceSpecification, type StyleSpecification } from './maplibre.ts'
import type { Palette } from './palette.svelte.ts'

/** How a base map is to look: in which colours, by day or night, and with words how large. */
export type Look = {
  colours: Palette
  isDark: boolean
  language: string
  wordSize: (pixels: number) => number
}

/** What a base map is made of on the map. All ids of ours begin with `base`. */
export type BaseParts = {
  sources: Readonly<Record<string, SourceSpecification>>
  /** Bottom first; called again, it gives the same layers in the colours of another theme. */
  layers: (look: Look) => LayerSpecification[]
  sprites: readonly { id: string; url: string }[]
  /** How much of our own ground lies over it, 0 to 1: what others coloured is made quiet so. */
  veil: (isDark: boolean) => number
  /** Whose map it is, where its tiles do not say so. */
  owner: string
}

const PREFIX = 'base'
/** Whether a source of the map belongs to the base. */
export const isOfBase = (sourceId: unknown): boolean =>
  typeof sourceId === 'string' && sourceId.startsWith(`${PREFIX}-`)

/** Pictures made quiet: nearly grey, light by day, dark by night. */
const quiet = (isDark: boolean) =>
  ({
    'raster-saturation': -0.8,
    'raster-contrast': -0.15,
    'raster-brightness-min': isDark ? 0 : 0.5,
    'raster-brightness-max': isDark ? 0.35 : 1,
  }) as const

/** What a base map is made of; rejects where its file or its style cannot be read. */
export async function basePartsOf(basemap: Basemap, tiandituOwner: string): Promise<BaseParts | null> {
  switch (basemap.type) {
    case 'none':
      return null
    case 'tianditu':
      return tiandituParts(basemap, tiandituOwner)
    case 'pmtiles':
      return archiveParts(basemap)
    case 'style':
      return styleParts(basemap)
  }
}

/** Each layer of 天地图 with the one that has its names. The relief ends at zoom 14. */
const TIANDITU = { vec: ['cva', 18], img: ['cia', 18], ter: ['cta', 14] } as const

function tiandituParts({ key, layer }: Extract<Basemap, { type: 'tianditu' }>, owner: string): BaseParts {
  const [names, maxzoom] = TIANDITU[layer]
  const wmts = (of: string) =>
    `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${of}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles` +
    `&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`
  const source = (of: string): SourceSpecification => ({
    type: 'raster',
    tiles: TIANDITU_ORIGINS.map((origin) => `${origin}/${of}_w/wmts?${wmts(of)}`),
    tileSize: 256,
    minzoom: 1,
    maxzoom,
  })
  const ids = [layer, names].map((of) => [`${PREFIX}-${of}`, of] as const)
  return {
    sources: Object.fromEntries(ids.map(([id, of]) => [id, source(of)])),
    layers: ({ isDark }) => ids.map(([id]) => ({ id, type: 'raster', source: id, paint: quiet(isDark) })),
    sprites: [],
    veil: () => 0,
    owner,
  }
}

async function archiveParts({ file, attribution }: Extract<Basemap, { type: 'pmtiles' }>): Promise<BaseParts> {
  const source = `${PREFIX}-archive`
  const archive = await openArchive(`${location.origin}/api/basemap/files/${encodeURIComponent(file)}`)
  const { address: url, isRaster, vectorLayers } = archive
  return {
    sources: { [source]: isRaster ? { type: 'raster', url, tileSize: 256 } : { type: 'vector', url } },
    layers: ({ isDark, colours, ...words }) =>
      isRaster
        ? [{ id: source, type: 'raster', source, paint: quiet(isDark) }]
        : greyLayers({ source, vectorLayers }, colours, words),
    sprites: [],
    veil: () => 0,
    owner: attribution,
  }
}

async function styleParts({ url: styleUrl }: Extract<Basemap, { type: 'style' }>): Promise<BaseParts> {
  const answer = await fetch(styleUrl, { credentials: 'omit' })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  // The server has read it as a style when it was set; what is wrong by now MapLibre refuses, layer by layer.
  const style = (await answer.json()) as StyleSpecification
  const whole = (address: string) => wholeAddress(address, styleUrl) ?? address
  const { sprite } = style
  // Pictures are quiet already.
  const isLoud = style.layers.some(({ type }) => type !== 'raster')
  return {
    sources: Object.fromEntries(
      Object.entries(style.sources).map(([id, source]) => [`${PREFIX}-${id}`, wholeSource(source, whole)]),
    ),
    layers: ({ isDark }) => style.layers.map((layer) => foreignLayer(layer, isDark)),
    sprites: (typeof sprite === 'string' ? [{ id: 'default', url: sprite }] : (sprite ?? [])).map(({ id, url }) => ({
      id,
      url: whole(url),
    })),
    veil: (isDark) => (isLoud ? (isDark ? 0.65 : 0.35) : 0),
    owner: new URL(styleUrl).host,
  }
}

function wholeSource(source: SourceSpecification, whole: (address: string) => string): SourceSpecification {
  const copy = { ...source }
  if ('url' in copy && typeof copy.url === 'string') copy.url = whole(copy.url)
  if ('tiles' in copy && copy.tiles !== undefined) copy.tiles = copy.tiles.map(whole)
  if ('data' in copy && typeof copy.data === 'string') copy.data = whole(copy.data)
  return copy
}

/** A layer of somebody's style among ours: no fonts from a server, and pictures quiet. */
function foreignLayer(layer: LayerSpecification, isDark: boolean): LayerSpecification {
  const own = { ...layer, id: `${PREFIX}-${layer.id}` }
  if ('source' in own) own.source = `${PREFIX}-${own.source}`
  if (own.type === 'symbol') return { ...own, layout: { ...own.layout, 'text-font': MAP_FONT } }
  return own.type === 'raster' ? { ...own, paint: { ...own.paint, ...quiet(isDark) } } : own
}

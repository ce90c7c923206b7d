import type { FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from './colours.ts'
import { MAP_FONT } from './font.ts'

// Our own quiet style for vector archives: greys, so that only what is abnormal has colour.

/** How one schema calls what is drawn: a layer, and what of it. Roads come in three widths, places in two sizes. */
type Drawn = { layer: string; filter?: FilterSpecification }
type Schema = {
  land: Drawn | null
  woods: readonly Drawn[]
  water: Drawn
  streams: Drawn
  roads: readonly [great: Drawn, middle: Drawn, small: Drawn]
  buildings: Drawn
  places: readonly [towns: Drawn, villages: Drawn]
}

const among = (field: string, values: readonly string[]): FilterSpecification => [
  'in',
  ['get', field],
  ['literal', [...values]],
]
const areas: FilterSpecification = ['==', ['geometry-type'], 'Polygon']
const lines: FilterSpecification = ['==', ['geometry-type'], 'LineString']

/** Protomaps' own tiles, versions 3 and 4. */
const PROTOMAPS: Schema = {
  land: { layer: 'earth', filter: areas },
  woods: [
    { layer: 'landcover', filter: among('kind', ['forest', 'wood', 'tree']) },
    { layer: 'landuse', filter: among('kind', ['forest', 'wood', 'nature_reserve', 'national_park']) },
  ],
  water: { layer: 'water', filter: areas },
  streams: { layer: 'water', filter: lines },
  roads: [
    { layer: 'roads', filter: among('kind', ['highway', 'major_road']) },
    { layer: 'roads', filter: among('kind', ['medium_road', 'minor_road']) },
    { layer: 'roads', filter: among('kind', ['path', 'other', 'rail']) },
  ],
  buildings: { layer: 'buildings', filter: areas },
  places: [
    { layer: 'places', filter: among('kind_detail', ['city', 'town']) },
    { layer: 'places', filter: among('kind_detail', ['village', 'hamlet', 'suburb', 'quarter', 'neighbourhood']) },
  ],
}

/** OpenMapTiles, which Planetiler and tileserver-gl speak as well. */
const OPEN_MAP_TILES: Schema = {
  land: null,
  woods: [
    { layer: 'landcover', filter: among('class', ['wood', 'forest']) },
    { layer: 'park', filter: areas },
  ],
  water: { layer: 'water', filter: areas },
  streams: { layer: 'waterway', filter: lines },
  roads: [
    { layer: 'transportation', filter: among('class', ['motorway', 'trunk', 'primary']) },
    { layer: 'transportation', filter: among('class', ['secondary', 'tertiary', 'minor']) },
    { layer: 'transportation', filter: among('class', ['service', 'track', 'path', 'rail']) },
  ],
  buildings: { layer: 'building', filter: areas },
  places: [
    { layer: 'place', filter: among('class', ['city', 'town']) },
    { layer: 'place', filter: among('class', ['village', 'hamlet', 'suburb', 'quarter', 'neighbourhood']) },
  ],
}

/** The schema of an archive by the layers it says it has; null for one that is neither. */
export function schemaOf(vectorLayers: readonly string[]): 'protomaps' | 'openmaptiles' | null {
  if (vectorLayers.includes('roads') || vectorLayers.includes('earth')) return 'protomaps'
  return vectorLayers.includes('transportation') || vectorLayers.includes('waterway') ? 'openmaptiles' : null
}

/** The layers of a vector archive, bottom first. One of a schema nobody knows is drawn as thin lines, without names. */
export function greyLayers(
  { source, vectorLayers }: { source: string; vectorLayers: readonly string[] },
  colours: Palette,
  { language, wordSize }: { language: string; wordSize: (pixels: number) => number },
): LayerSpecification[] {
  const known = schemaOf(vectorLayers)
  const ground = { id: `${source}-ground`, type: 'background', paint: { 'background-color': colours.area } } as const
  if (known === null)
    return [ground, ...vectorLayers.map((layer) => line(`any-${layer}`, { layer }, colours.line, 0.75))]
  const { land, woods, water, streams, roads, buildings, places } = {
    protomaps: PROTOMAPS,
    openmaptiles: OPEN_MAP_TILES,
  }[known]
  const [great, middle, small] = roads
  const has = ({ layer }: Drawn) => vectorLayers.includes(layer)
  return [
    // Where the schema has the land as an area, all else is sea.
    land === null ? ground : { ...ground, paint: { 'background-color': colours.water } },
    ...[land].flatMap((drawn) => (drawn === null || !has(drawn) ? [] : [fill('land', drawn, colours.area)])),
    ...woods.filter(has).map((drawn, n) => fill(`woods-${n}`, drawn, colours.wood)),
    ...[water].filter(has).map((drawn) => fill('water', drawn, colours.water)),
    ...[streams].filter(has).map((drawn) => line('streams', drawn, colours.water, 1.5)),
    ...[buildings].filter(has).map((drawn) => fill('buildings', drawn, colours.building, 14)),
    ...[small].filter(has).map((drawn) => line('roads-small', drawn, colours.road, 0.75, 13)),
    ...[middle].filter(has).map((drawn) => line('roads-middle', drawn, colours.road, 1.5, 10)),
    ...[great].filter(has).map((drawn) => line('roads-great', drawn, colours.road, 2.5)),
    ...places.filter(has).map((drawn, n) => words(`places-${n}`, drawn, n === 0 ? 15 : 12, n === 0 ? 6 : 11)),
  ]

  function fill(id: string, drawn: Drawn, colour: string, minzoom = 0): LayerSpecification {
    return { ...partOf(id, drawn, minzoom), type: 'fill', paint: { 'fill-color': colour } }
  }
  function line(id: string, drawn: Drawn, colour: string, width: number, minzoom = 0): LayerSpecification {
    const paint = { 'line-color': colour, 'line-width': width }
    return { ...partOf(id, drawn, minzoom), type: 'line', paint }
  }
  function words(id: string, drawn: Drawn, pixels: number, minzoom: number): LayerSpecification {
    const [first, second] = language === 'zh' ? ['name:zh', 'name:zh-Hans'] : ['name:en', 'name:latin']
    return {
      ...partOf(id, drawn, minzoom),
      type: 'symbol',
      layout: {
        'text-field': ['coalesce', ['get', first ?? ''], ['get', second ?? ''], ['get', 'name'], ''],
        'text-font': MAP_FONT,
        'text-size': wordSize(pixels),
        'text-max-width': 9,
      },
      paint: {
        'text-color': colours.text,
        'text-halo-color': colours.halo,
        'text-halo-width': 1.5,
        'text-opacity': 0.75,
      },
    }
  }
  function partOf(id: string, { layer, filter }: Drawn, minzoom: number) {
    return { id: `${source}-${id}`, source, 'source-layer': layer, minzoom, ...(filter && { filter }) }
  }
}

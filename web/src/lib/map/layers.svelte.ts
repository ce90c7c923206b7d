import type { FeatureCollection } from 'geojson'
import { onDestroy } from 'svelte'
import { useCanvas } from './context.ts'
import type { GeoJSONSource, LayerSpecification } from './maplibre.ts'
import { type Palette, palette } from './palette.svelte.ts'
import { collectionOnMap } from './shift.ts'

/** The size of a word that has `pixels` on a desk. */
export type WordSize = (pixels: number) => number

/** The layers of one source, in the colours of a palette and at the scale of the map; each names `source` itself. */
export type LayersFor = (colours: Palette, scale: number, wordSize: WordSize) => LayerSpecification[]

/**
 * Draws a collection on the surrounding map for as long as the calling component lives, and follows data and theme.
 * Features have a property `id`, by which feature state is set. `beneath` names a layer, where there is one, that they
 * lie below. Call it while the component is made.
 */
export function drawCollection(
  source: string,
  collection: () => FeatureCollection,
  layersFor: LayersFor,
  beneath?: string,
): void {
  const canvas = useCanvas()
  const { map, scale, leastWordPixels } = canvas
  const wordSize: WordSize = (pixels) => Math.max(leastWordPixels, pixels * scale)
  const layers = layersFor(palette(), scale, wordSize)
  const first = collectionOnMap(collection(), canvas.shift)
  let drawn = JSON.stringify(first)
  map.addSource(source, { type: 'geojson', data: first, promoteId: 'id' })
  const above = beneath !== undefined && map.getLayer(beneath) ? beneath : undefined
  for (const layer of layers) map.addLayer(layer, above)

  $effect(() => {
    void canvas.beginnings
    const data = collectionOnMap(collection(), canvas.shift)
    const text = JSON.stringify(data)
    // The source was added above with the type that the name of this function promises.
    const found = map.getSource(source) as GeoJSONSource | undefined
    // Most of what is made anew each second says the same: drawing it again costs a frame of the whole map.
    if (found === undefined || text === drawn) return
    drawn = text
    found.setData(data)
  })
  $effect(() => {
    void canvas.beginnings
    for (const { id, paint = {} } of layersFor(palette(), scale, wordSize)) {
      if (!map.getLayer(id)) continue
      // Names and values come from one paint object, which was checked against its layer's type where it was written.
      for (const [name, value] of Object.entries(paint)) map.setPaintProperty(id, name as never, value as never)
    }
  })
  onDestroy(() => {
    for (const { id } of layers) if (map.getLayer(id)) map.removeLayer(id)
    if (map.getSource(source)) map.removeSource(source)
  })
}

/**
 * Keeps one feature state of a source's features by their ids, for as long as the calling component lives. Only what
 * differs is told to the map: unlike new data it makes nothing anew.
 */
export function markFeatures(source: string, name: string, marks: () => ReadonlyMap<string, string | boolean>): void {
  const canvas = useCanvas()
  const { map } = canvas
  let marked: ReadonlyMap<string, string | boolean> = new Map()
  let markedIn = canvas.beginnings

  $effect(() => {
    const [wanted, beginnings] = [marks(), canvas.beginnings]
    if (!map.getSource(source)) return
    // States are no part of what a map begins anew with.
    if (beginnings !== markedIn) marked = new Map()
    markedIn = beginnings
    for (const [id, value] of wanted)
      if (marked.get(id) !== value) map.setFeatureState({ source, id }, { [name]: value })
    for (const id of marked.keys()) if (!wanted.has(id)) map.removeFeatureState({ source, id }, name)
    marked = wanted
  })
}

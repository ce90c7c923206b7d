import type { FeatureCollection } from 'geojson'
import { onDestroy } from 'svelte'
import { useCanvas } from './context.ts'
import type { GeoJSONSource, LayerSpecification } from './maplibre.ts'
import { type Palette, palette } from './palette.svelte.ts'

/** The size of a word that has `pixels` on a desk. */
export type WordSize = (pixels: number) => number

/** The layers of one source, in the colours of a palette and at the scale of the map; each names `source` itself. */
export type LayersFor = (colours: Palette, scale: number, wordSize: WordSize) => LayerSpecification[]

/**
 * Draws a collection on the surrounding map for as long as the calling component lives, and follows data and theme.
 * Features have a property `id`, by which feature state is set. Call it while the component is made.
 */
export function drawCollection(source: string, collection: () => FeatureCollection, layersFor: LayersFor): void {
  const { map, scale, leastWordPixels } = useCanvas()
  const wordSize: WordSize = (pixels) => Math.max(leastWordPixels, pixels * scale)
  const layers = layersFor(palette(), scale, wordSize)
  map.addSource(source, { type: 'geojson', data: collection(), promoteId: 'id' })
  for (const layer of layers) map.addLayer(layer)

  $effect(() => {
    // The source was added above with the type that the name of this function promises.
    const drawn = map.getSource(source) as GeoJSONSource | undefined
    drawn?.setData(collection())
  })
  $effect(() => {
    for (const { id, paint = {} } of layersFor(palette(), scale, wordSize)) {
      // Names and values come from one paint object, which was checked against its layer's type where it was written.
      for (const [name, value] of Object.entries(paint)) map.setPaintProperty(id, name as never, value as never)
    }
  })
  onDestroy(() => {
    for (const { id } of layers) if (map.getLayer(id)) map.removeLayer(id)
    if (map.getSource(source)) map.removeSource(source)
  })
}

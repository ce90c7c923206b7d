import { addProtocol, Map as MapLibre, setWorkerUrl, type MapOptions } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

// The only importer of maplibre-gl, and of pmtiles, which is its protocol. Without this address a bundled map builds,
// passes its tests, and draws nothing.
setWorkerUrl(workerUrl)

export type {
  ExpressionSpecification,
  GeoJSONSource,
  LayerSpecification,
  Map as MapInstance,
  MapLayerMouseEvent,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'

/** Whether this browser can draw the map at all: it needs WebGL 2. */
export const canDrawMap = hasWebGl2()

function hasWebGl2(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}

// MapLibre asks for vector tiles in its worker, a script that browsers keep for a year with the policy it came with. What
// lies on another host is asked by the page instead, whose policy names the hosts of the base map that is set now.
const OUTSIDE = 'outside'
addProtocol(OUTSIDE, async ({ url }, { signal }) => {
  const answer = await fetch(url.slice(OUTSIDE.length + 3), { signal, credentials: 'omit' })
  if (!answer.ok) throw Object.assign(new Error(`HTTP ${answer.status}`), { status: answer.status })
  return { data: await answer.arrayBuffer() }
})
const isOutside = (url: string) => /^https?:/.test(url) && !url.startsWith(`${location.origin}/`)

/** Makes a map without a base: no tiles, no glyphs from a server; names are drawn with the fonts of this machine. */
export function makeMap(options: Pick<MapOptions, 'container' | 'bounds' | 'interactive' | 'locale'>): MapLibre {
  return new MapLibre({
    ...options,
    style: { version: 8, sources: {}, layers: [] },
    transformRequest: (url, type) => ({ url: type === 'Tile' && isOutside(url) ? `${OUTSIDE}://${url}` : url }),
    attributionControl: false,
    fitBoundsOptions: { padding: 24 },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 19,
    fadeDuration: 0,
  })
}

/** What a PMTiles archive says of itself. `address` is for a source of the map. */
export type Archive = { address: string; isRaster: boolean; vectorLayers: readonly string[] }

let protocol: Promise<typeof import('pmtiles') & { add: (url: string) => import('pmtiles').PMTiles }> | null = null

/** Opens the archive at `url`, a whole address; what reads it is loaded with the first one. */
export async function openArchive(url: string): Promise<Archive> {
  protocol ??= import('pmtiles').then((library) => {
    const made = new library.Protocol()
    addProtocol('pmtiles', made.tile)
    return {
      ...library,
      add(at: string) {
        const archive = new library.PMTiles(at)
        made.add(archive)
        return archive
      },
    }
  })
  // What could not be loaded is loaded anew next time.
  protocol.catch(() => (protocol = null))
  const { add, TileType } = await protocol
  const archive = add(url)
  const { tileType } = await archive.getHeader()
  const isRaster = tileType !== TileType.Mvt
  return { address: `pmtiles://${url}`, isRaster, vectorLayers: isRaster ? [] : layersIn(await archive.getMetadata()) }
}

function layersIn(metadata: unknown): string[] {
  const { vector_layers: layers } = (metadata ?? {}) as { vector_layers?: unknown }
  if (!Array.isArray(layers)) return []
  return layers.flatMap((layer: { id?: unknown }) => (typeof layer?.id === 'string' ? [layer.id] : []))
}

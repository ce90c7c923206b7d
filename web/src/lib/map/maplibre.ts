import { Map as MapLibre, setWorkerUrl, type MapOptions } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

// The only importer of maplibre-gl. Without this address a bundled map builds, passes its tests, and draws nothing.
setWorkerUrl(workerUrl)

export type {
  ExpressionSpecification,
  GeoJSONSource,
  LayerSpecification,
  Map as MapInstance,
  MapLayerMouseEvent,
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

/** Makes a map without a base: no tiles, no glyphs from a server; names are drawn with the fonts of this machine. */
export function makeMap(options: Pick<MapOptions, 'container' | 'bounds' | 'interactive' | 'locale'>): MapLibre {
  return new MapLibre({
    ...options,
    style: { version: 8, sources: {}, layers: [] },
    localIdeographFontFamily: "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    attributionControl: false,
    fitBoundsOptions: { padding: 24 },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 19,
    fadeDuration: 0,
  })
}

declare module 'which-polygon' {
  import type { FeatureCollection, Polygon } from 'geojson'

  /** The package has no types of its own: an index of polygons that answers with the properties of the first hit. */
  export default function whichPolygon<T>(data: FeatureCollection<Polygon, T>): (point: number[]) => T | null
}

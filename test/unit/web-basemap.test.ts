import type { FeatureCollection } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#shared/geo.ts'
import { inWgs84 } from '../../server/domain/datum.ts'
import { distanceMetres } from '../../server/domain/geodesy.ts'
import { gcj } from '../../web/src/lib/map/gcj.ts'
import { greyLayers, schemaOf } from '../../web/src/lib/map/grey-style.ts'
import type { Palette } from '../../web/src/lib/map/colours.ts'
import { boxOnMap, collectionOnMap, NO_SHIFT } from '../../web/src/lib/map/shift.ts'

const HERE: LngLat = [112.196, 36.604]

describe('a map in GCJ-02', () => {
  it('has everything some hundred metres off, as the server reckons, and gives back where it was', () => {
    const there = gcj.toMap(HERE)
    expect(distanceMetres(HERE, there)).toBeGreaterThan(300)
    expect(distanceMetres(HERE, there)).toBeLessThan(700)
    expect(distanceMetres(gcj.fromMap(there), HERE)).toBeLessThan(0.5)
    expect(distanceMetres(inWgs84(there, 'GCJ-02'), HERE)).toBeLessThan(0.5)
  })

  it('moves points, lines and rings in any depth, and nothing else of them', () => {
    const collection: FeatureCollection = {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', id: 1, properties: { name: 'a' }, geometry: { type: 'Point', coordinates: HERE } },
        { type: 'Feature', properties: null, geometry: { type: 'MultiPolygon', coordinates: [[[HERE, HERE]]] } },
      ],
    }
    const there = gcj.toMap(HERE)
    expect(collectionOnMap(collection, gcj)).toEqual({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', id: 1, properties: { name: 'a' }, geometry: { type: 'Point', coordinates: there } },
        { type: 'Feature', properties: null, geometry: { type: 'MultiPolygon', coordinates: [[[there, there]]] } },
      ],
    })
    expect(boxOnMap([...HERE, ...HERE], gcj)).toEqual([...there, ...there])
    expect(collectionOnMap(collection, NO_SHIFT)).toBe(collection)
  })
})

describe('the grey style', () => {
  // Every colour is its own name.
  const colours = new Proxy({} as Palette, { get: (_, name) => name })
  const layersOf = (vectorLayers: string[]) =>
    greyLayers({ source: 'base-archive', vectorLayers }, colours, { language: 'zh', wordSize: (pixels) => pixels })
  const PROTOMAPS = ['earth', 'landcover', 'landuse', 'water', 'roads', 'buildings', 'places', 'pois']
  const OPEN_MAP_TILES = ['landcover', 'park', 'water', 'waterway', 'transportation', 'building', 'place']

  it('tells the schemas apart by the layers an archive says it has', () => {
    expect([PROTOMAPS, OPEN_MAP_TILES, ['a', 'b'], []].map(schemaOf)).toEqual(['protomaps', 'openmaptiles', null, null])
  })

  it.each([
    ['protomaps', PROTOMAPS, ['woods-0', 'woods-1']],
    ['openmaptiles', OPEN_MAP_TILES, ['woods-0', 'woods-1']],
  ])('of %s has ground, woods, water, houses, roads and names, in this order', (name, vectorLayers, woods) => {
    const ids = layersOf(vectorLayers).map(({ id }) => id.replace('base-archive-', ''))
    const land = name === 'protomaps' ? ['ground', 'land'] : ['ground']
    const roads = ['roads-small', 'roads-middle', 'roads-great']
    expect(ids).toEqual([...land, ...woods, 'water', 'streams', 'buildings', ...roads, 'places-0', 'places-1'])
  })

  it('asks for no layer that an archive lacks, and draws one of an unknown schema as lines', () => {
    const known = layersOf(['roads', 'water']).flatMap((layer) =>
      'source-layer' in layer ? [layer['source-layer']] : [],
    )
    expect(new Set(known)).toEqual(new Set(['roads', 'water']))
    expect(layersOf(['a', 'b']).map(({ type }) => type)).toEqual(['background', 'line', 'line'])
  })
})

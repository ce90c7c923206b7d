import { zxyToTileId } from 'pmtiles'

// A small writer of PMTiles (version 3): https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md

const HEADER_BYTES = 127
const NOT_COMPRESSED = 1
const TYPES = { vector: 1, png: 2 } as const

/** A tile by its place, with its bytes. */
export type ArchivedTile = { z: number; x: number; y: number; bytes: Uint8Array }

/** An archive of tiles of one zoom; one of vectors says which layers it has, one of pictures has none. */
export function archiveOf(
  tiles: readonly ArchivedTile[],
  vectorLayers: readonly string[],
  bounds: readonly [west: number, south: number, east: number, north: number],
  type: keyof typeof TYPES = 'vector',
): Buffer {
  const sorted = tiles
    .map((tile) => ({ id: zxyToTileId(tile.z, tile.x, tile.y), ...tile }))
    .toSorted((one, other) => one.id - other.id)
  const lengths = sorted.map(({ bytes }) => bytes.length)
  const offsets = lengths.map((_, n) => lengths.slice(0, n).reduce((sum, length) => sum + length, 0))
  const directory = Buffer.from([
    ...varint(sorted.length),
    ...sorted.flatMap(({ id }, n) => varint(id - (sorted[n - 1]?.id ?? 0))),
    ...sorted.flatMap(() => varint(1)),
    ...lengths.flatMap(varint),
    // Written as offset + 1: 0 would mean "right behind the one before".
    ...offsets.flatMap((offset) => varint(offset + 1)),
  ])
  const said = type === 'vector' ? { vector_layers: vectorLayers.map((id) => ({ id, fields: {} })) } : {}
  const metadata = Buffer.from(JSON.stringify(said))
  const data = Buffer.concat(sorted.map(({ bytes }) => bytes))
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('PMTiles')
  header.writeUInt8(3, 7)
  const dataOffset = HEADER_BYTES + directory.length + metadata.length
  const leaves = [dataOffset, 0]
  const counts = [sorted.length, sorted.length, sorted.length]
  const longs = [
    [HEADER_BYTES, directory.length],
    [HEADER_BYTES + directory.length, metadata.length],
    leaves,
    [dataOffset, data.length],
    counts,
  ].flat()
  longs.forEach((value, n) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * n))
  const zooms = sorted.map(({ z }) => z)
  header.set([1, NOT_COMPRESSED, NOT_COMPRESSED, TYPES[type], Math.min(...zooms), Math.max(...zooms)], 96)
  const [west, south, east, north] = bounds
  const corners = [west, south, east, north]
  corners.forEach((degrees, n) => header.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * n))
  header.writeUInt8(Math.min(...zooms), 118)
  header.writeInt32LE(Math.round(((west + east) / 2) * 1e7), 119)
  header.writeInt32LE(Math.round(((south + north) / 2) * 1e7), 123)
  return Buffer.concat([header, directory, metadata, data])
}

/** One feature of a vector tile; `at` and `ring` are in 4096ths of the tile. */
export type TileFeature = { properties: Record<string, string> } & (
  { at: readonly [number, number] } | { ring: readonly (readonly [number, number])[] }
)

/** A Mapbox vector tile with these layers. */
export function vectorTile(layers: Readonly<Record<string, readonly TileFeature[]>>): Buffer {
  return Buffer.from(Object.entries(layers).flatMap(([name, features]) => field(3, layerBytes(name, features))))
}

function layerBytes(name: string, features: readonly TileFeature[]): number[] {
  const keys = [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))]
  const values = [...new Set(features.flatMap(({ properties }) => Object.values(properties)))]
  return [
    ...field(1, [...Buffer.from(name)]),
    ...features.flatMap((feature) => {
      const tags = Object.entries(feature.properties).flatMap(([key, value]) => [
        ...varint(keys.indexOf(key)),
        ...varint(values.indexOf(value)),
      ])
      const isPoint = 'at' in feature
      const geometry = isPoint ? pointBytes(feature.at) : ringBytes(feature.ring)
      return field(2, [...field(2, tags), ...number(3, isPoint ? 1 : 3), ...field(4, geometry)])
    }),
    ...keys.flatMap((key) => field(3, [...Buffer.from(key)])),
    ...values.flatMap((value) => field(4, field(1, [...Buffer.from(value)]))),
    ...number(5, 4096),
    ...number(15, 2),
  ]
}

const command = (id: number, count: number) => varint(id | (count << 3))
const zigzag = (value: number) => varint((value << 1) ^ (value >> 31))

function pointBytes([x, y]: readonly [number, number]): number[] {
  return [...command(1, 1), ...zigzag(x), ...zigzag(y)]
}

function ringBytes(ring: readonly (readonly [number, number])[]): number[] {
  const steps = ring.map(([x, y], n) => [x - (ring[n - 1]?.[0] ?? 0), y - (ring[n - 1]?.[1] ?? 0)])
  const moves = steps.map(([x = 0, y = 0]) => [...zigzag(x), ...zigzag(y)])
  return [
    ...command(1, 1),
    ...(moves[0] ?? []),
    ...command(2, ring.length - 1),
    ...moves.slice(1).flat(),
    ...command(7, 1),
  ]
}

/** A field of a protocol buffer that is bytes, and one that is a number. */
const field = (id: number, bytes: readonly number[]) => [...varint((id << 3) | 2), ...varint(bytes.length), ...bytes]
const number = (id: number, value: number) => [...varint(id << 3), ...varint(value)]

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

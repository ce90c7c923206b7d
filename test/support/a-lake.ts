import type { LngLat } from '#shared/geo.ts'
import { type ArchivedTile, archiveOf, vectorTile } from './pmtiles-file.ts'

/** One archive around the township: a lake as far as it goes, and some villages in it. */
export function lake(): Buffer {
  const bytes = vectorTile({
    water: [
      {
        properties: { class: 'lake' },
        ring: [
          [0, 0],
          [4096, 0],
          [4096, 4096],
          [0, 4096],
        ],
      },
    ],
    place: [0, 1, 2, 3, 4, 5, 6, 7].flatMap((right) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((down) => ({
        properties: { class: 'village', name: '湖心岛', 'name:en': 'Lake Isle' },
        at: [256 + 512 * right, 256 + 512 * down] as const,
      })),
    ),
  })
  return archiveOf(everywhere(bytes), ['water', 'waterway', 'transportation', 'place'], BOUNDS)
}

/** One archive around the township whose every tile is one picture, as of a satellite. */
export function imagery(png: Uint8Array): Buffer {
  return archiveOf(everywhere(png), [], BOUNDS, 'png')
}

const BOUNDS = [111, 36, 113, 37.5] as const

function everywhere(bytes: Uint8Array): ArchivedTile[] {
  const z = 10
  const [x, y] = tileAt([112.196, 36.604], z)
  const around = [-2, -1, 0, 1, 2]
  return around.flatMap((right) => around.map((down) => ({ z, x: x + right, y: y + down, bytes })))
}

function tileAt([lng, lat]: LngLat, z: number): [number, number] {
  const angle = (lat * Math.PI) / 180
  const down = (1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2
  return [Math.floor(((lng + 180) / 360) * 2 ** z), Math.floor(down * 2 ** z)]
}

import sharp from 'sharp'
import { TILE_PIXELS, terrariumBytes, terrariumMetres } from '../domain/terrarium.ts'

/** The elevations of a terrarium tile in metres, row after row from the north; null where the file is no such tile. */
export async function readTerrariumPng(path: string): Promise<Float32Array | null> {
  const { data, info } = await sharp(path, { limitInputPixels: TILE_PIXELS * TILE_PIXELS })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.width !== TILE_PIXELS || info.height !== TILE_PIXELS || info.channels < 3) return null
  return Float32Array.from({ length: TILE_PIXELS * TILE_PIXELS }, (_, pixel) => {
    const at = pixel * info.channels
    return terrariumMetres(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)
  })
}

/** A terrarium tile of elevations in metres, row after row from the north. */
export function terrariumPng(metres: Float32Array): Promise<Buffer> {
  return sharp(terrariumBytes(metres), { raw: { width: TILE_PIXELS, height: TILE_PIXELS, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer()
}

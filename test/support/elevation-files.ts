import { deflateRawSync } from 'node:zlib'
import sharp from 'sharp'
import { TILE_PIXELS, terrariumBytes } from '../../server/domain/terrarium.ts'

/** The bytes of an SRTM tile of three arc seconds; rows are counted from the north, columns from the west. */
export function hgtBytes(metresAt: (row: number, column: number) => number): Buffer {
  const side = 1201
  const bytes = Buffer.alloc(side * side * 2)
  for (let at = 0; at < side * side; at++) bytes.writeInt16BE(metresAt(Math.floor(at / side), at % side), at * 2)
  return bytes
}

/** A terrarium tile whose pixels are `metresAt` of their row from the north and column from the west. */
export function terrariumTile(metresAt: (row: number, column: number) => number): Promise<Buffer> {
  const metres = Float32Array.from({ length: TILE_PIXELS ** 2 }, (_, at) =>
    metresAt(Math.floor(at / TILE_PIXELS), at % TILE_PIXELS),
  )
  return sharp(terrariumBytes(metres), { raw: { width: TILE_PIXELS, height: TILE_PIXELS, channels: 3 } })
    .png()
    .toBuffer()
}

/** A zip archive as streaming packers write it: lengths only in the directory at the end, and a comment after it. */
export function zipOf(files: readonly { name: string; bytes: Uint8Array; isStored?: boolean }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, bytes, isStored = false } of files) {
    const packed = isStored ? Buffer.from(bytes) : deflateRawSync(bytes)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 6)
    local.writeUInt16LE(isStored ? 0 : 8, 8)
    local.writeUInt16LE(name.length, 26)
    local.writeUInt16LE(4, 28)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(isStored ? 0 : 8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(bytes.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    directory.push(entry, Buffer.from(name))
    const whole = [local, Buffer.from(name), Buffer.alloc(4), packed]
    parts.push(...whole)
    at += whole.reduce((sum, part) => sum + part.length, 0)
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  const comment = Buffer.from('packed by hand')
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, ...directory, end, comment])
}

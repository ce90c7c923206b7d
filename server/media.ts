import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** What a picture or clip may be, by its first bytes; a name proves nothing. */
const MAGIC: [contentType: string, test: (head: Buffer) => boolean][] = [
  ['image/jpeg', (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/png', (head) => head.subarray(1, 4).toString('latin1') === 'PNG'],
  ['image/webp', (head) => head.subarray(8, 12).toString('latin1') === 'WEBP'],
  ['image/heic', (head) => /^ftyp(heic|heix|mif1)/.test(head.subarray(4, 12).toString('latin1'))],
  ['video/mp4', (head) => head.subarray(4, 8).toString('latin1') === 'ftyp'],
]

export const MOST_MEDIA_BYTES = 15 * 1024 * 1024
const LONGEST_SIDE_PIXELS = 2048

export type Upload = { ok: true; receivedBytes: number; done: boolean; contentType: string } | { ok: false; reason: 'too-large' | 'wrong-type' | 'wrong-offset' | 'wrong-hash'; receivedBytes: number }

/** The files of photos and clips: the original as it came, and a copy for showing, without where and by what it was taken. */
export type MediaFiles = {
  receive(id: string, part: { from: number; total: number | null; sha256: string; bytes: AsyncIterable<Uint8Array> }): Promise<Upload>
  receivedBytes(id: string): Promise<number>
  /** The file to show. */
  shown(id: string): Promise<string | null>
}

export async function createMediaFiles(dataDir: string): Promise<MediaFiles> {
  const folder = join(dataDir, 'media')
  await mkdir(folder, { recursive: true })
  const original = (id: string) => join(folder, id)
  const partial = (id: string) => join(folder, `${id}.part`)
  const copy = (id: string) => join(folder, `${id}.webp`)
  const sizeOf = async (path: string): Promise<number | null> => stat(path).then(({ size }) => size, () => null)
  const receivedBytes = async (id: string) => (await sizeOf(original(id))) ?? (await sizeOf(partial(id))) ?? 0

  async function finish(id: string, sha256: string): Promise<Upload> {
    const hash = createHash('sha256')
    let head = Buffer.alloc(0)
    for await (const chunk of createReadStream(partial(id)) as AsyncIterable<Buffer>) {
      if (head.length < 16) head = Buffer.concat([head, chunk]).subarray(0, 16)
      hash.update(chunk)
    }
    const refuse = async (reason: 'wrong-hash' | 'wrong-type'): Promise<Upload> => {
      await rm(partial(id), { force: true })
      return { ok: false, reason, receivedBytes: 0 }
    }
    if (hash.digest('hex') !== sha256.toLowerCase()) return refuse('wrong-hash')
    const contentType = MAGIC.find(([, test]) => test(head))?.[0]
    if (contentType === undefined) return refuse('wrong-type')
    // The copy for showing is a convenience: where it cannot be made, the original stands.
    if (contentType.startsWith('image/'))
      await sharp(partial(id), { limitInputPixels: 100_000_000 }).rotate().resize(LONGEST_SIDE_PIXELS, LONGEST_SIDE_PIXELS, { fit: 'inside', withoutEnlargement: true }).webp().toFile(copy(id)).catch(() => {})
    await rename(partial(id), original(id))
    return { ok: true, receivedBytes: await receivedBytes(id), done: true, contentType }
  }

  return {
    receivedBytes,
    async receive(id, { from, total, sha256, bytes }) {
      const already = await receivedBytes(id)
      if ((await sizeOf(original(id))) !== null) return { ok: true, receivedBytes: already, done: true, contentType: '' }
      if (from !== already && from !== 0) return { ok: false, reason: 'wrong-offset', receivedBytes: already }
      const file = await open(partial(id), from === 0 ? 'w' : 'a')
      let size = from
      try {
        for await (const chunk of bytes) {
          size += chunk.length
          if (size > MOST_MEDIA_BYTES) return { ok: false, reason: 'too-large', receivedBytes: already }
          await file.write(chunk)
        }
      } finally {
        // Whatever came is kept, also when the line broke: the phone goes on from there.
        await file.sync()
        await file.close()
      }
      return total === null || size >= total ? finish(id, sha256) : { ok: true, receivedBytes: size, done: false, contentType: '' }
    },
    async shown(id) {
      for (const path of [copy(id), original(id)]) if ((await sizeOf(path)) !== null) return path
      return null
    },
  }
}

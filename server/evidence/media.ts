import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { MEDIA_HEAD_BYTES, type MediaType, mediaTypeOf } from '../domain/media-type.ts'

export const MOST_MEDIA_BYTES = 15 * 1024 * 1024
const LONGEST_SIDE_PIXELS = 2048
const MOST_PIXELS = 100_000_000

/** A piece of an upload: where it begins, where it ends (exclusive), and how long and what the whole is to be. */
export type Piece = { from: number; until: number; total: number; sha256: string; bytes: AsyncIterable<Uint8Array> }

/**
 * What became of a piece. `wrong-offset`: bytes before it are missing. `wrong-length`: it holds more than it said.
 * `broken`: the line broke; what came is kept. `wrong-hash` and `wrong-type`: the whole is thrown away.
 */
export type Received =
  | { outcome: 'whole'; contentType: MediaType; hasCopy: boolean }
  | { outcome: 'partial'; receivedBytes: number }
  | { outcome: 'wrong-offset' | 'wrong-length' | 'broken' | 'wrong-hash' | 'wrong-type'; receivedBytes: number }

/** The files of photos and clips: the original as it came, and a copy for showing, without where and by what it was taken. */
export type MediaFiles = {
  receive(id: string, piece: Piece): Promise<Received>
  /** How much of an unfinished upload is here. */
  receivedBytes(id: string): Promise<number>
  /** The file to show: the copy, or where none could be made the original. */
  shown(id: string): Promise<{ path: string; isCopy: boolean } | null>
  /** Takes away everything that is kept under an id; resolves when it is gone. */
  remove(id: string): Promise<void>
}

/** Keeps media in `dataDir`/media. Ids have been checked by the caller: no slash, no leading dot. */
export async function createMediaFiles(dataDir: string): Promise<MediaFiles> {
  const folder = join(dataDir, 'media')
  await mkdir(folder, { recursive: true })
  // The suffix is always there and holds no dot, so that no id can name a file of another id.
  const file = (id: string, suffix: 'part' | 'original' | 'making' | 'shown') => join(folder, `${id}.${suffix}`)
  const turns = new Map<string, Promise<unknown>>()
  let copying: Promise<unknown> = Promise.resolve()
  // One picture on one core at a time: alarms need the other.
  sharp.concurrency(1)

  async function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const mine = (turns.get(id) ?? Promise.resolve()).then(work, work)
    turns.set(id, mine)
    try {
      return await mine
    } finally {
      if (turns.get(id) === mine) turns.delete(id)
    }
  }

  async function receive(id: string, { from, until, total, sha256, bytes }: Piece): Promise<Received> {
    const size = (await sizeOf(file(id, 'part'))) ?? 0
    if (from > size) return { outcome: 'wrong-offset', receivedBytes: size }
    const part = await open(file(id, 'part'), size === 0 ? 'w+' : 'r+')
    let at = from
    try {
      await part.truncate(from)
      for await (const chunk of unbroken(bytes)) {
        if (chunk === null) return { outcome: 'broken', receivedBytes: at }
        if (at + chunk.length > until) return { outcome: 'wrong-length', receivedBytes: at }
        await part.write(chunk, 0, chunk.length, at)
        at += chunk.length
      }
      if (at < total) return { outcome: 'partial', receivedBytes: at }
      await part.sync()
    } finally {
      await part.close()
    }
    return finish(id, sha256)
  }

  async function finish(id: string, sha256: string): Promise<Received> {
    const { hash, head } = await read(file(id, 'part'))
    const contentType = mediaTypeOf(head)
    if (hash !== sha256.toLowerCase() || contentType === null) {
      await rm(file(id, 'part'), { force: true })
      return { outcome: hash === sha256.toLowerCase() ? 'wrong-type' : 'wrong-hash', receivedBytes: 0 }
    }
    await settle(file(id, 'part'), file(id, 'original'))
    const hasCopy = contentType.startsWith('image/') && (await copy(id))
    return { outcome: 'whole', contentType, hasCopy }
  }

  /** Makes the copy for showing; false where the picture cannot be read, which costs only the copy. */
  function copy(id: string): Promise<boolean> {
    const make = async () => {
      const picture = await sharp(file(id, 'original'), { limitInputPixels: MOST_PIXELS })
        .rotate()
        .resize(LONGEST_SIDE_PIXELS, LONGEST_SIDE_PIXELS, { fit: 'inside', withoutEnlargement: true })
        .webp()
        .timeout({ seconds: 30 })
        .toBuffer()
        .catch(() => null)
      if (picture === null) return false
      const making = await open(file(id, 'making'), 'w')
      await making.writeFile(picture)
      await making.sync()
      await making.close()
      await settle(file(id, 'making'), file(id, 'shown'))
      return true
    }
    const mine = copying.then(make, make)
    copying = mine.catch(() => {})
    return mine
  }

  /** Gives a synced file its name, so that a power cut leaves either nothing under that name or all of it. */
  async function settle(from: string, to: string): Promise<void> {
    await rename(from, to)
    const directory = await open(folder, 'r')
    await directory.sync()
    await directory.close()
  }

  async function remove(id: string): Promise<void> {
    for (const suffix of ['shown', 'making', 'part', 'original'] as const) await rm(file(id, suffix), { force: true })
    const directory = await open(folder, 'r')
    await directory.sync()
    await directory.close()
  }

  return {
    remove: (id) => inTurn(id, () => remove(id)),
    receive: (id, piece) => inTurn(id, () => receive(id, piece)),
    receivedBytes: async (id) => (await sizeOf(file(id, 'part'))) ?? 0,
    async shown(id) {
      if ((await sizeOf(file(id, 'shown'))) !== null) return { path: file(id, 'shown'), isCopy: true }
      return (await sizeOf(file(id, 'original'))) === null ? null : { path: file(id, 'original'), isCopy: false }
    },
  }
}

/** The chunks of a stream, and a last null where it broke off. */
async function* unbroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | null> {
  try {
    yield* bytes
  } catch {
    yield null
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  )
}

async function read(path: string): Promise<{ hash: string; head: Uint8Array }> {
  const hash = createHash('sha256')
  const handle = await open(path)
  try {
    const { buffer } = await handle.read(Buffer.alloc(MEDIA_HEAD_BYTES), 0, MEDIA_HEAD_BYTES, 0)
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) hash.update(chunk as Buffer)
    return { hash: hash.digest('hex'), head: buffer }
  } finally {
    await handle.close()
  }
}

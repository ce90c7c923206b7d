import { createHash } from 'node:crypto'
import type { CutPicture } from '#shared/evidence.ts'
import { partsIn, picturesIn } from './decode/multipart.ts'
import { MEDIA_HEAD_BYTES, mediaTypeOf } from './media-type.ts'

/** A picture that lay inside a message, and where. */
export type Enclosed = CutPicture & { picture: Uint8Array }

/**
 * A payload without the pictures of its multipart body, and those pictures: what is set into the rest at each `at`, in
 * order, makes the message as it came. What calls itself a picture and is none stays where it is.
 */
export function withoutPictures(payload: Uint8Array): { rest: Uint8Array; enclosed: Enclosed[] } {
  const parts = partsIn(payload)
  if (parts === null) return { rest: payload, enclosed: [] }
  const enclosed = picturesIn(payload, parts).flatMap(({ start, end }): Enclosed[] => {
    const picture = payload.subarray(start, withoutLineEnd(payload, start, end))
    if (mediaTypeOf(picture.subarray(0, MEDIA_HEAD_BYTES)) === null) return []
    const sha256 = createHash('sha256').update(picture).digest('hex')
    return [{ at: start, bytes: picture.length, sha256, picture }]
  })
  if (enclosed.length === 0) return { rest: payload, enclosed }
  const kept: Uint8Array[] = []
  let from = 0
  for (const { at, bytes } of enclosed) {
    kept.push(payload.subarray(from, at))
    from = at + bytes
  }
  return { rest: Buffer.concat([...kept, payload.subarray(from)]), enclosed }
}

/** The line end before a boundary belongs to the boundary (RFC 2046, section 5.1.1). */
function withoutLineEnd(payload: Uint8Array, start: number, end: number): number {
  if (end <= start || payload[end - 1] !== 0x0a) return end
  return end - 1 > start && payload[end - 2] === 0x0d ? end - 2 : end - 1
}

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Source } from '#shared/source.ts'
import { separated } from '../../server/domain/attached.ts'
import { withoutPictures } from '../../server/domain/cut-pictures.ts'

const JPEG = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  Buffer.alloc(100, 5),
  Buffer.from('\r\n--not-a-boundary'),
])
const source = (fetchFrom: string[] | null): Source => {
  return { id: 's', format: 'frigate', prefix: 'frigate', timeZone: null, datum: 'WGS-84', fetchFrom }
}
const body = (...pictures: Uint8Array[]) =>
  Buffer.concat([
    Buffer.from('--edge\r\nContent-Type: application/xml\r\n\r\n<a/>\r\n'),
    ...pictures.flatMap((picture) => [
      Buffer.from('--edge\r\nContent-Type: image/jpeg\r\n\r\n'),
      picture,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--edge--\r\n'),
  ])

describe('a message with pictures in it', () => {
  it('is kept without them, byte for byte what it was with them set in again', () => {
    const whole = body(JPEG, Buffer.concat([JPEG, JPEG]))
    const { rest, enclosed } = withoutPictures(whole)
    expect(enclosed.map(({ bytes }) => bytes)).toEqual([JPEG.length, 2 * JPEG.length])
    expect(enclosed[0]?.sha256).toBe(createHash('sha256').update(JPEG).digest('hex'))
    let restored = Buffer.from(rest)
    for (const { at, picture } of enclosed)
      restored = Buffer.concat([restored.subarray(0, at), picture, restored.subarray(at)])
    expect(restored.equals(whole)).toBe(true)
    expect(rest.length).toBe(whole.length - 3 * JPEG.length)
  })

  it('keeps what only calls itself a picture, and is itself where it has none', () => {
    const whole = body(Buffer.from('<script>'))
    expect(withoutPictures(whole)).toEqual({ rest: whole, enclosed: [] })
    expect(withoutPictures(JPEG).rest).toBe(JPEG)
    expect(withoutPictures(new Uint8Array())).toEqual({ rest: new Uint8Array(), enclosed: [] })
  })

  it('has the pictures before what its links name', () => {
    const { attached, cut } = separated(body(JPEG), ['http://10.0.0.1/a.jpg', 'http://10.0.0.1/a.jpg'], source(null))
    expect(attached.map(({ link, host, bytes }) => [link, host, bytes])).toEqual([
      [null, null, JPEG.length],
      ['http://10.0.0.1/a.jpg', '10.0.0.1', null],
    ])
    expect(cut).toHaveLength(1)
  })
})

describe('a link that is only a path', () => {
  it('means something only where somebody said where its source is', () => {
    const links = ['/api/events/1/snapshot.jpg']
    expect(separated(new Uint8Array(), links, source(null)).attached).toEqual([])
    expect(separated(new Uint8Array(), links, undefined).attached).toEqual([])
    expect(separated(new Uint8Array(), links, source(['http://frigate:5000'])).attached).toMatchObject([
      { link: links[0], host: 'frigate:5000' },
    ])
  })
})

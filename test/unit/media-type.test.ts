import { describe, expect, it } from 'vitest'
import { mediaTypeOf } from '../../server/domain/media-type.ts'

const box = (brand: string) => new Uint8Array([0, 0, 0, 24, ...Buffer.from(`ftyp${brand}`, 'latin1'), 0, 0, 0, 0])

describe('the first bytes of a file', () => {
  it.each([
    ['image/jpeg', new Uint8Array([0xff, 0xd8, 0xff, 0xe1])],
    ['image/png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['image/webp', new Uint8Array(Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'))],
    ['image/heic', box('heic')],
    ['image/heic', box('mif1')],
    ['video/mp4', box('isom')],
    ['video/mp4', box('mp42')],
  ])('say %s', (type, bytes) => {
    expect(mediaTypeOf(bytes)).toBe(type)
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['a page', new Uint8Array(Buffer.from('<!doctype html>'))],
    ['a sound in a RIFF', new Uint8Array(Buffer.from('RIFF\x10\0\0\0WAVEfmt ', 'latin1'))],
    ['a drawing that can hold a script', new Uint8Array(Buffer.from('<svg onload="x()">'))],
    ['another kind of box', box('avif')],
    ['half a PNG', new Uint8Array([0x89, 0x50, 0x4e, 0x47])],
  ])('say nothing we take for %s', (_, bytes) => {
    expect(mediaTypeOf(bytes)).toBeNull()
  })
})

import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zipEntry } from '../../server/domain/zip-entry.ts'
import { zipOf } from '../support/elevation-files.ts'

const hello = Buffer.from('hello '.repeat(50))
const archive = zipOf([
  { name: 'readme.txt', bytes: Buffer.from('no') },
  { name: 'N36E112.hgt', bytes: hello },
])
const isHgt = (name: string) => name.endsWith('.hgt')

describe('a zip archive', () => {
  it('gives the first file that is wanted, past others, a comment and local headers of another length', () => {
    const entry = zipEntry(archive, isHgt)
    expect(entry?.isDeflated).toBe(true)
    expect(inflateRawSync(entry?.bytes ?? Buffer.alloc(0))).toEqual(hello)
  })

  it('gives a file that is merely stored', () => {
    const entry = zipEntry(zipOf([{ name: 'a.hgt', bytes: hello, isStored: true }]), isHgt)
    expect(entry?.isDeflated).toBe(false)
    expect(Buffer.from(entry?.bytes ?? [])).toEqual(hello)
  })

  it('that holds no such file, or is none, gives nothing', () => {
    expect(zipEntry(archive, (name) => name === 'other')).toBeNull()
    expect(zipEntry(hello, isHgt)).toBeNull()
    expect(zipEntry(Buffer.alloc(0), isHgt)).toBeNull()
  })

  it('that is damaged anywhere gives something or nothing, and never throws', () => {
    fc.assert(
      fc.property(fc.nat(archive.length - 1), fc.nat(255), fc.nat(archive.length), (at, value, length) => {
        const damaged = Buffer.from(archive).subarray(0, length)
        if (at < length) damaged[at] = value
        zipEntry(damaged, isHgt)
      }),
    )
  })
})

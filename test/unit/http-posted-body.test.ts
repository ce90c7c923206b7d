import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { tokenOf } from '../../server/http/source-admission.ts'
import { discardedBody, postedBody } from '../../server/http/posted-body.ts'

const limits = { mostBytes: 8, patienceMs: 60_000, tooLarge: 'too large here', tooSlow: 'too slow here' }

/** A request as far as its body is concerned. */
function sending(headers: Record<string, string> = {}): IncomingMessage & PassThrough {
  return Object.assign(new PassThrough(), { headers }) as unknown as IncomingMessage & PassThrough
}
function sent(...chunks: string[]) {
  const request = sending()
  for (const chunk of chunks) request.write(chunk)
  request.end()
  return request
}

describe('a posted body', () => {
  it('is put together of its pieces, up to the last byte that is allowed', async () => {
    expect(String(await postedBody(sent('ab', 'cdef', 'gh'), limits))).toBe('abcdefgh')
    expect(await postedBody(sent(), limits)).toHaveLength(0)
  })

  it('with a byte more is refused, be it kept or not', async () => {
    await expect(postedBody(sent('abcd', 'efghi'), limits)).rejects.toMatchObject({ code: 'too-large' })
    await expect(discardedBody(sent('abcd', 'efghi'), limits)).rejects.toMatchObject({ code: 'too-large' })
  })

  it('that says that it will be larger is refused before it comes', async () => {
    const request = sending({ 'content-length': '9' })
    await expect(postedBody(request, limits)).rejects.toMatchObject({ code: 'too-large' })
  })

  it('that does not end is waited for no longer than one may', async () => {
    const request = sending()
    request.write('--part')
    await expect(postedBody(request, { ...limits, patienceMs: 1 })).rejects.toMatchObject({
      code: 'too-slow',
      extra: { detail: 'too slow here' },
    })
  })

  it('that breaks off is no message, before one looks or after', async () => {
    const later = sending()
    const read = postedBody(later, limits)
    later.destroy()
    await expect(read).rejects.toMatchObject({ code: 'bad-request' })
    await expect(postedBody(later, limits)).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('that is packed is refused', async () => {
    await expect(postedBody(sending({ 'content-encoding': 'gzip' }), limits)).rejects.toMatchObject({
      code: 'wrong-type',
    })
  })
})

describe('a gateway token', () => {
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  it.each([
    ['Bearer abc', undefined, 'abc'],
    ['bearer  abc ', 'other', 'abc'],
    [basic('camera:a:b'), undefined, 'a:b'],
    [basic('相机:令牌令牌'), undefined, '令牌令牌'],
    [basic('only'), undefined, 'only'],
    ['Digest username="x", nonce="y"', 'abc', 'abc'],
    ['Digest username="x", nonce="y"', undefined, null],
    [undefined, 'abc', 'abc'],
    [undefined, '', null],
    [undefined, undefined, null],
  ])('of %j and ?token=%j is %j', (authorization, inAddress, token) => {
    expect(tokenOf(authorization, inAddress)).toBe(token)
  })
})

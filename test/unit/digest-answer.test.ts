import { describe, expect, it } from 'vitest'
import { digestAnswer } from '../../server/domain/digest-answer.ts'

// RFC 7616, section 3.9.1.
const EXAMPLE = {
  username: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  path: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
}
const challenge = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`

describe('the answer to a Digest challenge', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('is that of the standard, by %s', (algorithm, response) => {
    const answer = digestAnswer(challenge(algorithm), EXAMPLE)
    expect(answer).toContain(`response="${response}"`)
    expect(answer).toContain('uri="/dir/index.html"')
    expect(answer).not.toContain('Circle')
  })

  it('is that to the Digest challenge alone where others follow in the same header, and to the first of two values', () => {
    const alone = digestAnswer(challenge('MD5'), EXAMPLE)
    expect(digestAnswer(`${challenge('MD5')}, Basic realm="b", nonce="b"`, EXAMPLE)).toBe(alone)
    expect(digestAnswer(`${challenge('MD5')}, Digest realm="b", algorithm=SHA-256`, EXAMPLE)).toBe(alone)
    expect(digestAnswer(`${challenge('MD5')},Negotiate, Basic realm="b"`, EXAMPLE)).toBe(alone)
    expect(digestAnswer(`${challenge('MD5')}, realm="b"`, EXAMPLE)).toBe(alone)
    // A comma and a word inside quotes begin no challenge.
    const quoted = digestAnswer('Digest realm="a, Basic realm=b", nonce="n"', EXAMPLE)
    expect(quoted).toContain('realm="a, Basic realm=b"')
    expect(quoted).toContain('nonce="n"')
  })

  it('is found where another challenge stands before it in the same header', () => {
    expect(digestAnswer(`Basic realm="b", ${challenge('MD5')}`, EXAMPLE)).toBe(digestAnswer(challenge('MD5'), EXAMPLE))
  })

  it('is that of RFC 2069 where no quality is asked for', () => {
    const old = { username: 'Mufasa', password: 'CircleOfLife', method: 'GET', path: '/dir/index.html', cnonce: 'x' }
    const answer = digestAnswer('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"', old)
    expect(answer).toContain('response="1949323746fe6a43ef61f9606e7febea"')
    expect(answer).not.toContain('cnonce')
  })

  it.each(['Basic realm="x"', 'Digest realm="x"', challenge('SHA-512'), challenge('MD5').replace('auth, ', '')])(
    'is none to %s',
    (asked) => expect(digestAnswer(asked, EXAMPLE)).toBeNull(),
  )
})

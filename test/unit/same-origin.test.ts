import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { isSameOrigin } from '../../server/http/app.ts'

// Of a request nothing but its headers is looked at.
const asked = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage
const isSame = (host: string, origin: string, publicUrl: string | null = null) =>
  isSameOrigin(asked({ host, origin }), publicUrl)

describe('a request of our own pages', () => {
  it('is known however its host is written', () => {
    expect(isSame('ex.cn', 'http://ex.cn')).toBe(true)
    expect(isSame('ex.cn:80', 'http://ex.cn')).toBe(true)
    expect(isSame('ex.cn:443', 'https://ex.cn')).toBe(true)
    expect(isSame('EX.cn', 'http://ex.cn')).toBe(true)
    expect(isSame('inside:3000', 'https://Ex.cn', 'https://ex.CN:443')).toBe(true)
  })

  it('is none from another host, another port, or no page that can be named', () => {
    expect(isSame('ex.cn', 'http://ex.cn.evil.net')).toBe(false)
    expect(isSame('ex.cn:8080', 'http://ex.cn')).toBe(false)
    expect(isSame('ex.cn:443', 'http://ex.cn')).toBe(false)
    expect(isSame('ex.cn', 'null')).toBe(false)
    expect(isSame('', 'http://ex.cn')).toBe(false)
    expect(isSame('ex.cn@evil.net', 'http://ex.cn')).toBe(false)
    expect(isSame('evil.net/ex.cn', 'http://ex.cn')).toBe(false)
  })
})

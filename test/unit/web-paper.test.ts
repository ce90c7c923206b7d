import { describe, expect, it } from 'vitest'
import { allPages, inTurns } from '#lib/all-pages.ts'
import type { Answer } from '#lib/http.ts'

type Page = { items: readonly number[]; nextCursor: string | null }
const good = (items: readonly number[], nextCursor: string | null): Answer<Page> => {
  return { ok: true, value: { items, nextCursor }, status: 200 }
}
const lost: Answer<Page> = {
  ok: false,
  problem: { type: 'about:blank', title: 'unreachable', status: 0, code: 'unreachable' },
}

describe('what goes on signed paper', () => {
  it('has every page of a list, in order', async () => {
    const asked: string[] = []
    const answer = await allPages('/api/incidents?from=a', async (path) => {
      asked.push(path)
      return asked.length < 3 ? good([asked.length], `c/${asked.length}`) : good([3], null)
    })
    expect(answer).toMatchObject({ ok: true, value: [1, 2, 3] })
    expect(asked).toEqual([
      '/api/incidents?from=a',
      '/api/incidents?from=a&cursor=c%2F1',
      '/api/incidents?from=a&cursor=c%2F2',
    ])
  })
  it('is not half a list where a later page is lost', async () => {
    const pages = [good([1], 'next'), lost]
    expect(await allPages('/api/handovers', async () => pages.shift() ?? lost)).toEqual(lost)
  })
  it('asks of each thing a few at a time, and keeps their order', async () => {
    let [running, most] = [0, 0]
    const squares = await inTurns(
      Array.from({ length: 20 }, (_, n) => n),
      async (n) => {
        most = Math.max(most, ++running)
        await Promise.resolve()
        running--
        return n * n
      },
      4,
    )
    expect(squares).toEqual(Array.from({ length: 20 }, (_, n) => n * n))
    expect(most).toBe(4)
  })
})

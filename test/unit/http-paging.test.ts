import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cursor, cursorOf, cursorText, seenPage } from '../../server/http/paging.ts'
import { Refusal } from '../../server/http/route.ts'

type Row = { at: Date; id: string; isSeen: boolean }

/** Rows newest first, several of one moment: the order of the tables. */
const rowsArbitrary = fc
  .array(fc.record({ minute: fc.nat(5), isSeen: fc.boolean() }), { maxLength: 40 })
  .map((rows) =>
    rows
      .map(({ minute, isSeen }, n): Row => ({ at: new Date(minute * 60_000), id: String(n).padStart(2, '0'), isSeen }))
      .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)),
  )

function after(rows: Row[], cursor: Cursor | null): Row[] {
  if (cursor === null) return rows
  const { at, id } = cursor
  return rows.filter((row) => row.at < at || (row.at.getTime() === at.getTime() && row.id < id))
}

async function walk(rows: Row[], limit: number): Promise<{ pages: Row[][]; reads: number }> {
  const pages: Row[][] = []
  let reads = 0
  for (let text: string | undefined; ;) {
    const page = await seenPage(
      { cursor: cursorOf(text), limit },
      async (cursor, most) => {
        reads++
        return after(rows, cursor).slice(0, most)
      },
      (some) => some.filter(({ isSeen }) => isSeen),
      (row) => row,
    )
    pages.push(page.items)
    if (page.nextCursor === null) return { pages, reads }
    text = page.nextCursor
  }
}

describe('pages of what may be seen', () => {
  it('give every visible row once, in order, and none that is not', async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, fc.integer({ min: 1, max: 7 }), async (rows, limit) => {
        const { pages } = await walk(rows, limit)
        expect(pages.flat()).toEqual(rows.filter(({ isSeen }) => isSeen))
      }),
    )
  })

  it('are full, all but the last', async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, fc.integer({ min: 1, max: 7 }), async (rows, limit) => {
        const { pages } = await walk(rows, limit)
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit)
      }),
    )
  })
})

describe('a cursor', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }), (at) => {
        expect(cursorOf(cursorText({ at, id: 'a:b.c_d-e' }))).toEqual({ at, id: 'a:b.c_d-e' })
      }),
    )
  })

  it('that is not one of ours is refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => cursorOf(text)).toThrow(Refusal)
      }),
    )
  })
})

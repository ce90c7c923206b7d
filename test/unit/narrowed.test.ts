import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeNarrowed } from '../../server/narrowed.ts'

/** A store that refuses a whole batch when one of it is bad. */
function store(isBad: (item: number) => boolean) {
  const written: number[] = []
  const refused: number[] = []
  return {
    written,
    refused,
    parts: {
      write: async (batch: readonly number[]) => {
        if (batch.some(isBad)) throw new Error('refused')
        written.push(...batch)
      },
      mayPass: () => false,
      refused: async (item: number) => void refused.push(item),
    },
  }
}

describe('a batch that is narrowed down', () => {
  it('writes all that can be written, in order, and names all that cannot, for any of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 40 }), fc.nat(9), async (batch, bad) => {
        const { written, refused, parts } = store((item) => item === bad)
        await writeNarrowed(batch, parts)
        expect(written).toEqual(batch.filter((item) => item !== bad))
        expect(refused).toEqual(batch.filter((item) => item === bad))
      }),
    )
  })

  it('is thrown back whole where trying again may help', async () => {
    const { refused, parts } = store(() => true)
    await expect(writeNarrowed([1, 2], { ...parts, mayPass: () => true })).rejects.toThrow('refused')
    expect(refused).toEqual([])
  })
})

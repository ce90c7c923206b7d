import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestFit, DENSITIES, type Density } from '../../web/src/routes/wall/fit.ts'

const room = { height: 780, gap: 8, more: 55 }
const heights: Record<Density, number> = { grand: 600, wide: 380, middle: 280, dense: 230 }
const cards = (n: number) => (density: Density) => Array.from({ length: n }, () => heights[density])

describe('how many cards of the wall are shown, and how roomy', () => {
  it('gives one incident all the room, two less, three the least there is', () => {
    expect([1, 2, 3].map((n) => bestFit(cards(n), room, 'grand'))).toEqual([
      { density: 'grand', shown: 1 },
      { density: 'wide', shown: 2 },
      { density: 'dense', shown: 3 },
    ])
  })

  it('shows fewer cards of the least size rather than smaller ones, and leaves a line for how many are missing', () => {
    expect(bestFit(cards(8), room, 'grand')).toEqual({ density: 'dense', shown: 3 })
    expect(bestFit(cards(8), { ...room, more: 90 }, 'grand')).toEqual({ density: 'dense', shown: 2 })
  })

  it('never shows none, however high a card is', () => {
    expect(bestFit(() => [2000, 2000], room, 'grand').shown).toBe(1)
  })

  it('does not grow beyond the density it starts from', () => {
    expect(bestFit(cards(1), room, 'middle').density).toBe('middle')
  })

  it('keeps what it shows within the room, with the line below it, wherever at least one card fits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 100, max: 700 }), { minLength: 1, maxLength: 6 }), (high) => {
        const { shown } = bestFit(() => high, room, DENSITIES[0])
        const used = high.slice(0, shown).reduce((sum, height) => sum + height + room.gap, -room.gap)
        const line = shown < high.length ? room.more + room.gap : 0
        expect(shown === 1 || used + line <= room.height).toBe(true)
      }),
    )
  })
})

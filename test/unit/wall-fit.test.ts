import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestFit, DENSITIES, type Density } from '../../web/src/routes/wall/fit.ts'

const room = { height: 780, gap: 8, line: 53, more: 0 }
const heights: Record<Density, number> = { grand: 600, wide: 380, middle: 280, close: 255, dense: 250, least: 230 }
const cards = (n: number) => (density: Density) => Array.from({ length: n }, () => heights[density])

const heightsOfSix = fc.array(fc.integer({ min: 100, max: 700 }), { minLength: 1, maxLength: 6 })

describe('how many cards of the wall are shown, and how roomy', () => {
  it('gives one incident all the room, two less, three little', () => {
    expect([1, 2, 3].map((n) => bestFit(cards(n), room, 'grand'))).toEqual([
      { density: 'grand', cards: 1, lines: 0 },
      { density: 'wide', cards: 2, lines: 0 },
      { density: 'dense', cards: 3, lines: 0 },
    ])
  })

  it('shows fewer cards of the least size rather than smaller ones', () => {
    expect(bestFit(cards(6), room, 'grand')).toEqual({ density: 'least', cards: 3, lines: 0 })
  })

  it('gives what room is left to one line for each further incident', () => {
    expect(bestFit(cards(6), { ...room, height: 700 }, 'grand')).toEqual({ density: 'dense', cards: 2, lines: 2 })
    // The line that says how many are missing gives its room to the last of them, if there are no others.
    const enough = { ...room, height: 720 }
    expect(bestFit(cards(6), enough, 'grand')).toEqual({ density: 'least', cards: 2, lines: 4 })
    expect(bestFit(cards(6), { ...enough, more: 3 }, 'grand')).toEqual({ density: 'least', cards: 2, lines: 3 })
  })

  it('lets cards say more where a further one would not fit', () => {
    const wide = { ...room, height: 800 }
    const density: Record<Density, number> = { ...heights, close: 370, dense: 360, least: 340 }
    const high = (wanted: Density) => Array.from({ length: 4 }, () => density[wanted])
    expect(bestFit(high, wide, 'grand')).toEqual({ density: 'dense', cards: 2, lines: 0 })
    expect(bestFit(high, wide, 'least')).toEqual({ density: 'least', cards: 2, lines: 0 })
  })

  it('never shows none, however high a card is', () => {
    expect(bestFit(() => [2000, 2000], room, 'grand')).toEqual({ density: 'least', cards: 1, lines: 0 })
  })

  it('does not grow beyond the density it starts from', () => {
    expect(bestFit(cards(1), room, 'middle').density).toBe('middle')
  })

  it('keeps what it shows within the room, with the line below it, wherever at least one card fits', () => {
    fc.assert(
      fc.property(heightsOfSix, fc.nat(2), (high, more) => {
        const fit = bestFit(() => high, { ...room, more }, DENSITIES[0])
        const used = high.slice(0, fit.cards).reduce((sum, height) => sum + height + room.gap, -room.gap)
        const missing = high.length - fit.cards - fit.lines
        const below = (fit.lines + (missing + more > 0 ? 1 : 0)) * (room.line + room.gap)
        expect(used + below <= room.height || (fit.cards === 1 && fit.lines === 0)).toBe(true)
        expect(fit.cards + fit.lines).toBeLessThanOrEqual(high.length)
      }),
    )
  })
})

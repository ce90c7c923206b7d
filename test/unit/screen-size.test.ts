import { describe, expect, it } from 'vitest'
import { screenSize } from '../../web/src/routes/wall/screen-size.ts'

const hd = { width: 1920, height: 1080 }

describe('how large everything is on a wall', () => {
  it('is a hundred-and-twentieth of its width, or what its height allows, while nobody has measured it', () => {
    expect(screenSize(hd, null)).toEqual({ unitPixels: 16, seen: null })
    expect(screenSize({ width: 1920, height: 540 }, null).unitPixels).toBe(8)
  })

  it('is that on 65 inches from five metres, where a word is 29 mm high and twenty minutes of arc', () => {
    const { unitPixels, seen } = screenSize(hd, { diagonalInches: 65, seatMetres: 5 })
    expect(unitPixels).toBeCloseTo(16, 1)
    expect(seen?.wordMm).toBeCloseTo(29.1, 1)
    expect(seen?.arcMinutes).toBeCloseTo(20, 1)
    // 300 mm on a screen that is 1,439 mm wide.
    expect(300 * (seen?.pixelsPerMm ?? 0)).toBeCloseTo((1920 * 300) / 1439, 0)
  })

  it('is the same on every number of pixels', () => {
    const screen = { diagonalInches: 55, seatMetres: 5 }
    const [small, large] = [hd, { width: 3840, height: 2160 }].map((view) => screenSize(view, screen))
    expect((large?.unitPixels ?? 0) / (small?.unitPixels ?? 1)).toBeCloseTo(2)
    expect(large?.seen?.wordMm).toBeCloseTo(small?.seen?.wordMm ?? 0)
  })

  it('grows for a farther seat until there is no room, and says from where it can be read', () => {
    const at = (seatMetres: number) => screenSize(hd, { diagonalInches: 65, seatMetres })
    expect(at(2).unitPixels).toBe(16)
    expect(at(6).unitPixels).toBeCloseTo(19.2, 1)
    expect(at(6).seen?.arcMinutes).toBeCloseTo(20, 1)
    expect(at(12).unitPixels).toBe(24)
    expect(at(12).seen?.arcMinutes).toBeLessThan(13)
    expect(at(12).seen?.readableMetres).toBeCloseTo(7.5, 1)
  })
})

import { describe, expect, it } from 'vitest'
import { coverVoids } from '../../server/domain/terrain-voids.ts'
import { createFewHeld } from '../../server/few-held.ts'

describe('a picture of ground that is partly unknown', () => {
  it('shows in every hole what is known nearest in its row, and empty rows as the nearest row', () => {
    const lattice = Float32Array.of(NaN, NaN, NaN, NaN, 1, NaN, NaN, 4, NaN, NaN, NaN, NaN, NaN, 7, NaN, NaN)
    expect(coverVoids(lattice, 4, 4)).toBe(true)
    expect([...lattice]).toEqual([1, 1, 4, 4, 1, 1, 4, 4, 7, 7, 7, 7, 7, 7, 7, 7])
  })

  it('is none where nothing is known', () => {
    expect(coverVoids(new Float32Array(16).fill(NaN), 4, 4)).toBe(false)
  })
})

describe('a few things held', () => {
  it('are made once for all who ask, and the oldest is made anew', async () => {
    const made: string[] = []
    const held = createFewHeld<string>(2)
    const get = (key: string) => held.get(key, async () => (made.push(key), key))
    await Promise.all([get('a'), get('a'), get('b')])
    await get('a')
    await get('c')
    await get('a')
    await get('b')
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })

  it('are not held where they failed', async () => {
    const held = createFewHeld<string>(2)
    await expect(held.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await held.get('a', async () => 'yes')).toBe('yes')
  })
})

import { describe, expect, it } from 'vitest'
import { createUnderWay } from '../../db/under-way.ts'

describe('what is under way', () => {
  it('is as old as the oldest that has not settled, whatever settles beside it', async () => {
    let ms = 0
    const underWay = createUnderWay(() => ms)
    expect(underWay.oldestMs()).toBe(0)
    const stuck = Promise.withResolvers<string>()
    const followed = underWay.follow(stuck.promise)
    ms = 60_000
    await underWay.follow(Promise.resolve())
    await expect(underWay.follow(Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    void underWay.follow(new Promise(() => {}))
    ms = 90_000
    expect(underWay.oldestMs()).toBe(90_000)
    stuck.resolve('answered')
    expect(await followed).toBe('answered')
    expect(underWay.oldestMs()).toBe(30_000)
  })
})

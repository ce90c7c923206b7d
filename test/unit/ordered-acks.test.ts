import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOrderedAcks } from '../../server/mqtt/ordered-acks.ts'

describe('acknowledgements in order of arrival', () => {
  it('sends each exactly once and in order of arrival, for any order of commits', () => {
    const commits = fc
      .integer({ min: 0, max: 50 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count }))
    fc.assert(
      fc.property(commits, (order) => {
        const sent: number[] = []
        const acks = createOrderedAcks((messageId) => sent.push(messageId))
        const commit = order.map((_, index) => acks.expect(index))
        for (const index of order) {
          commit[index]?.()
          expect(sent).toEqual([...sent.keys()])
        }
        expect(sent).toHaveLength(order.length)
        expect(acks.owed()).toBe(0)
      }),
    )
  })

  it('sends nothing for a commit that comes after the connection is gone', () => {
    const sent: number[] = []
    const acks = createOrderedAcks((messageId) => sent.push(messageId))
    const late = acks.expect(7)
    acks.clear()
    const current = acks.expect(7)
    late()
    expect(sent).toEqual([])
    current()
    expect(sent).toEqual([7])
  })
})

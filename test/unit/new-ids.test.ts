import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createIds } from '../../server/new-ids.ts'

describe('ids', () => {
  it('are UUIDs of version 7 that tell when they were made', () => {
    const id = createIds(() => Date.parse('2026-11-29T00:00:00.123Z'))()
    expect(z.uuidv7().safeParse(id).success).toBe(true)
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-29T00:00:00.123Z'))
  })

  it('are in the order in which they are made, however many in one millisecond, also where the clock is put back', () => {
    const times = [100, 100, 100, 101, 99, 99, 50, 100, 102]
    let asked = 0
    const newId = createIds(() => times[Math.floor(asked++ / 10_000)] ?? 103)
    const made = Array.from({ length: 100_000 }, newId)
    expect(made).toEqual(made.toSorted())
    expect(new Set(made).size).toBe(made.length)
  })

  it('of two processes in the same millisecond differ', () => {
    const [one, other] = [createIds(() => 5), createIds(() => 5)]
    expect(one()).not.toBe(other())
  })
})

import { describe, expect, it } from 'vitest'
import { leftBehind } from '../../server/domain/facts.ts'

const at = (id: string, ...areaIds: string[]) => ({ id, areaIds, recusedIds: [] })
const before = new Map([['i', at('i', 'v1', 'v2', 't')]])

describe('an incident whose place becomes known better', () => {
  it('is told to be gone to the ground it no longer touches, and to no other', () => {
    expect(leftBehind(before, [at('i', 'v2', 't')])).toEqual([
      { change: { type: 'gone', incidentId: 'i' }, areaIds: ['v1'], personIds: [] },
    ])
  })

  it('is told to nobody as gone where it only grows, or is new', () => {
    expect(leftBehind(before, [at('i', 'v1', 'v2', 'v3', 't'), at('new', 'v1')])).toEqual([])
  })
})

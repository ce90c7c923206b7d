import { describe, expect, it } from 'vitest'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { seatWarnings, shiftWarnings } from '../../server/domain/shift-faults.ts'
import { shiftAbsences, sitterOf } from '../../server/domain/sitters.ts'
import { demoVersions, NOON } from '../support/demo-facts.ts'

const hour = (n: number) => new Date(NOON.getTime() + n * 3600_000)
const iso = (n: number) => hour(n).toISOString()
const { people } = arrangementAt(demoVersions(), NOON)
const away = (personId: string, deputyId: string | null, from: number, until: number | null) => {
  const id = `${personId}-${from}`
  const validUntil = until === null ? null : hour(until)
  return { id, versionId: id, personId, deputyId, reason: null, validFrom: hour(from), validUntil }
}
const seat = (personId: string, from: number, until: number) => {
  return { personId, validFrom: hour(from), validUntil: hour(until) }
}

describe('who is to sit', () => {
  it('is doubted where they are away for any of the hours, once however many shifts that meets', () => {
    const absences = [away('member', null, 4, 8), away('leader', null, 0, 9)]
    const doubt = { type: 'away', personId: 'member', validFrom: iso(4), validUntil: iso(8) }
    expect(seatWarnings([seat('member', 0, 5), seat('member', 6, 9)], { absences, people })).toEqual([doubt])
    expect(seatWarnings([seat('member', 0, 4), seat('member', 8, 9)], { absences, people })).toEqual([])
  })

  it('is doubted where they cannot be rung', () => {
    const rings = [{ id: 'p', roles: [], rings: [] }]
    const silent = new Map(rings.map((one) => [one.id, one]))
    expect(seatWarnings([seat('p', 0, 5)], { absences: [], people: silent })).toEqual([
      { type: 'without-phone', personId: 'p', validFrom: null, validUntil: null },
    ])
    expect(seatWarnings([seat('member', 0, 5)], { absences: [], people })).toEqual([])
  })

  it('is doubted in words that name the field, beside the other post', () => {
    const body = {
      areaId: 'township',
      post: 'officer',
      personId: 'member',
      validFrom: iso(0),
      validUntil: iso(5),
    } as const
    const other = { ...seat('member', 3, 9), id: 'o', versionId: 'o', areaId: 'township', post: 'leader' } as const
    const known = { shifts: [other], absences: [away('member', null, 4, null)], people }
    expect(shiftWarnings('s', body, known)).toMatchObject([
      {
        field: 'personId',
        type: 'both-posts',
        message: `sits at the other post from ${iso(3)} until ${iso(9)} as well`,
      },
      { field: 'personId', type: 'away', message: `is away from ${iso(4)} until further notice` },
    ])
  })
})

describe('a shift on paper', () => {
  const shift = { ...seat('a', 0, 10), id: 's', versionId: 's', areaId: 't', post: 'officer' as const }

  it('names who was away of its hours, who stood in, and who for that one', () => {
    const absences = [away('a', 'b', -5, 6), away('b', 'c', 4, 20), away('a', null, 8, null), away('z', 'y', 0, 9)]
    expect(shiftAbsences(shift, absences)).toEqual([
      { personId: 'a', deputyId: 'b', validFrom: iso(0), validUntil: iso(6) },
      { personId: 'b', deputyId: 'c', validFrom: iso(4), validUntil: iso(6) },
      { personId: 'a', deputyId: null, validFrom: iso(8), validUntil: iso(10) },
    ])
    expect(shiftAbsences(shift, [away('a', 'b', 10, 12)])).toEqual([])
    // Two who stand in for each other.
    expect(shiftAbsences(shift, [away('a', 'b', 0, 9), away('b', 'a', 0, 9)])).toHaveLength(2)
  })

  it('is sat by whoever stands in now, or by nobody', () => {
    const sitter = (...absences: ReturnType<typeof away>[]) =>
      sitterOf(shift, new Map(absences.map((one) => [one.personId, one])))
    expect(sitter()).toBe('a')
    expect(sitter(away('a', 'b', 0, 9))).toBe('b')
    expect(sitter(away('a', 'b', 0, 9), away('b', 'c', 0, 9))).toBe('c')
    expect(sitter(away('a', null, 0, 9))).toBeNull()
    expect(sitter(away('a', 'b', 0, 9), away('b', 'a', 0, 9))).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { putAbsence } from '../../server/domain/away.ts'

const day = (n: number) => new Date(Date.UTC(2026, 10, n))
const absence = (id: string, from: number | null, until: number | null, deputyId: string | null) => {
  const ends = { validFrom: from === null ? null : day(from), validUntil: until === null ? null : day(until) }
  return { id, personId: 'member', deputyId, versionId: `${id}@1`, ...ends }
}

/** What is known of `today` after it is put: who stands in, from when until when. */
function put(known: ReturnType<typeof absence>[], from: number | null, until: number | null, deputyId: string | null) {
  let count = 0
  const { validFrom, validUntil } = absence('today', from, until, null)
  const asked = { id: 'today', personId: 'member', deputyId }
  const { append } = putAbsence(known, asked, { validFrom, validUntil }, () => `new-${count++}`)
  // The rows appended are those of the absences above.
  const rows = append.map(({ row }) => row as ReturnType<typeof absence>)
  expect(new Set(rows.map(({ versionId }) => versionId)).size).toBe(rows.length)
  return rows
    .filter(({ id }) => id === 'today')
    .map((row) => [row.deputyId, row.validFrom?.getUTCDate() ?? null, row.validUntil?.getUTCDate() ?? null])
}

describe('an absence that names no deputy', () => {
  it('keeps the deputy of the leave it falls into', () => {
    expect(put([absence('leave', 1, 9, 'wang')], 3, 4, null)).toEqual([['wang', 3, 4]])
    expect(put([absence('leave', null, null, 'wang')], 3, 4, null)).toEqual([['wang', 3, 4]])
  })
  it('keeps it only for the time that both are', () => {
    const leave = absence('leave', 3, 6, 'wang')
    expect(put([leave], 1, 9, null)).toEqual([
      [null, 1, 3],
      ['wang', 3, 6],
      [null, 6, 9],
    ])
    expect(put([leave], 4, 9, null)).toEqual([
      ['wang', 4, 6],
      [null, 6, 9],
    ])
    expect(put([leave], null, null, null)).toEqual([
      [null, null, 3],
      ['wang', 3, 6],
      [null, 6, null],
    ])
    expect(put([leave], 6, 9, null)).toEqual([[null, 6, 9]])
  })
  it('keeps those of several, each for its time', () => {
    const known = [absence('second', 5, 7, 'li'), absence('first', 1, 5, 'wang'), absence('third', 8, 9, null)]
    expect(put(known, 2, 9, null)).toEqual([
      ['wang', 2, 5],
      ['li', 5, 7],
      [null, 7, 9],
    ])
  })
  it('keeps, of two that hold at once, the deputy of the one that began later', () => {
    const known = [absence('first', 1, 9, 'wang'), absence('second', 3, 6, 'li')]
    expect(put(known, 2, 8, null)).toEqual([
      ['wang', 2, 3],
      ['li', 3, 6],
      ['wang', 6, 8],
    ])
  })
  it('is no such thing where it names one, or where its own deputy is taken back', () => {
    expect(put([absence('leave', 1, 9, 'wang')], 3, 4, 'li')).toEqual([['li', 3, 4]])
    expect(put([absence('today', 1, 9, 'wang')], 3, 4, null)).toEqual([[null, 3, 4]])
  })
})

import { describe, expect, it } from 'vitest'
import { type Heard, unheard } from '../../server/domain/unheard.ts'

const NOW = new Date('2026-11-28T00:00:00.000Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600_000)
const device = (id: string, days: number, rest: Partial<Heard> = {}): Heard => ({
  id,
  dismissed: false,
  isEvidence: false,
  lastHeardAt: daysAgo(days),
  ...rest,
})

describe('a device that nobody registered', () => {
  it('is dropped after thirty days of silence, and one that was dismissed after a year', () => {
    const devices = [device('lately', 29), device('silent', 31)]
    expect(unheard(devices, NOW)).toEqual(['silent'])
    const dismissed = { dismissed: true }
    expect(unheard([device('remembered', 364, dismissed), device('past', 366, dismissed)], NOW)).toEqual(['past'])
  })

  it('stays for ever when an incident cites it', () => {
    expect(unheard([device('witness', 5000, { isEvidence: true })], NOW)).toEqual([])
  })

  it('goes when two thousand others were heard later, however lately it was', () => {
    const flood = Array.from({ length: 2000 }, (_, n) => device(`noise-${n}`, 0.1))
    const witness = device('witness', 1, { isEvidence: true })
    expect(unheard([device('older', 0.2), witness, ...flood], NOW)).toEqual(['older'])
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { GROUND_DOUBTS, type Place } from '#shared/geo.ts'
import type { Alert, Incident } from '#shared/incident.ts'
import { certaintyWords, extentWords, groundWords } from '#lib/alarm/extent-words.ts'
import { touchedAreas } from '#lib/desk/touched.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { setLocale } from '#lib/paraglide/runtime.js'

beforeAll(async () => {
  await setLocale('zh', { reload: false })
})

const sector: Place = {
  type: 'sector',
  apex: [112, 36],
  bearingDegrees: 134.6,
  halfAngleDegrees: 15,
  rangeMetres: 3000,
}

describe('a place in words', () => {
  it('says the two whole axes of an ellipse that holds 95 per cent, and how it lies', () => {
    const location: [number, number] = [112, 36]
    const ellipse = {
      type: 'ellipse',
      location,
      semiMajorMetres: 120,
      semiMinorMetres: 45,
      bearingDegrees: 92,
    } as const
    expect(extentWords(ellipse)).toBe('95%在240米 × 90米以内，长的一边朝东')
  })

  it('says direction, width and reach of a sector, the radius of a point, and of the unknown nothing', () => {
    expect(extentWords(sector)).toBe('东南方向 135°（±15°），3公里以内')
    expect(extentWords({ type: 'point', location: [112, 36], radiusMetres: 15 })).toBe('20米以内')
    expect(extentWords({ type: 'unknown' })).toBe(null)
  })

  it('says why the ground makes no point of a direction, each reason in its own words', () => {
    const said = GROUND_DOUBTS.map((groundDoubt) => groundWords({ ...sector, groundDoubt }))
    expect(new Set(said).size).toBe(GROUND_DOUBTS.length)
    expect(groundWords({ ...sector, groundDoubt: 'grazing' })).toMatch(/掠射.*不确定/)
    expect(groundWords(sector)).toBe(null)
    expect(groundWords(null)).toBe(null)
  })

  it.each([
    [1, '几乎肯定（100%）'],
    [0.8, '很可能（80%）'],
    [0.5, '有可能（50%）'],
    [0.3, '把握不大（30%）'],
    [0, '把握很小（0%）'],
  ])('says a certainty of %f as %s', (certainty, words) => {
    expect(certaintyWords(certainty)).toBe(words)
  })
})

describe('the areas an incident touches', () => {
  const told = (personId: string, areaId: string | null): Alert => {
    const never = { deliveredAt: null, seenAt: null, answeredAt: null, ...NOT_GOING }
    const sentAt = '2026-11-28T06:00:00.000Z'
    return { id: personId, incidentId: 'i', personId, duty: 'zone', areaId, tier: 0, state: 'sent', sentAt, ...never }
  }
  const areas: Incident['areas'] = [
    { areaId: 'z-1', level: 'zone', share: 0.3 },
    { areaId: 'z-2', level: 'zone', share: 0.4 },
    { areaId: 'z-3', level: 'zone', share: 0.01 },
    { areaId: 'z-4', level: 'zone', share: 0.01 },
    { areaId: 'v-1', level: 'village', share: 1 },
    { areaId: 't', level: 'township', share: 1 },
  ]

  it('stand main first, each with its share, whether it is sure, and who was told for it', () => {
    const alerts = [told('p-1', 'z-2'), told('p-2', 'v-1'), told('duty', null)]
    expect(touchedAreas({ areas, alerts })).toEqual({
      rows: [
        { areaId: 'z-2', level: 'zone', share: 0.4, isMain: true, isSure: false, told: ['p-1'] },
        { areaId: 'v-1', level: 'village', share: 1, isMain: true, isSure: true, told: ['p-2'] },
        { areaId: 'z-1', level: 'zone', share: 0.3, isMain: false, isSure: false, told: [] },
      ],
      others: 2,
    })
  })

  it('name whoever was told, however little of the place is theirs', () => {
    const { rows, others } = touchedAreas({ areas, alerts: [told('p-3', 'z-3')] })
    expect(rows.map(({ areaId }) => areaId)).toContain('z-3')
    expect(others).toBe(1)
  })
})

import type { FeatureCollection } from 'geojson'
import { describe, expect, it } from 'vitest'
import { tickCount } from '#lib/alarm/ticked.ts'
import { sectorGround, sectorPoints } from '#lib/map/sector-features.ts'
import { FIRE_RULE } from '#shared/plan.ts'

const geometry = { type: 'Polygon' as const, coordinates: [] }
const area = (id: string, parentId: string | null) => {
  return { type: 'Feature' as const, id, geometry, properties: { id, parentId } }
}
const areas: FeatureCollection = {
  type: 'FeatureCollection',
  features: [area('g1', 'v1'), area('z1', 'g1'), area('g2', 'v1'), area('v1', null)],
}
const sector = (areaId: string | null, searchedAt: string | null) => {
  return {
    id: `of:${areaId}`,
    name: '南沟',
    areaId,
    location: areaId === null ? ([112, 36] as [number, number]) : null,
    searchedAt,
    personId: null,
  }
}
const AT = '2026-11-29T00:00:00.000Z'

describe('the ground of a search on a map', () => {
  it('is searched or not, and nothing else is drawn', () => {
    const { features } = sectorGround([sector('g2', AT), sector('z1', null), sector('away', AT)], areas)
    expect(features.map(({ properties }) => properties)).toEqual([
      { id: 'of:z1', searched: false, hatched: false },
      { id: 'of:g2', searched: true, hatched: true },
    ])
  })

  it('does not look searched for the wider ground around it having been', () => {
    const { features } = sectorGround([sector('g1', AT), sector('z1', null)], areas)
    expect(features.map(({ properties }) => properties)).toEqual([
      { id: 'of:g1', searched: true, hatched: false },
      { id: 'of:z1', searched: false, hatched: false },
    ])
  })

  it('has for a name alone a word that says it without colour', () => {
    const words = [null, AT].map((at) => sectorPoints([sector(null, at)]).features[0]?.properties?.['word'] as unknown)
    expect(words).toEqual(['○ 南沟', '✓ 南沟'])
  })
})

describe('the count of a checklist', () => {
  it('counts lines to be ticked, of which the rule of a fire is none', () => {
    const tick = { line: 1, at: AT, personId: 'a' }
    expect(tickCount({ checklist: [FIRE_RULE, '断电', '撤人'], ticks: [tick] })).toEqual({ done: 1, all: 2 })
    expect(tickCount({})).toEqual({ done: 0, all: 0 })
  })
})

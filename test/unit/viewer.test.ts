import { describe, expect, it } from 'vitest'
import type { Area, Level } from '#shared/area.ts'
import type { Role } from '#shared/person.ts'
import type { Responsibility } from '#shared/responsibility.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { maySee, viewerIn } from '../../server/domain/viewer.ts'

const ring: [number, number][] = [
  [112, 36],
  [112.1, 36],
  [112.1, 36.1],
  [112, 36],
]

function area(id: string, level: Level, parentId: string | null): Area {
  return { id, level, parentId, code: id, name: id, geometry: { type: 'Polygon', coordinates: [ring] } }
}

const AREAS = [
  area('t', 'township', null),
  area('v1', 'village', 't'),
  area('v2', 'village', 't'),
  area('g1', 'grid', 'v1'),
  area('z1', 'zone', 'g1'),
  area('z2', 'zone', 'v2'),
]

function arranged(...responsibilities: Responsibility[]) {
  const always = { versionId: '', validFrom: null, validUntil: null }
  return arrangementAt(
    {
      areas: AREAS.map((row) => ({ ...row, ...always, versionId: row.id })),
      responsibilities: responsibilities.map((row) => ({ ...row, ...always, versionId: row.id })),
      people: [],
      households: [],
      placeNames: [],
      absences: [],
      shifts: [],
      plans: [],
      sources: [],
      devices: [],
      fireDangers: [],
      fireEstimates: [],
      verificationPauses: [],
    },
    new Date('2026-11-23T00:00:00Z'),
  )
}

function held(areaId: string, personId = 'p'): Responsibility {
  const always = { kinds: null, rank: 'primary', hours: null, onStatutoryDays: true } as const
  return { id: `${personId}-${areaId}`, personId, duty: 'village', areaId, ...always }
}

const person = (...roles: Role[]) => ({ personId: 'p', name: '甲', roles })

describe('a viewer', () => {
  it('sees the ground of their duties with everything below, and no other', () => {
    const viewer = viewerIn(arranged(held('v1'), held('v2', 'somebody-else')), person('leader'))
    expect(viewer.areaIds?.toSorted()).toEqual(['g1', 'v1', 'z1'])
    expect(viewer.duties).toEqual([{ duty: 'village', areaId: 'v1' }])
  })

  it('without any duty sees no ground at all, and not all of it', () => {
    const viewer = viewerIn(arranged(), person('member'))
    expect(viewer.areaIds).toEqual([])
    expect(maySee(viewer, { areaIds: ['z1', 'g1', 'v1', 't'], personIds: [] })).toBe(false)
  })

  it.each<Role>(['admin', 'duty', 'reviewer', 'wall'])('who is %s sees all ground', (role) => {
    expect(viewerIn(arranged(held('z1')), person('member', role)).areaIds).toBeNull()
  })

  it('does not see what happens outside every area, unless concerned in person', () => {
    const viewer = viewerIn(arranged(held('v1')), person('leader'))
    expect(maySee(viewer, { areaIds: [], personIds: [] })).toBe(false)
    expect(maySee(viewer, { areaIds: [], personIds: ['p'] })).toBe(true)
  })

  it('on the wall or in review never sees private affairs', () => {
    for (const role of ['wall', 'reviewer', 'member'] as const) {
      const viewer = viewerIn(arranged(held('v1')), person(role))
      expect([role, maySee(viewer, { areaIds: ['v1'], personIds: [], kind: 'dispute' })]).toEqual([role, false])
    }
  })
})

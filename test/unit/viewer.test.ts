import { describe, expect, it } from 'vitest'
import type { Area, Level } from '#shared/area.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Role } from '#shared/person.ts'
import type { Responsibility } from '#shared/responsibility.ts'
import type { Absence } from '#shared/absence.ts'
import type { Shift } from '#shared/shift.ts'
import { arrangementAt, type Member } from '../../server/domain/arrangement.ts'
import { isDutyRoomOf, maySee, maySeePositions, sightOf, viewerIn } from '../../server/domain/viewer.ts'

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

type Beside = { areas?: Area[]; people?: Member[]; absences?: Absence[]; shifts?: Shift[] }

function arranged(...responsibilities: Responsibility[]) {
  return arrangedWith({}, ...responsibilities)
}

function arrangedWith(
  { areas = AREAS, people = [], absences = [], shifts = [] }: Beside,
  ...responsibilities: Responsibility[]
) {
  const always = { versionId: '', validFrom: null, validUntil: null }
  return arrangementAt(
    {
      areas: areas.map((row) => ({ ...row, ...always, versionId: row.id })),
      responsibilities: responsibilities.map((row) => ({ ...row, ...always, versionId: row.id })),
      people: people.map((row) => ({ ...row, ...always, versionId: row.id })),
      households: [],
      placeNames: [],
      absences: absences.map((row) => ({ ...row, ...always, versionId: row.id })),
      shifts: shifts.map((row) => ({ ...row, ...always, versionId: row.id })),
      plans: [],
      sources: [],
      devices: [],
      fireDangers: [],
      fireEstimates: [],
      verificationPauses: [],
      permits: [],
      fireBans: [],
    },
    new Date('2026-11-23T00:00:00Z'),
  )
}

function held(areaId: string, personId = 'p'): Responsibility {
  const always = { kinds: null, rank: 'primary', hours: null, onStatutoryDays: true } as const
  return { id: `${personId}-${areaId}`, personId, duty: 'village', areaId, ...always }
}

const room = (areaId: string, personId = 'p'): Responsibility => {
  return { ...held(areaId, personId), id: `${personId}-${areaId}-room`, duty: 'duty-room' }
}
const member = (areaIds: string[] | null, id = 'p'): Member => ({ id, roles: [], rings: ['voice'], areaIds })
const away = (personId: string, deputyId: string): Absence => ({ id: personId, personId, deputyId, reason: null })
const person = (...roles: Role[]) => ({ personId: 'p', name: '甲', roles })

describe('a viewer', () => {
  it('may do in a duty room they sit in what its role may, and only there', () => {
    const shift: Shift = { id: 's', areaId: 'u', post: 'officer', personId: 'q' }
    const areas = [...AREAS, area('u', 'township', null), area('w', 'village', 'u')]
    const own = held('v1')
    const sits = viewerIn(arrangedWith({ areas, shifts: [{ ...shift, personId: 'p' }] }, own), person('cadre'))
    const standsIn = viewerIn(
      arrangedWith({ areas, shifts: [shift], absences: [away('q', 'p')] }, own),
      person('cadre'),
    )
    for (const viewer of [sits, standsIn]) {
      expect(viewer).toMatchObject({ roles: ['cadre', 'duty'], lentRoles: ['duty'] })
      expect(isDutyRoomOf(viewer, ['w', 'u'])).toBe(true)
      expect(isDutyRoomOf(viewer, [])).toBe(true)
      // Their own village lies in another township.
      expect(isDutyRoomOf(viewer, ['v1', 't'])).toBe(false)
    }
    expect(viewerIn(arrangedWith({ areas, shifts: [shift] }, own), person('cadre')).roles).toEqual(['cadre'])
    const wall = viewerIn(arrangedWith({ areas, shifts: [{ ...shift, personId: 'p' }] }), person('wall'))
    expect(wall.roles).toEqual(['wall'])
  })

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

  it('in a duty room sees the township of that room, and what lies outside every area', () => {
    const viewer = viewerIn(arranged(room('t')), person('duty'))
    expect(viewer.areaIds).toHaveLength(6)
    expect(maySee(viewer, { areaIds: ['elsewhere'], personIds: [] })).toBe(false)
    expect(maySee(viewer, { areaIds: [], personIds: [] })).toBe(true)
  })

  it.each<Role>(['duty', 'reviewer', 'wall'])('who is %s with ground of their own sees that alone', (role) => {
    const { areaIds } = viewerIn(arrangedWith({ people: [member(['v2'])] }), person(role))
    expect(areaIds?.toSorted()).toEqual(['v2', 'z2'])
  })

  it('on shift, or standing in for whoever is away, has that ground and those duties as well', () => {
    const tonight: Shift = { id: 's', areaId: 't', post: 'officer', personId: 'p' }
    const onShift = viewerIn(arrangedWith({ shifts: [tonight] }, held('z2')), person('member'))
    expect(onShift.areaIds).toHaveLength(6)
    expect(onShift.duties).toContainEqual({ duty: 'duty-room', areaId: 't' })
    const absences = [away('far', 'near'), away('near', 'p')]
    const deputy = viewerIn(arrangedWith({ absences }, held('v1', 'far'), held('z2', 'near')), person('member'))
    expect(deputy.areaIds?.toSorted()).toEqual(['g1', 'v1', 'z1', 'z2'])
  })

  it('in a duty room without ground of its own has, of several townships, what a shift gives and nothing else', () => {
    const areas = [...AREAS, area('other', 'township', null), area('elsewhere', 'village', 'other')]
    const tonight: Shift = { id: 's', areaId: 'other', post: 'officer', personId: 'p' }
    expect(viewerIn(arrangedWith({ areas }), person('duty')).areaIds).toEqual([])
    expect(viewerIn(arrangedWith({ areas, shifts: [tonight] }), person('duty')).areaIds?.toSorted()).toEqual([
      'elsewhere',
      'other',
    ])
    expect(viewerIn(arrangedWith({ areas, people: [member(['v2'])] }), person('duty')).areaIds).toContain('z2')
    expect(viewerIn(arrangedWith({ areas }), person('admin', 'duty')).areaIds).toBeNull()
  })

  it('who answers for somebody who answers for him does so without end', () => {
    const absences = [away('p', 'q'), away('q', 'p')]
    expect(viewerIn(arrangedWith({ absences }, held('v1', 'q')), person('member')).areaIds).toContain('v1')
  })

  it('hears of private affairs in the duty room of the place and as its leader, and not as administrator', () => {
    const scope = { areaIds: ['z1', 'g1', 'v1', 't'], personIds: [], kind: 'dispute' as const }
    const sees = (role: Role, ...duties: Responsibility[]) => maySee(viewerIn(arranged(...duties), person(role)), scope)
    expect([sees('duty', room('t')), sees('leader', held('v1')), sees('duty')]).toEqual([true, true, true])
    expect([sees('leader', held('v2')), sees('admin'), sees('cadre', held('v1')), sees('wall', room('t'))]).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('in the duty room is told where people go, but not to a private affair whose place is not theirs to know', () => {
    const viewer = viewerIn(arranged(room('t')), person('duty'))
    const at = (kind: Kind, areaIds = ['z1', 'g1', 'v1', 't']) => ({
      areaIds,
      alerts: [],
      informed: [],
      reporterIds: [],
      kind,
    })
    expect([maySeePositions(viewer, at('fire'), ['q']), maySeePositions(viewer, at('medical'), ['q'])]).toEqual([
      true,
      true,
    ])
    expect(maySeePositions(viewer, at('dispute'), ['q'])).toBe(false)
    expect(maySeePositions(viewer, at('fire', ['elsewhere']), ['q'])).toBe(false)
    expect(maySeePositions(viewer, at('dispute'), ['q', 'p'])).toBe(true)
    // Its wall is told of nothing that is private at all.
    const wall = viewerIn(arranged(), person('wall'))
    expect([maySeePositions(wall, at('fire'), ['q']), maySeePositions(wall, at('medical'), ['q'])]).toEqual([
      true,
      false,
    ])
  })
})

describe('the sight of a viewer', () => {
  const viewer = viewerIn(arranged(held('v1'), held('z2')), person('member'))

  it('is the same in whatever order duties and areas stand, and however the viewer is called', () => {
    const { duties, areaIds } = viewer
    const turned = { ...viewer, name: 'x', duties: duties.toReversed(), areaIds: areaIds?.toReversed() ?? null }
    expect(sightOf(turned)).toBe(sightOf(viewer))
  })

  it('is another with other ground, duties or roles, and for somebody else', () => {
    const others = [
      { areaIds: null },
      { areaIds: ['v1'] },
      { duties: viewer.duties.slice(1) },
      { roles: ['leader' as const] },
      { personId: 'q' },
    ].map((other) => sightOf({ ...viewer, ...other }))
    expect(new Set([sightOf(viewer), ...others]).size).toBe(6)
  })
})

describe('a wall', () => {
  const wall = { personId: 'w', name: '', roles: ['wall' as Role] }
  const holder: Responsibility = {
    id: 'r',
    personId: 'a',
    duty: 'zone',
    areaId: 'z1',
    kinds: null,
    rank: 'primary',
    hours: null,
    onStatutoryDays: true,
  }
  const absences = [{ id: 'x', personId: 'a', deputyId: 'w', reason: null }]
  const people: Member[] = [{ id: 'w', roles: ['wall'], rings: ['voice'], areaIds: ['v2'] }]

  it('has the ground given to it and no duty, also where somebody named it to stand in', () => {
    const seen = viewerIn(arrangedWith({ people, absences }, holder, { ...holder, id: 's', personId: 'w' }), wall)
    expect([seen.duties, seen.areaIds]).toEqual([[], ['v2', 'z2']])
  })

  it('sees nothing private, even where it was called', () => {
    const viewer = viewerIn(arrangedWith({ people }), wall)
    expect(maySee(viewer, { areaIds: ['z2', 'v2'], personIds: ['w'], kind: 'medical' })).toBe(false)
    expect(maySee(viewer, { areaIds: ['z2', 'v2'], personIds: ['w'], kind: 'fire' })).toBe(true)
    const also = { ...viewer, roles: ['wall' as Role, 'member' as Role] }
    expect(maySee(also, { areaIds: ['z2', 'v2'], personIds: ['w'], kind: 'medical' })).toBe(true)
  })
})

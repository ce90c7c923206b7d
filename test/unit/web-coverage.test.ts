import { describe, expect, it } from 'vitest'
import type { Coverage, Gap } from '../../shared/coverage.ts'
import type { ContactArea } from '../../shared/contacts.ts'
import type { DatedResponsibility } from '../../shared/responsibility.ts'
import { lastDayOf } from '#lib/desk/dates.ts'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { groundName } from '#shared/area-names.ts'
import { contactSheets } from '#lib/desk/contact-pages.ts'
import { gapList, gapsAt, holesAt, mendingLink } from '#lib/desk/coverage-list.ts'
import { coverageRest } from '#lib/desk/coverage-rest.ts'
import { SEVERITIES } from '#shared/kinds.ts'
import { DESK_LINKS, isHere } from '#lib/desk/desk-links.ts'
import { dutyRoots, dutyRows, rootOf } from '#lib/desk/duty-tree.ts'
import { gapWhat, gapWhen, gapWhy } from '#lib/desk/gap-words.ts'
import { permissionsOf } from '#lib/desk/permissions.ts'
import type { AreaCard } from '#lib/live/state.ts'

overwriteGetLocale(() => 'zh')
const ZONE = 'Asia/Shanghai'
const nowMs = Date.parse('2026-11-28T04:00:00Z')
const gap = (rest: Partial<Gap>): Gap => ({
  areaId: 'z1',
  planId: 'fire',
  duty: 'household',
  post: null,
  why: 'nobody-holds',
  personIds: [],
  households: 7,
  from: '2026-11-01T00:00:00Z',
  until: null,
  statutoryDay: null,
  ...rest,
})
const coverage: Coverage = {
  counts: { areas: 1, people: 1, responsibilities: 1, devices: 0, plans: 1 },
  areasWithoutHolder: [{ areaId: 'z9', duty: 'zone' }],
  kindsWithoutPlan: [],
  withoutPlan: [],
  devicesWithoutPlace: [],
  devicesOutsideAreas: [],
  unregisteredDevices: [],
  peopleWithoutPhone: [],
  dutyRoomMissing: false,
  from: '2026-11-28T04:00:00Z',
  until: '2026-12-28T04:00:00Z',
  gaps: [],
  heavy: [],
  cannotBeRung: [],
}

describe('holes', () => {
  const holiday = gap({ from: '2026-12-31T16:00:00Z', until: '2027-01-03T16:00:00Z', statutoryDay: '元旦' })
  const gaps = [
    gap({}),
    gap({ planId: 'smoke' }),
    gap({ areaId: 'z2', households: 9 }),
    gap({ areaId: 'v', duty: null, post: 'officer', why: 'no-shift', households: 0 }),
    gap({ from: '2026-11-20T00:00:00Z', until: '2026-11-21T00:00:00Z', areaId: 'over' }),
    holiday,
    gap({ from: '2026-12-05T10:00:00Z' }),
  ]
  it('stand once however many plans fall into them, the duty room first, then where most people live', () => {
    const { now } = gapList(gaps, nowMs, ZONE)
    expect(now.map(({ gap: { areaId }, planIds }) => [areaId, planIds])).toEqual([
      ['v', ['fire']],
      ['z2', ['fire']],
      ['z1', ['fire', 'smoke']],
    ])
  })
  it('that are coming stand by the days of the township, with the name of the day off', () => {
    const { days } = gapList(gaps, nowMs, ZONE)
    expect(days.map(({ day, statutoryDay }) => [day, statutoryDay])).toEqual([
      ['2026-12-05', null],
      ['2027-01-01', '元旦'],
    ])
  })
  it('are counted where they are open now, a duty room that nobody holds too', () => {
    expect(holesAt({ ...coverage, gaps }, nowMs)).toBe(3)
    expect(holesAt({ ...coverage, gaps: [], dutyRoomMissing: true }, nowMs)).toBe(1)
  })
  it('stand at the moment asked for, and not when they are over', () => {
    const over = Date.parse('2026-11-20T12:00:00Z')
    expect(gapsAt({ ...coverage, gaps }, over).map(({ areaId }) => areaId)).toContain('over')
    expect(gapsAt({ ...coverage, gaps }, nowMs).map(({ areaId }) => areaId)).not.toContain('over')
  })
  it('say what, why and until when', () => {
    const name = (id: string) => ({ a: '张三', b: '李四' })[id] ?? id
    expect(gapWhy(gap({ why: 'absent', personIds: ['a', 'b'] }), name)).toBe('张三、李四请假，无人代')
    expect(gapWhy(gap({}), name)).toBe('无人担任')
    expect([gapWhat(gap({})), gapWhat(gap({ post: 'leader', duty: null }))]).toEqual(['包户党员', '带班领导'])
    expect(gapWhen(gap({}), nowMs)).toBe('一直到补上为止')
    expect(gapWhen(holiday, nowMs)).toBe('1月1日 00:00 到 1月4日 00:00')
  })
  it('lead to where they are mended', () => {
    expect(mendingLink(gap({}), ZONE, nowMs)).toBe('/duties?area=z1&at=2026-11-28&duty=household')
    expect(mendingLink(holiday, ZONE, nowMs)).toBe('/duties?area=z1&at=2027-01-01&duty=household')
    expect(mendingLink(gap({ why: 'cannot-be-rung', personIds: ['a'] }), ZONE, nowMs)).toBe('/people?person=a')
    expect(mendingLink(gap({ why: 'no-shift', post: 'officer' }), ZONE, nowMs)).toBe('/roster?area=z1&day=2026-11-28')
  })
  it('end on the day before a midnight', () => {
    expect(lastDayOf(ZONE, '2026-12-31T16:00:00Z')).toBe('2026-12-31')
    expect(lastDayOf(ZONE, '2026-12-31T10:00:00Z')).toBe('2026-12-31')
  })
})

describe('the tree of duties', () => {
  const area = (id: string, level: AreaCard['level'], parentId: string | null, name = id): AreaCard => {
    return { id, level, parentId, name, code: id }
  }
  const areas = new Map(
    [
      area('t', 'township', null, '某乡'),
      area('v1', 'village', 't', '甲村'),
      area('v2', 'village', 't', '乙村'),
      area('g1', 'grid', 'v1', '甲村一网格'),
      area('z1', 'zone', 'g1', '甲村一网格东片区'),
      area('f', 'forest-block', 't', '北山林班'),
    ].map((one) => [one.id, one]),
  )
  const held: DatedResponsibility = {
    id: 'r',
    personId: 'p',
    duty: 'household',
    areaId: 'z1',
    kinds: null,
    rank: 'primary',
    hours: null,
    onStatutoryDays: true,
    from: null,
    until: null,
  }
  it('lists townships and villages with the holes in them', () => {
    expect(
      dutyRoots(areas, [gap({ areaId: 'z1' }), gap({ areaId: 'f' })]).map((root) => [root.area.id, root.holes]),
    ).toEqual([
      ['t', 1],
      ['v1', 1],
      ['v2', 0],
    ])
    expect(rootOf('z1', areas)).toBe('v1')
  })
  it('shows of one all below it but what is chosen by itself', () => {
    expect(dutyRows('v1', areas, [held], []).map((row) => [row.area.id, row.depth, row.held.length])).toEqual([
      ['v1', 0, 0],
      ['g1', 1, 0],
      ['z1', 2, 1],
    ])
    expect(dutyRows('t', areas, [], []).map((row) => row.area.id)).toEqual(['t', 'f'])
  })
  it('names ground from the village down, without saying a name twice', () => {
    expect(['t', 'z1', 'gone'].map((id) => groundName(id, areas))).toEqual(['某乡', '甲村 一网格 东片区', 'gone'])
  })
})

describe('the printed list', () => {
  const contact = { personId: 'p', name: '某', phone: null, duty: 'zone', rank: 'primary', kinds: null } as const
  const area = (id: string, level: ContactArea['level'], areas: ContactArea[] = [], named = true): ContactArea => {
    return { id, name: id, level, households: 0, areas, contacts: named ? [contact] : [] }
  }
  it('begins a sheet with each village and leaves out headings under which nobody is named', () => {
    const forest = area('f', 'forest-block')
    const villages = [area('v1', 'village', [area('g', 'grid', [area('z', 'zone')])]), area('v2', 'village')]
    const sheets = (township: ContactArea) =>
      contactSheets([township]).map((sheet) => [sheet.area.id, sheet.rows.map((row) => row.area.id)])
    expect(sheets(area('t', 'township', [...villages, forest]))).toEqual([
      ['t', ['t', 'f']],
      ['v1', ['v1', 'g', 'z']],
      ['v2', ['v2']],
    ])
    expect(sheets(area('t', 'township', villages, false))[0]?.[0]).toBe('v1')
  })
})

describe('the pages of the desk', () => {
  const seen = (roles: Parameters<typeof permissionsOf>[0]) =>
    DESK_LINKS.filter(({ isFor }) => isFor(permissionsOf(roles))).map(({ href }) => href)
  it('are offered to those who may read them', () => {
    expect(seen(['leader'])).toEqual(['/permits', '/plans', '/drills', '/coverage', '/print/contacts'])
    expect(seen(['duty'])).not.toContain('/setup')
    expect(seen(['admin'])).toEqual(DESK_LINKS.map(({ href }) => href))
  })
  it('know which of them is shown', () => {
    expect([isHere('/', '/plans'), isHere('/plans', '/plans'), isHere('/review', '/review/1')]).toEqual([
      false,
      true,
      true,
    ])
    expect(isHere('/de', '/devices')).toBe(false)
  })
})

describe('kinds without a plan', () => {
  const missing = (withoutPlan: Coverage['withoutPlan']) =>
    coverageRest({ ...coverage, withoutPlan }, (id) => id, nowMs)[0]?.items
  it('say which severities and when, where it is not all of them and always', () => {
    const from = coverage.from
    expect(missing([{ kind: 'fire', severities: [...SEVERITIES], from, until: null }])).toEqual(['火情'])
    expect(missing([{ kind: 'fire', severities: ['severe', 'minor'], from, until: null }])?.[0]).toMatch(
      /^火情（严重.+）$/,
    )
    const later = '2026-12-05T04:00:00Z'
    expect(missing([{ kind: 'fire', severities: [...SEVERITIES], from: later, until: null }])?.[0]).toMatch(
      /^火情（.+起）$/,
    )
  })
})

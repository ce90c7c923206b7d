import { describe, expect, it } from 'vitest'
import type { Viewer } from '#shared/session.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { proposedSectors } from '../../server/domain/search-sectors.ts'
import { joinedSearch, searchedAround, searchesEnded } from '../../server/domain/searching.ts'
import { shownActions, shownTo } from '../../server/domain/shown.ts'
import { aResponse, NOON } from '../support/a-response.ts'
import { middleOf, township, versionOf } from '../support/made-up-township.ts'

const gully = versionOf({ id: 'gully', name: '南沟', location: middleOf('z2') })
const far = versionOf({ id: 'far', name: '远山', location: [112.2, 36] as [number, number] })
const ground = arrangementAt(township({ placeNames: [gully, far] }), NOON)
const begun = () => aResponse({ placeNames: [gully, far] }, 'missing-person')
const CANARY = { name: '张三儿', clothes: '蓝布褂子', lastSeen: '供销社门口', photoId: 'photo-1' }
const as = (personId: string, role: Viewer['roles'][number], isRoom = false): Viewer => ({
  personId,
  name: '',
  roles: [role],
  duties: isRoom ? [{ duty: 'duty-room', areaId: 't' }] : [],
  areaIds: null,
})

describe('the ground to be searched', () => {
  it('is what lies within three kilometres of where they were last seen, nearest first', () => {
    const sectors = proposedSectors(middleOf('z1'), ground)
    // They stand in a zone and its grid: of what is equally near the first by name.
    expect(sectors.map(({ name }) => name).slice(0, 2)).toEqual(['g1', 'z1'])
    expect(sectors.map(({ name }) => name)).toContain('南沟')
    expect(sectors.map(({ name }) => name)).not.toContain('远山')
    expect(sectors.map(({ name }) => name)).not.toContain('t')
    expect(sectors.find(({ name }) => name === '南沟')).toMatchObject({ areaId: null, location: gully.location })
    expect(sectors.every(({ searchedAt, personId }) => searchedAt === null && personId === null)).toBe(true)
    expect(new Set(sectors.map(({ id }) => id)).size).toBe(sectors.length)
  })

  it('is proposed with the first report, and for nothing but a missing person', () => {
    expect(begun().incident.search).toMatchObject({ lastSeenLocation: middleOf('z1'), photoId: null, clothes: null })
    expect(begun().incident.search?.sectors.length).toBeGreaterThan(4)
    expect(aResponse({}, 'fire').incident.search).toBeNull()
  })

  it('is another where they turn out to have been seen elsewhere; what was searched or added stays', () => {
    const story = begun()
    story.tap('a', 'sector', { sectorId: 'area:z1' })
    story.tap('a', 'sector', { name: '老井' })
    const before = story.incident
    story.tap('a', 'describe', { search: { lastSeenLocation: [112.2, 36] } })
    const now = searchedAround(before, story.incident, ground).search?.sectors ?? []
    expect(now.map(({ name }) => name)).toEqual(['远山', 'z1', '老井'])
    // Said again, nothing is proposed again.
    expect(searchedAround(story.incident, story.incident, ground)).toBe(story.incident)
  })
})

describe('a piece of ground', () => {
  it('is searched by somebody at a time, again by another, or not after all; each is in the log', () => {
    const story = begun()
    const sector = () => story.incident.search?.sectors.find(({ id }) => id === 'area:z1')
    expect(story.tap('a', 'sector', { sectorId: 'area:z1' })).toBeNull()
    expect(sector()).toMatchObject({ personId: 'a', searchedAt: NOON.toISOString() })
    story.jump(600)
    story.enter('sector', { sectorId: 'area:z1', onBehalfOf: 'b' })
    expect(sector()).toMatchObject({ personId: 'b', searchedAt: new Date(story.nowMs).toISOString() })
    story.tap('a', 'sector', { sectorId: 'area:z1', isSearched: false })
    expect(sector()).toMatchObject({ personId: null, searchedAt: null })
    const said = story.log.filter(({ action }) => action === 'sector').map(({ detail }) => detail['isSearched'])
    expect(said).toEqual([true, true, false])
  })

  it('may be added by its name or its area, and an area is no second piece', () => {
    const story = begun()
    const count = story.incident.search?.sectors.length ?? 0
    story.tap('a', 'sector', { name: '老井', isSearched: false })
    story.tap('a', 'sector', { areaId: 'z1' })
    expect(story.incident.search?.sectors).toHaveLength(count + 1)
    expect(story.tap('a', 'sector', {})).toMatchObject({ reason: 'invalid', field: 'name' })
    expect(story.tap('a', 'sector', { sectorId: 'nowhere' })).toMatchObject({ reason: 'invalid', field: 'sectorId' })
  })

  it('is searched for a missing person alone', () => {
    const fire = aResponse({}, 'fire')
    expect(fire.tap('a', 'sector', { name: '老井' })).toMatchObject({ reason: 'contradiction', state: 'fire' })
    expect(fire.tap('a', 'describe', { search: {} })).toMatchObject({ reason: 'contradiction', state: 'fire' })
  })
})

describe('who is missing', () => {
  it('stands in the incident, part by part, and never in the log', () => {
    const story = begun()
    story.tap('a', 'describe', { search: { ...CANARY, lastSeenAt: '2026-12-16T10:00:00+08:00' } })
    story.tap('a', 'describe', { search: { clothes: '' } })
    expect(story.incident.search).toMatchObject({ ...CANARY, clothes: null, lastSeenAt: '2026-12-16T02:00:00.000Z' })
    const text = JSON.stringify(story.log)
    for (const word of [CANARY.name, CANARY.clothes, CANARY.lastSeen]) expect(text).not.toContain(word)
    expect(story.log.find(({ action }) => action === 'describe')?.mediaIds).toEqual([CANARY.photoId])
  })

  it('is for those called, whoever reported it and the duty room: not for a wall, nor for anybody else', () => {
    const story = begun()
    story.tap('a', 'describe', { search: CANARY })
    story.set({ reporterIds: ['r'] })
    const knows = (viewer: Viewer) => JSON.stringify(shownTo(viewer, story.incident, ground))
    for (const viewer of [as('a', 'member'), as('r', 'member'), as('x', 'duty'), as('x', 'leader', true)])
      for (const word of Object.values(CANARY))
        expect([viewer.roles, knows(viewer).includes(word)]).toEqual([viewer.roles, true])
    for (const viewer of [as('x', 'member'), as('x', 'leader'), as('x', 'reviewer'), as('a', 'wall'), as('x', 'wall')])
      for (const word of Object.values(CANARY))
        expect([viewer.roles, knows(viewer).includes(word)]).toEqual([viewer.roles, false])
    const noted = story.log.map((action) => ({ ...action, note: CANARY.clothes }))
    const told = JSON.stringify(shownActions(as('x', 'reviewer'), noted, story.incident, ground))
    expect([told.includes(CANARY.clothes), told.includes(CANARY.photoId)]).toEqual([false, false])
  })

  it('is known no more by who keeps out of it', () => {
    const story = begun()
    story.tap('a', 'describe', { search: CANARY })
    story.tap('a', 'recuse', { note: '亲戚' })
    expect(JSON.stringify(shownTo(as('a', 'member'), story.incident, ground))).not.toContain(CANARY.clothes)
  })

  it('has no photo once it is closed, and what became another incident is closed with that one', () => {
    const story = begun()
    story.tap('a', 'describe', { search: CANARY })
    expect(searchesEnded([story.incident])).toEqual([])
    story.enter('close')
    expect(story.incident.search).toMatchObject({ photoId: null, clothes: CANARY.clothes })
    story.set({ mergedIds: ['other'] })
    expect(searchesEnded([story.incident])).toEqual([story.incident.id, 'other'])
    expect(searchesEnded([{ ...story.incident, mergedInto: 'x' }])).toEqual([])
  })

  it('is one person where two searches are one: what either knew is known', () => {
    const [one, other] = [begun(), begun()]
    one.tap('a', 'describe', { search: { name: CANARY.name } })
    other.tap('b', 'describe', { search: { clothes: CANARY.clothes, name: '不知' } })
    other.tap('b', 'sector', { sectorId: 'area:z2' })
    const both = joinedSearch(one.incident.search, other.incident.search)
    expect(both).toMatchObject({ name: CANARY.name, clothes: CANARY.clothes })
    expect(both?.sectors.find(({ id }) => id === 'area:z2')?.personId).toBe('b')
    expect(both?.sectors.length).toBe(one.incident.search?.sectors.length)
  })
})

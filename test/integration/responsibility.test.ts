import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArrangedVersion } from '../../shared/arranged-version.ts'
import type { ContactArea, Contacts } from '../../shared/contacts.ts'
import type { Household } from '../../shared/household.ts'
import type { PlanTrial } from '../../shared/plan-trial.ts'
import type { Plan } from '../../shared/plan.ts'
import type { DatedResponsibility, Responsibility } from '../../shared/responsibility.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

let app: RunningApp
let admin: string
let duty: string
let leader: string
let member: string
beforeAll(async () => {
  app = await startApp()
  admin = await app.signIn('admin')
  duty = await app.signIn('duty')
  leader = await app.signIn('leader')
  member = await app.signIn('member')
}, 120_000)
afterAll(() => app.stop())

async function ask(method: string, path: string, body?: unknown, cookie = admin): Promise<HttpAnswer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { cookie, 'content-type': 'application/json' }
  return answerOf(await fetch(app.url() + path, { method, headers, ...json }))
}
async function itemsOf<T>(path: string, cookie = admin): Promise<T[]> {
  const { status, body } = await ask('GET', path, undefined, cookie)
  expect(status).toBe(200)
  return (body as { items: T[] }).items
}
const planOf = async (id: string) => (await ask('GET', `/api/plans/${id}`)).body as Plan

describe('a plan that is tried', () => {
  let home: Household
  beforeAll(async () => {
    const [first] = await itemsOf<Household>('/api/households')
    if (first === undefined) throw new Error('the demo has households')
    home = first
  })
  const trying = (plan: object, rest: object = {}, cookie = admin) => {
    const [lng, lat] = home.location
    return ask(
      'POST',
      '/api/plans/try',
      { id: 'plan-fire', plan, kind: 'fire', severity: 'extreme', lng, lat, ...rest },
      cookie,
    )
  }

  it('names to a leader only those whom they may know, as the chain of any place does', async () => {
    const far = demoTownship().households.find(({ id }) => !id.startsWith('tulingdi'))?.location
    if (far === undefined) throw new Error('the demo has several villages')
    const plan = await planOf('plan-fire')
    const at = { lng: far[0], lat: far[1] }
    const namesFor = async (cookie: string) => {
      const { tried, saved } = (await trying(plan, at, cookie)).body as PlanTrial
      const first = [tried, saved].map(({ chain }) => chain[0])
      expect(first.map((link) => [link?.duty, typeof link?.personId])).toEqual(Array(2).fill(['household', 'string']))
      return first.map((link) => link?.person?.name ?? null)
    }
    expect(await namesFor(admin)).toEqual([expect.any(String), expect.any(String)])
    expect(await namesFor(leader)).toEqual([null, null])
  })

  it('says who is called, when, beside what is saved, and writes nothing', async () => {
    const saved = await planOf('plan-fire')
    const plan = {
      ...saved,
      tiers: [{ duties: ['village'], waitSeconds: 45 }, ...saved.tiers.slice(0, 1)],
      respondersNeeded: 3,
    }
    const { status, body } = await trying(plan)
    expect(status).toBe(200)
    const { tried, saved: without } = body as PlanTrial
    expect(tried).toMatchObject({ planId: 'plan-fire', isTried: true, respondersNeeded: 3 })
    // The duty room after both, and the leader of its shift three minutes after that.
    expect(tried.tiers.map(({ afterSeconds }) => afterSeconds)).toEqual([0, 45, 105, 285])
    const [first] = tried.chain
    expect(first).toMatchObject({ duty: 'village', order: 0, person: { id: first?.personId } })
    expect(without.chain[0]).toMatchObject({ duty: 'household', order: 0 })
    expect(tried.informed[0]).toMatchObject({ duty: 'village-secretary' })
    expect(await planOf('plan-fire')).toEqual(saved)
    expect(await itemsOf('/api/plans/plan-fire/versions')).toHaveLength(1)
  })

  it('does not apply outside its dates', async () => {
    const saved = await planOf('plan-fire')
    const { body } = await trying({ ...saved, respondersNeeded: 9, validUntil: '2026-01-01T00:00:00Z' })
    const { tried } = body as PlanTrial
    // Without a plan nobody goes alone to a fire all the same.
    expect([tried.isTried, tried.respondersNeeded]).toEqual([false, 2])
  })

  it('is refused by field where it says nothing sensible', async () => {
    const saved = await planOf('plan-fire')
    const answer = await trying({ ...saved, tiers: [{ duties: [], waitSeconds: 0 }] })
    const fields = ['plan.tiers.0.duties', 'plan.tiers.0.waitSeconds'].map((field) => ({ field }))
    expect(answer).toMatchObject({ status: 422, body: { fields } })
  })

  it('is for the administrator, the duty room and leaders', async () => {
    const saved = await planOf('plan-fire')
    const statuses = [duty, leader, member].map(async (cookie) => (await trying(saved, {}, cookie)).status)
    expect(await Promise.all(statuses)).toEqual([200, 200, 403])
  })
})

describe('the versions of what is arranged', () => {
  it('tell what was known before, and until when', async () => {
    const saved = await planOf('plan-other')
    expect((await ask('PUT', '/api/plans/plan-other', { ...saved, respondersNeeded: 4 })).status).toBe(200)
    const versions = await itemsOf<ArrangedVersion>('/api/plans/plan-other/versions')
    expect(versions.map(({ fields }) => fields['respondersNeeded'])).toEqual([1, 1, 4])
    const [first, rest, last] = versions
    expect(first?.supersededAt).toBe(last?.recordedAt)
    expect(rest?.validUntil).toBe(last?.validFrom)
    expect(last).toMatchObject({ validUntil: null, supersededAt: null })
  })

  it('name nobody to others than the administrator', async () => {
    const [seen] = await itemsOf<ArrangedVersion>('/api/people/leader/versions')
    expect(seen?.fields).toMatchObject({ name: expect.any(String), phone: expect.any(String) })
    const [masked] = await itemsOf<ArrangedVersion>('/api/people/leader/versions', duty)
    expect(masked?.fields).toMatchObject({ id: 'leader', roles: ['leader'] })
    expect(Object.keys(masked?.fields ?? {})).not.toEqual(expect.arrayContaining(['name']))
    expect(Object.keys(masked?.fields ?? {})).not.toEqual(expect.arrayContaining(['phone']))
    const [plan] = await itemsOf<ArrangedVersion>('/api/plans/plan-fire/versions', leader)
    expect(plan?.fields).toMatchObject({ name: '火情处置' })
    expect((await ask('GET', '/api/people/leader/versions', undefined, leader)).status).toBe(403)
    expect((await ask('GET', '/api/plans/nothing/versions')).status).toBe(404)
  })
})

describe('a hand-over', () => {
  const heldBy = async (personId: string, at: string) =>
    (await itemsOf<DatedResponsibility>(`/api/responsibilities?at=${at}`)).filter((held) => held.personId === personId)
  const BEFORE = '2027-02-28T15:59:59Z'
  const FROM = '2027-02-28T16:00:00Z'

  it('gives everything of one person to another from a day on, and the same again changes nothing', async () => {
    const theirs = await heldBy('member', BEFORE)
    const others = await heldBy('cadre', BEFORE)
    expect(theirs.length).toBeGreaterThan(0)
    const body = { toPersonId: 'cadre', from: FROM }
    const answer = await ask('POST', '/api/people/member/hand-over', body)
    expect(answer.status).toBe(200)
    const { handedOver } = answer.body as { handedOver: { endedId: string; begunId: string }[] }
    expect(handedOver.map(({ endedId }) => endedId).toSorted()).toEqual(theirs.map(({ id }) => id).toSorted())
    const until = new Date(FROM).toISOString()
    expect(await heldBy('member', BEFORE)).toEqual(theirs.map((held) => ({ ...held, until })))
    expect(await heldBy('member', FROM)).toEqual([])
    const after = await heldBy('cadre', FROM)
    expect(after).toHaveLength(others.length + theirs.length)
    for (const { endedId, begunId } of handedOver) {
      const { personId: _1, id: _2, ...same } = theirs.find(({ id }) => id === endedId) as DatedResponsibility
      expect(after.find(({ id }) => id === begunId)).toEqual({ ...same, id: begunId, personId: 'cadre', from: until })
    }
    expect((await ask('POST', '/api/people/member/hand-over', body)).body).toEqual({ handedOver: [] })
    expect(await heldBy('cadre', FROM)).toEqual(after)
  })

  it('is refused by field, and for all but the administrator', async () => {
    const body = { toPersonId: 'nobody', from: FROM, duties: ['not-theirs'] }
    expect(await ask('POST', '/api/people/leader/hand-over', body)).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'toPersonId' }, { field: 'duties.0' }] },
    })
    const own = { toPersonId: 'leader', from: FROM }
    expect(await ask('POST', '/api/people/leader/hand-over', own)).toMatchObject({ status: 422 })
    expect((await ask('POST', '/api/people/nobody/hand-over', own)).status).toBe(404)
    expect((await ask('POST', '/api/people/cadre/hand-over', own, duty)).status).toBe(403)
  })
})

describe('the list of contacts', () => {
  const contacts = async (path = '/api/contacts', cookie = admin) => {
    const { status, body } = await ask('GET', path, undefined, cookie)
    expect(status).toBe(200)
    return body as Contacts
  }
  const flat = (areas: ContactArea[]): ContactArea[] => areas.flatMap((area) => [area, ...flat(area.areas)])

  it('has every ground with who answers for it, numbers and households, the duty room on top', async () => {
    const { areas, dutyRoom, edition } = await contacts()
    const [first] = dutyRoom
    expect(first).toMatchObject({ phone: expect.stringMatching(/\d/), areaName: '聪子峪乡' })
    const all = flat(areas)
    const village = all.find(({ name }) => name === '土岭底村')
    expect(village).toMatchObject({ level: 'village', households: 85 })
    expect(village?.contacts.map((contact) => contact.duty)).toContain('village')
    const zones = flat(village?.areas ?? []).filter(({ level }) => level === 'zone')
    expect(zones.reduce((sum, { households }) => sum + households, 0)).toBe(85)
    expect(zones.every((zone) => zone.contacts.some((contact) => contact.duty === 'household'))).toBe(true)
    expect(edition).toBeGreaterThanOrEqual(1)
  })

  it('has a new edition after each change of what it shows', async () => {
    const before = await contacts()
    const [one] = await itemsOf<Responsibility>('/api/responsibilities')
    if (one === undefined) throw new Error('the demo has responsibilities')
    await ask('PUT', `/api/responsibilities/${one.id}`, { ...one, rank: one.rank === 'primary' ? 'deputy' : 'primary' })
    const after = await contacts()
    expect(after.edition).toBe(before.edition + 1)
    expect(Date.parse(after.changedAt)).toBeGreaterThan(Date.parse(before.changedAt))
    await ask('PUT', '/api/plans/plan-other', { ...(await planOf('plan-other')), respondersNeeded: 5 })
    expect((await contacts()).edition).toBe(after.edition)
  })

  it('has on top also who sits there by the roster alone, or in their place', async () => {
    const validFrom = new Date().toISOString()
    const validUntil = new Date(Date.now() + 8 * 3600_000).toISOString()
    const shift = { areaId: 'township', post: 'officer', personId: 'cadre', validFrom, validUntil }
    expect((await ask('PUT', '/api/shifts/tonight', shift)).status).toBe(201)
    const sitting = async () => (await contacts()).dutyRoom.filter(({ sitsUntil }) => sitsUntil === validUntil)
    const phone = expect.stringMatching(/\d/) as string
    expect(await sitting()).toMatchObject([{ personId: 'cadre', phone, areaName: '聪子峪乡' }])
    const absence = { personId: 'cadre', deputyId: 'member', reason: null, validFrom, validUntil }
    expect((await ask('PUT', '/api/absences/tonight', absence)).status).toBe(201)
    expect(await sitting()).toMatchObject([{ personId: 'member', phone }])
    // Who holds the room is named once, shift or not.
    expect((await contacts()).dutyRoom.filter(({ personId }) => personId === 'duty')).toHaveLength(1)
    await ask('DELETE', '/api/absences/tonight')
    await ask('DELETE', '/api/shifts/tonight')
  })

  it('shows a leader her ground and no other, and a member nothing', async () => {
    const { body } = await ask('GET', '/api/session', undefined, leader)
    const { person } = body as { person: { areaIds: string[] } }
    const { areas, dutyRoom } = await contacts('/api/contacts', leader)
    const named = flat(areas).filter((area) => area.contacts.length > 0)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ id }) => !person.areaIds.includes(id))).toEqual([])
    expect(dutyRoom.length).toBeGreaterThan(0)
    const elsewhere = flat((await contacts()).areas).find(
      ({ id, level }) => level === 'village' && !person.areaIds.includes(id),
    )
    expect((await ask('GET', `/api/contacts?areaId=${elsewhere?.id}`, undefined, leader)).status).toBe(404)
    expect((await ask('GET', '/api/contacts', undefined, member)).status).toBe(403)
    const [own] = person.areaIds
    const narrowed = await contacts(`/api/contacts?areaId=${own}`, leader)
    expect(flat(narrowed.areas).map(({ id }) => id)).toContain(own)
  })
})

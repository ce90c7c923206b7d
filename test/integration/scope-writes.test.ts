import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GROUNDS, nameOf, plantedTownship, type Township } from '../support/canaries.ts'
import { publishedRoutes } from '../support/walk.ts'
import type { Ask } from '../support/visitor.ts'

// What is not somebody's is, for them, not there: they can neither change it nor learn that it is there.

let township: Township
beforeAll(async () => {
  township = await plantedTownship()
}, 120_000)
afterAll(() => township.app.stop())

const as = (id: string): Ask => {
  const ask = township.asks.get(id)
  if (ask === undefined) throw new Error(`nobody is signed in as ${id}`)
  return ask
}
const incident = (what: string) => township.planted.incidents[what] ?? ''
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString()

/** For each route that writes something of a viewer's: who is none of the viewers, with what they try. */
const TRIES: Record<string, { who: string; path: () => string; json?: () => unknown }[]> = {
  'POST /api/incidents/{id}/actions': [
    ...['member-B', 'cadre-B', 'leader-B', 'duty-T2', 'sitter-T2', 'mediator-C', 'member-nobody', 'reviewer-B'].map(
      (who) => ({
        who,
        path: () => `/api/incidents/${incident('open-A')}/actions`,
        json: () => ({ id: randomUUID(), action: 'note', note: '不该在这里' }),
      }),
    ),
    ...['admin', 'member-A', 'cadre-A', 'reviewer-A', 'reviewer-all', 'leader-B', 'duty-T2'].map((who) => ({
      who,
      path: () => `/api/incidents/${incident('dispute-A')}/actions`,
      json: () => ({ id: randomUUID(), action: 'note', note: '不该在这里' }),
    })),
  ],
  'POST /api/evidence/{id}/retry': [{ who: 'duty-T2', path: () => '/api/evidence/none/retry' }],
  'PUT /api/fire-danger/{areaId}': [
    { who: 'duty-T2', path: () => '/api/fire-danger/T1', json: () => ({ grade: 5, validUntil: tomorrow() }) },
  ],
  'DELETE /api/fire-danger/{areaId}': [{ who: 'duty-T2', path: () => '/api/fire-danger/T1' }],
  'PUT /api/fire-danger/{areaId}/verification-off': [
    { who: 'duty-T2', path: () => '/api/fire-danger/T1/verification-off', json: () => ({ until: tomorrow() }) },
  ],
  'DELETE /api/fire-danger/{areaId}/verification-off': [
    { who: 'duty-T2', path: () => '/api/fire-danger/T1/verification-off' },
  ],
  'POST /api/absences': ['member-B', 'cadre-A', 'leader-B', 'duty-T2', 'member-nobody'].map((who) => ({
    who,
    path: () => '/api/absences',
    json: () => ({ id: randomUUID(), personId: 'member-A', validUntil: tomorrow() }),
  })),
  'DELETE /api/absences/{id}': ['member-B', 'cadre-A', 'leader-B', 'duty-T2'].map((who) => ({
    who,
    path: () => '/api/absences/leave-A',
  })),
  'POST /api/directives': ['duty-T2', 'sitter-T2', 'leader-A'].map((who) => ({
    who,
    path: () => '/api/directives',
    json: () => {
      const said = { channel: 'call', sender: '县里', receivedAt: new Date().toISOString(), content: '不该在这里' }
      return { id: randomUUID(), areaId: 'T1', ...said }
    },
  })),
  'PUT /api/directives/{id}': [
    { who: 'duty-T2', path: () => '/api/directives/dir-T1', json: () => ({ passedTo: ['duty-T2'] }) },
  ],
  'POST /api/directives/{id}/reply': [
    { who: 'duty-T2', path: () => '/api/directives/dir-T1/reply', json: () => ({ text: '不该在这里' }) },
  ],
  'POST /api/directives/{id}/roll-call': [
    {
      who: 'duty-T2',
      path: () => '/api/directives/dir-T1/roll-call',
      json: () => ({ id: randomUUID(), areaIds: ['A'], severity: 'minor' }),
    },
  ],
  'POST /api/roll-calls': ['duty-T2', 'sitter-T2', 'leader-A', 'member-A'].map((who) => ({
    who,
    path: () => '/api/roll-calls',
    json: () => ({ id: randomUUID(), areaIds: ['A'], severity: 'minor', text: '不该在这里' }),
  })),
  'PUT /api/permits/{id}': ['duty-T2', 'sitter-T2', 'leader-B'].map((who) => ({
    who,
    path: () => '/api/permits/permit-A',
    json: () => {
      const guard = { guardName: '不该在这里', guardPhone: '13900000000' }
      const approved = { use: 'works', name: '不该在这里', approvalNumber: '1', validUntil: tomorrow() }
      return { areaId: 'A', placeAreaId: 'A', ...approved, ...guard }
    },
  })),
  'DELETE /api/permits/{id}': ['duty-T2', 'leader-B'].map((who) => ({ who, path: () => '/api/permits/permit-A' })),
  'PUT /api/fire-bans/{id}': ['duty-T2', 'leader-B'].map((who) => ({
    who,
    path: () => '/api/fire-bans/ban-A',
    json: () => ({ areaId: 'A', validUntil: tomorrow(), note: '不该在这里' }),
  })),
  'DELETE /api/fire-bans/{id}': ['duty-T2', 'leader-B'].map((who) => ({ who, path: () => '/api/fire-bans/ban-A' })),
  'POST /api/drills': ['duty-T2', 'leader-B'].map((who) => ({
    who,
    path: () => '/api/drills',
    json: () => ({ id: randomUUID(), areaId: 'A', name: '不该在这里', template: 'hill-fire' }),
  })),
  'POST /api/drills/{id}/loud': [{ who: 'duty-T2', path: () => '/api/drills/none/loud', json: () => ({}) }],
  'POST /api/drills/{id}/end': [{ who: 'duty-T2', path: () => '/api/drills/none/end', json: () => ({}) }],
  'POST /api/handovers': ['duty-T2', 'sitter-T2', 'leader-C', 'member-A'].map((who) => ({
    who,
    path: () => '/api/handovers',
    json: () => ({ id: randomUUID(), areaId: 'T1', note: '不该在这里' }),
  })),
  'POST /api/handovers/{id}/read': ['duty-T2', 'leader-C', 'member-A'].map((who) => ({
    who,
    path: () => '/api/handovers/hand-T1/read',
    json: () => ({}),
  })),
  'PUT /api/shifts/{id}': ['duty-T2', 'sitter-T2', 'leader-C', 'leader-A'].map((who) => ({
    who,
    path: () => '/api/shifts/shift-T1',
    json: () => {
      const span = { validFrom: tomorrow(), validUntil: new Date(Date.now() + 2 * 86_400_000).toISOString() }
      return { areaId: 'T1', post: 'officer', personId: 'duty-T2', ...span }
    },
  })),
  'DELETE /api/shifts/{id}': ['duty-T2', 'leader-A'].map((who) => ({ who, path: () => '/api/shifts/shift-T1' })),
  'POST /api/shifts/fill': ['duty-T2', 'leader-A'].map((who) => ({
    who,
    path: () => '/api/shifts/fill',
    json: () => {
      const [day] = tomorrow().split('T')
      const span = { from: day, until: day }
      return { areaId: 'T1', post: 'officer', ...span, shiftHours: 24, startHour: 8, personIds: ['duty-T1'] }
    },
  })),
  'POST /api/shift-swaps': ['duty-T2', 'member-A'].map((who) => ({
    who,
    path: () => '/api/shift-swaps',
    json: () => ({ id: randomUUID(), shiftId: 'shift-T1', toPersonId: who }),
  })),
  'POST /api/shift-swaps/{id}/decision': ['duty-T2', 'member-A', 'leader-C'].map((who) => ({
    who,
    path: () => '/api/shift-swaps/swap-T1/decision',
    json: () => ({ state: 'consented' }),
  })),
  'POST /api/shift-swaps/{id}/withdraw': ['duty-T2', 'member-A', 'leader-C'].map((who) => ({
    who,
    path: () => '/api/shift-swaps/swap-T1/withdraw',
    json: () => ({}),
  })),
  'POST /api/households/{id}/reveal': ['member-B', 'leader-B', 'duty-T2', 'member-nobody'].map((who) => ({
    who,
    path: () => '/api/households/house-A/reveal',
    json: () => ({ reason: '想看看' }),
  })),
  'POST /api/households/find': ['member-A', 'cadre-A', 'leader-A', 'duty-T2'].map((who) => ({
    who,
    path: () => '/api/households/find',
    json: () => ({ head: '户houseA主' }),
  })),
}

describe('a write to what is not theirs', () => {
  it('is tried on every route that writes something of a viewer’s', async () => {
    const writing = (await publishedRoutes(as('admin'))).filter(
      // A plan that is tried writes nothing; whom its answer may name is told in responsibility.test.ts.
      ({ method, scope, path }) => scope === 'viewer' && !['GET', 'HEAD'].includes(method) && path !== '/api/plans/try',
    )
    expect(Object.keys(TRIES).toSorted()).toEqual(writing.map(({ method, path }) => `${method} ${path}`).toSorted())
  })

  it.each(Object.entries(TRIES).flatMap(([route, tries]) => tries.map((one) => [route, one.who, one] as const)))(
    '%s by %s finds nothing',
    async (route, _who, { who, path, json }) => {
      const method = route.split(' ')[0] ?? ''
      const answer = await as(who)(path(), { method, ...(json && { json: json() }) })
      expect([403, 404]).toContain(answer.status)
    },
  )

  it('has changed nothing', async () => {
    const read = async (what: string, who: string) => (await as(who)(`/api/incidents/${incident(what)}`)).text()
    expect(await read('open-A', 'duty-T1')).not.toContain('不该在这里')
    expect(await read('dispute-A', 'duty-T1')).not.toContain('不该在这里')
    const danger = (await (await as('duty-T1')('/api/fire-danger/T1')).json()) as Record<string, unknown>
    expect(danger).toMatchObject({ official: [], verificationOff: null })
  })
})

describe('a report under the id of another’s', () => {
  it('is a conflict, and tells nothing of what became of that', async () => {
    const json = { id: randomUUID(), kind: 'hazard', description: '…' }
    const send = async (who: string) => as(who)('/api/reports', { method: 'POST', json })
    const first = await send('member-B')
    const { incidentId } = (await first.json()) as { incidentId: string }
    expect([first.status, (await send('member-B')).status]).toEqual([201, 200])
    const other = await send('member-A')
    expect([other.status, (await other.text()).includes(incidentId)]).toEqual([409, false])
  })
})

describe('a household', () => {
  const shown = async (who: string, path: string, init = {}) => {
    const answer = await as(who)(path, init)
    const body: unknown = await answer.json()
    return [answer.status, body] as const
  }

  it('is covered for whoever answers for it, and not there for others', async () => {
    expect(await shown('cadre-A', '/api/households/house-A')).toMatchObject([
      200,
      { id: 'house-A', head: '户**', phone: '138****4567', masked: true },
    ])
    expect((await shown('cadre-B', '/api/households/house-A'))[0]).toBe(404)
    const lists = await Promise.all(['leader-A', 'duty-T1', 'admin'].map((who) => shown(who, '/api/households')))
    const ids = lists.map(([, body]) => (body as { items: { id: string }[] }).items.map(({ id }) => id).toSorted())
    const of = (...grounds: string[]) => grounds.flatMap((ground) => [`house-${ground}`, `near-${ground}`]).toSorted()
    expect(ids).toEqual([of('A'), of('A', 'B', 'out'), of(...GROUNDS)])
  })

  it('is uncovered for a reason, and for no less', async () => {
    const reveal = (json: unknown) => shown('cadre-A', '/api/households/house-A/reveal', { method: 'POST', json })
    expect(await reveal({})).toMatchObject([422, { fields: [{ field: 'reason' }] }])
    expect(await reveal({ reason: ' 看 ' })).toMatchObject([422, { fields: [{ field: 'reason' }] }])
    expect(await reveal({ reason: '上门核对用火' })).toMatchObject([
      200,
      { id: 'house-A', head: '户houseA主', phone: '13810004567' },
    ])
  })

  it('is found by the whole name of its head, by the duty room of its ground, who are told where it stands', async () => {
    const find = (who: string, head: string) => shown(who, '/api/households/find', { method: 'POST', json: { head } })
    const [status, found] = await find('duty-T1', ' 户houseA主 ')
    expect(status).toBe(200)
    expect(found).toEqual({
      items: [{ id: 'house-A', location: expect.any(Array), areaId: expect.any(String), people: expect.any(Number) }],
    })
    // A part of a name is nobody’s: or a surname would list a village.
    expect((await find('duty-T1', '户house'))[0]).toBe(404)
    expect(await find('duty-T1', '户')).toMatchObject([422, { fields: [{ field: 'head' }] }])
    const entries = await shown('admin', `/api/audit?what=${encodeURIComponent('POST /api/households/find')}`)
    expect(entries).toMatchObject([
      200,
      {
        items: expect.arrayContaining([
          expect.objectContaining({ status: 200, target: { household: 'house-A' }, reason: null }),
          expect.objectContaining({ status: 404, target: {} }),
        ]),
      },
    ])
    expect(JSON.stringify(entries)).not.toContain('户house')
  })

  it('at an alarm has its name for the called and the duty room, and is covered for whoever only looks', async () => {
    const path = `/api/incidents/${incident('open-A')}/households`
    const named = { id: 'near-A', head: '户nearA主', phone: '13820004567', people: 3, masked: false }
    for (const who of ['member-A', 'duty-T1']) expect(await shown(who, path)).toMatchObject([200, { items: [named] }])
    const covered = { id: 'near-A', head: '户**', phone: '138****4567', masked: true }
    for (const who of ['cadre-A', 'leader-A']) expect(await shown(who, path)).toMatchObject([200, { items: [covered] }])
    expect((await shown('wall-A', path))[0]).toBe(403)
    expect((await shown('leader-B', path))[0]).toBe(404)
  })

  it('of a private affair is nobody’s who may not know the place', async () => {
    const path = `/api/incidents/${incident('dispute-A')}/households`
    expect(await shown('leader-A', path)).toEqual([200, { items: [], nextCursor: null }])
    expect(await shown('duty-T1', path)).toEqual([200, { items: [], nextCursor: null }])
  })
})

describe('a private affair', () => {
  type Placed = { place: { type: string }; near: unknown; deviceIds: string[] }
  const placeFor = async (who: string, what: string) =>
    (await (await as(who)(`/api/incidents/${incident(what)}`)).json()) as Placed

  it('lies for leader and duty room in its smallest area, and at its point for those called', async () => {
    for (const who of ['leader-A', 'duty-T1']) expect((await placeFor(who, 'dispute-A')).place.type).toBe('polygon')
    for (const who of ['mediator-A', 'reporter-A']) expect((await placeFor(who, 'dispute-A')).place.type).toBe('point')
    expect((await placeFor('duty-T1', 'medical-A')).place.type).toBe('point')
    expect((await placeFor('leader-A', 'medical-A')).place.type).toBe('polygon')
  })
})

describe('somebody whose duties change', () => {
  it('has the new ground at once, and a deputy that of whoever is away', async () => {
    const see = async (who: string) => (await as(who)(`/api/incidents/${incident('open-B')}`)).status
    expect(await see('member-nobody')).toBe(404)
    const absence = { personId: 'leader-B', deputyId: 'member-nobody', reason: null }
    expect((await as('admin')('/api/absences/away', { method: 'PUT', json: absence })).status).toBe(201)
    expect(await see('member-nobody')).toBe(200)
    const json = { id: randomUUID(), action: 'note', note: '代班时写的' }
    const note = () => as('member-nobody')(`/api/incidents/${incident('open-B')}/actions`, { method: 'POST', json })
    expect([(await note()).status, (await note()).status]).toEqual([201, 200])
    expect((await as('admin')('/api/absences/away', { method: 'DELETE' })).status).toBe(204)
    expect(await see('member-nobody')).toBe(404)
    // What they did then brings it back no more.
    expect((await note()).status).toBe(404)
  })

  it('sees what a duty room sees while the shift lasts', async () => {
    const name = async () => (await (await as('cadre-nobody')('/api/snapshot')).text()).includes(nameOf('member-A'))
    expect(await name()).toBe(false)
    const shift = {
      areaId: 'T1',
      post: 'officer',
      personId: 'cadre-nobody',
      validFrom: new Date(Date.now() - 60_000).toISOString(),
      validUntil: tomorrow(),
    }
    expect((await as('admin')('/api/shifts/tonight', { method: 'PUT', json: shift })).status).toBe(201)
    expect(await name()).toBe(true)
    expect((await as('cadre-nobody')(`/api/incidents/${incident('dispute-A')}`)).status).toBe(200)
    expect((await as('admin')('/api/shifts/tonight', { method: 'DELETE' })).status).toBe(204)
    expect(await name()).toBe(false)
  })
})

describe('whether there is something', () => {
  const status = async (who: string, method: string, path: string, json?: unknown) =>
    (await as(who)(path, { method, ...(json !== undefined && { json }) })).status

  it('is not told by how a wish is refused', async () => {
    const away = (personId: string) => ({ id: randomUUID(), personId, validUntil: tomorrow() })
    for (const personId of ['admin', 'nobody-at-all'])
      expect(await status('member-A', 'POST', '/api/absences', away(personId))).toBe(403)
    for (const id of ['leave-A', 'no-such-leave'])
      expect(await status('duty-T2', 'DELETE', `/api/absences/${id}`)).toBe(404)
    const swap = (shiftId: string) => ({ id: randomUUID(), shiftId, toPersonId: 'duty-T2' })
    for (const id of ['shift-T1', 'no-such-shift']) {
      expect(await status('duty-T2', 'POST', '/api/shift-swaps', swap(id))).toBe(404)
      expect(await status('duty-T2', 'DELETE', `/api/shifts/${id}`)).toBe(404)
    }
    const assign = (personId: string) => ({ id: randomUUID(), action: 'assign', personId })
    for (const personId of ['admin', 'nobody-at-all'])
      expect(await status('member-A', 'POST', `/api/incidents/${incident('open-A')}/actions`, assign(personId))).toBe(
        403,
      )
  })
})

describe('when somebody was last here', () => {
  it('is a leader’s to know while they hold something on her ground, and no longer', async () => {
    const listed = async () => (await (await as('leader-A')('/api/accounts')).text()).includes('member-nobody')
    expect(await listed()).toBe(false)
    const duty = { personId: 'member-nobody', duty: 'mediator', areaId: 'A', rank: 'deputy' }
    expect((await as('admin')('/api/responsibilities/short', { method: 'PUT', json: duty })).status).toBe(201)
    expect(await listed()).toBe(true)
    expect((await as('admin')('/api/responsibilities/short', { method: 'DELETE' })).status).toBe(204)
    expect(await listed()).toBe(false)
  })
})

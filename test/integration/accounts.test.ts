import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountItem, Kiosk } from '#shared/account.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

let app: RunningApp
let admin: Ask
beforeAll(async () => {
  app = await startApp()
  admin = visitor(app, await app.signIn('admin'))
})
afterAll(() => app.stop())

const post = async <T>(ask: Ask, path: string, json: unknown = {}) => {
  const response = await ask(path, { method: 'POST', json })
  const text = await response.text()
  const [cookie = ''] = response.headers.getSetCookie()
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T, cookie }
}
const tokenIn = (link: string) => /=([\w-]{20,})$/.exec(link)?.[1] ?? ''
const cookieOf = (header: string) => header.split(';')[0] ?? ''
const accountOf = async (personId: string) => {
  const { items } = (await (await admin('/api/accounts')).json()) as { items: AccountItem[] }
  return items.find((item) => item.personId === personId)
}
type Linked = { link: string; personId: string; username: string; expiresAt: string }

describe('an account', () => {
  it('is told as asked for, invited and active, in turn', async () => {
    const put = (username?: string) =>
      admin('/api/people/new-one', { method: 'PUT', json: { name: '新来的', roles: ['member'], username } })
    await put()
    expect(await accountOf('new-one')).toMatchObject({ state: 'none', username: null, lastSeenAt: null })
    await put('newone')
    expect(await accountOf('new-one')).toMatchObject({ state: 'unasked', username: 'newone' })
    const { body } = await post<Linked>(admin, '/api/people/new-one/invitation')
    expect(await accountOf('new-one')).toMatchObject({ state: 'invited', invitedUntil: body.expiresAt })
    const token = tokenIn(body.link)
    const looked = await post(visitor(app), '/api/invitation/person', { token })
    expect(looked.body).toEqual({ name: '新来的', username: 'newone' })
    const accepted = await post(visitor(app), '/api/invitation', { token, password: '山里的清晨很安静' + '吧吧' })
    expect(accepted.status).toBe(200)
    expect(await accountOf('new-one')).toMatchObject({ state: 'active', sessions: 1, lastSeenAt: expect.any(String) })
    expect((await post(visitor(app), '/api/invitation/person', { token })).status).toBe(403)
  })

  it('has a user name for those who give it out alone: a leader sees who can sign in, not by what', async () => {
    const seenBy = async (username: string) => {
      const ask = visitor(app, await app.signIn(username))
      const { items } = (await (await ask('/api/accounts')).json()) as { items: AccountItem[] }
      return items
    }
    expect((await seenBy('duty')).map((item) => item.username)).toContain('member')
    const led = await seenBy('leader')
    expect(led.map(({ state }) => state)).toContain('active')
    expect(led.filter((item) => item.username !== null)).toEqual([])
  })

  it('takes no password that breaks the rules, tells each fault, and keeps the link', async () => {
    await admin('/api/people/weak', {
      method: 'PUT',
      json: { name: '弱口令', roles: ['member'], username: 'weakling' },
    })
    const { body } = await post<Linked>(admin, '/api/people/weak/invitation')
    const choose = (password: string) =>
      post<{ code: string; fields: unknown[] }>(visitor(app), '/api/invitation', {
        token: tokenIn(body.link),
        password,
      })
    expect(await choose('weakling')).toMatchObject({
      status: 422,
      body: {
        code: 'invalid',
        fields: [
          { field: 'password', reason: 'too-short' },
          { field: 'password', reason: 'holds-name' },
        ],
      },
    })
    expect((await choose('qwertyuiop')).body.fields).toMatchObject([{ reason: 'too-common' }])
    expect((await choose('a quiet morning on the hill')).status).toBe(200)
  })
})

describe('somebody whose account is taken away', () => {
  it('is signed out by it, and stays so when they come back', async () => {
    const json = { name: '来来去去', username: 'comesandgoes', roles: ['member'] }
    const put = (body: object) => admin('/api/people/comer', { method: 'PUT', json: body })
    const enter = async () => {
      await put(json)
      const { body } = await post<Linked>(admin, '/api/people/comer/invitation')
      const choice = { token: tokenIn(body.link), password: 'a gate that squeaks twice' }
      return visitor(app, cookieOf((await post(visitor(app), '/api/invitation', choice)).cookie))
    }
    const first = await enter()
    expect((await first('/api/session')).status).toBe(200)
    await put({ ...json, username: null })
    expect((await first('/api/session')).status).toBe(401)
    const second = await enter()
    const { body: unused } = await post<Linked>(admin, '/api/people/comer/invitation')
    await put({ ...json, username: 'renamed' })
    expect((await second('/api/session')).status).toBe(200)
    await admin('/api/people/comer', { method: 'DELETE' })
    await put(json)
    expect((await second('/api/session')).status).toBe(401)
    expect((await post(visitor(app), '/api/invitation/person', { token: tokenIn(unused.link) })).status).toBe(403)
  })
})

describe('one’s own password', () => {
  it('is changed by whoever knows the present one, and ends all other sessions', async () => {
    const [here, there] = [await app.signIn('cadre'), await app.signIn('cadre')]
    const ask = visitor(app, here)
    const next = 'the bridge over the dry creek'
    const wrong = await post<{ fields: unknown[] }>(ask, '/api/password', { current: 'wrong', next })
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ field: 'current', reason: 'wrong-current' }] } })
    expect((await ask('/api/session')).status).toBe(200)
    const changed = await post(ask, '/api/password', { current: 'xiangshao-demo', next })
    expect(changed.status).toBe(200)
    const fresh = cookieOf(changed.cookie)
    expect(fresh).not.toBe(here)
    expect((await visitor(app, fresh)('/api/session')).status).toBe(200)
    for (const old of [here, there]) expect((await visitor(app, old)('/api/session')).status).toBe(401)
    const signIn = (password: string) => post(visitor(app), '/api/session', { username: 'cadre', password })
    expect([(await signIn('xiangshao-demo')).status, (await signIn(next)).status]).toEqual([401, 200])
  })

  it('is asked for of nobody who is not signed in, and of no wall', async () => {
    const json = { current: 'xiangshao-demo', next: 'the bridge over the dry creek' }
    expect((await post(visitor(app), '/api/password', json)).status).toBe(401)
    expect((await post(visitor(app, await app.signIn('wall')), '/api/password', json)).status).toBe(403)
  })

  it('says of a name nobody has what it says of a wrong password', async () => {
    const next = 'the bridge over the dry creek'
    const ask = (username: string) => post(visitor(app), '/api/password', { username, current: 'guess', next })
    const [known, unknown] = [await ask('reviewer'), await ask('nobody-here')]
    expect([known.status, unknown.status]).toEqual([401, 401])
    expect(Object.keys(known.body as object)).toEqual(Object.keys(unknown.body as object))
  })
})

describe('a wall', () => {
  it('is signed in by a one-time link, for good, and can do nothing', async () => {
    const made = await post<Linked>(admin, '/api/kiosks', { name: '大厅屏' })
    expect(made.status).toBe(201)
    expect(made.body.link).toMatch(/\/wall\?kiosk=[\w-]{32}$/)
    // Chat programs look links up: that must not use them up.
    await fetch(made.body.link)
    const token = tokenIn(made.body.link)
    const entered = await post<{ person: { roles: string[] } }>(visitor(app), '/api/kiosk', { token })
    expect(entered).toMatchObject({ status: 200, body: { person: { roles: ['wall'] } } })
    expect(entered.cookie).toContain(`Max-Age=${400 * 86_400}`)
    expect((await post(visitor(app), '/api/kiosk', { token })).status).toBe(403)
    const again = await post<Linked>(admin, `/api/people/${made.body.personId}/kiosk-link`)
    const member = visitor(app, await app.signIn('member'))
    expect((await post(member, '/api/kiosk', { token: tokenIn(again.body.link) })).status).toBe(200)
    // Who was signed in on that device before is so no longer.
    expect((await member('/api/session')).status).toBe(401)
    const wall = visitor(app, cookieOf(entered.cookie))
    expect((await wall('/api/snapshot')).status).toBe(200)
    for (const [path, method] of [
      ['/api/sessions', 'DELETE'],
      ['/api/people/x', 'DELETE'],
      ['/api/accounts', 'GET'],
    ] as const)
      expect([path, (await wall(path, { method })).status]).toEqual([path, 403])
  })

  it('keeps its cookie by asking who it is', async () => {
    const wall = await app.signIn('wall')
    const [renewed = ''] = (await visitor(app, wall)('/api/session')).headers.getSetCookie()
    expect(renewed).toContain(wall)
    expect(renewed).toContain(`Max-Age=${400 * 86_400}`)
    const member = await app.signIn('member')
    expect((await visitor(app, member)('/api/session')).headers.getSetCookie()).toEqual([])
  })

  it('is listed with its link and its screens, and let go by the administrator', async () => {
    const made = await post<Linked>(admin, '/api/kiosks', { name: '值班室屏' })
    const find = async () => {
      const { items } = (await (await admin('/api/kiosks')).json()) as { items: Kiosk[] }
      return items.find(({ person }) => person.id === made.body.personId)
    }
    expect(await find()).toMatchObject({ person: { name: '值班室屏' }, linkUntil: made.body.expiresAt, sessions: [] })
    const entered = await post(visitor(app), '/api/kiosk', { token: tokenIn(made.body.link) })
    const listed = await find()
    expect(listed).toMatchObject({ linkUntil: null, sessions: [{ kiosk: true, current: false }] })
    await admin(`/api/sessions/${listed?.sessions[0]?.id}`, { method: 'DELETE' })
    expect((await visitor(app, cookieOf(entered.cookie))('/api/session')).status).toBe(401)
    const again = await post<Linked>(admin, `/api/people/${made.body.personId}/kiosk-link`)
    expect((await post(visitor(app), '/api/kiosk', { token: tokenIn(again.body.link) })).status).toBe(200)
  })

  it('is no person who may do something: such a one gets no such link', async () => {
    const { items } = (await (await admin('/api/people')).json()) as { items: { id: string; roles: string[] }[] }
    const duty = items.find(({ roles }) => roles.includes('duty'))?.id ?? ''
    expect((await post(admin, `/api/people/${duty}/kiosk-link`)).status).toBe(422)
    expect((await post(admin, '/api/people/nobody/kiosk-link')).status).toBe(404)
    expect((await post(admin, '/api/kiosks', { name: 'x', areaId: 'nowhere' })).status).toBe(422)
  })
})

describe('somebody from outside', () => {
  const DAY_MS = 24 * 3600_000
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString()
  const areaId = async () => {
    const { features } = (await (await admin('/api/areas')).json()) as { features: { id: string }[] }
    return features[0]?.id ?? ''
  }

  it('gets a name, ground and an end in one go, and an invitation', async () => {
    const areaIds = [await areaId()]
    const made = await post<Linked>(admin, '/api/inspectors', { name: '县里来的', areaIds, validUntil: inDays(30) })
    expect(made).toMatchObject({ status: 201, body: { username: expect.stringMatching(/^jc\d{6}$/) } })
    expect(await accountOf(made.body.personId)).toMatchObject({ state: 'invited' })
    const person = (await (await admin(`/api/people/${made.body.personId}`)).json()) as object
    expect(person).toMatchObject({ roles: ['reviewer'], areaIds })
  })

  it('stays ninety days at most', async () => {
    const areaIds = [await areaId()]
    for (const [days, status] of [
      [91, 422],
      [-1, 422],
      [90, 201],
    ] as const)
      expect([
        days,
        (await post(admin, '/api/inspectors', { name: '外来', areaIds, validUntil: inDays(days) })).status,
      ]).toEqual([days, status])
  })

  it('is shut out the moment the end has come', async () => {
    const areaIds = [await areaId()]
    const made = await post<Linked>(admin, '/api/inspectors', { name: '就要走', areaIds, validUntil: inDays(1) })
    const json = { token: tokenIn(made.body.link), password: 'only until this evening' }
    const cookie = cookieOf((await post(visitor(app), '/api/invitation', json)).cookie)
    expect((await visitor(app, cookie)('/api/snapshot')).status).toBe(200)
    const until = new Date(Date.now() + 3000)
    const put = await admin(`/api/people/${made.body.personId}`, {
      method: 'PUT',
      json: { name: '就要走', roles: ['reviewer'], areaIds, validUntil: until.toISOString() },
    })
    expect(put.status).toBe(200)
    await expect
      .poll(async () => (await visitor(app, cookie)('/api/snapshot')).status, { timeout: 20_000, interval: 100 })
      .toBe(401)
    expect(Date.now()).toBeGreaterThanOrEqual(until.getTime())
  })
})

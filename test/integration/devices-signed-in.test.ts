import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionItem } from '#shared/session.ts'
import { io } from 'socket.io-client'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const signInFrom = async (username: string, userAgent: string, cookie?: string) => {
  const response = await visitor(app, cookie)('/api/session', {
    method: 'POST',
    json: { username, password: DEMO_PASSWORD },
    headers: { 'user-agent': userAgent },
  })
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}
const listOf = async (cookie: string, query = '') => {
  const response = await visitor(app, cookie)(`/api/sessions${query}`)
  return { status: response.status, items: ((await response.json()) as { items: SessionItem[] }).items }
}
const statusOf = async (cookie: string) => (await visitor(app, cookie)('/api/session')).status

describe('the devices somebody is signed in on', () => {
  it('are listed with when they were used, and never with what they sign in by', async () => {
    const [phone, tablet] = [await signInFrom('member', 'Phone/1'), await signInFrom('member', 'Tablet/1')]
    const response = await visitor(app, phone)('/api/sessions')
    const text = await response.text()
    const { items } = JSON.parse(text) as { items: SessionItem[] }
    expect(items.map(({ userAgent, current, kiosk }) => [userAgent, current, kiosk]).toSorted()).toEqual([
      ['Phone/1', true, false],
      ['Tablet/1', false, false],
    ])
    expect(Object.keys(items[0] ?? {}).toSorted()).toEqual(
      ['createdAt', 'current', 'expiresAt', 'id', 'kiosk', 'label', 'lastSeenAt', 'personId', 'userAgent'].toSorted(),
    )
    for (const cookie of [phone, tablet]) expect(text).not.toContain(cookie.split('=')[1])
    expect(text).not.toMatch(/[0-9a-f]{64}/)
  })

  it('can be given names', async () => {
    const phone = await signInFrom('cadre', 'Phone/2')
    const { id = '' } = (await listOf(phone)).items[0] ?? {}
    const put = (label: string | null) => visitor(app, phone)(`/api/sessions/${id}`, { method: 'PUT', json: { label } })
    expect((await put('家里的手机')).status).toBe(204)
    expect((await listOf(phone)).items[0]?.label).toBe('家里的手机')
    expect((await put('x'.repeat(61))).status).toBe(422)
    await put(null)
    expect((await listOf(phone)).items[0]?.label).toBeNull()
  })

  it('are refused from the next request on once one of them is ended, and the others are not', async () => {
    const [phone, lost] = [await signInFrom('member', 'Phone/3'), await signInFrom('member', 'Lost/3')]
    const lostId = (await listOf(phone)).items.find(({ userAgent }) => userAgent === 'Lost/3')?.id ?? ''
    expect((await visitor(app, phone)(`/api/sessions/${lostId}`, { method: 'DELETE' })).status).toBe(204)
    expect([await statusOf(lost), await statusOf(phone)]).toEqual([401, 200])
    expect((await visitor(app, phone)(`/api/sessions/${lostId}`, { method: 'DELETE' })).status).toBe(404)
  })

  it('hear nothing any more once they are ended, though they are still connected', async () => {
    const lost = await signInFrom('leader', 'Lost/4')
    const socket = io(app.url(), { path: '/socket.io', extraHeaders: { cookie: lost }, transports: ['websocket'] })
    await new Promise((resolve) => void socket.once('snapshot', resolve))
    const cut = new Promise<string>((resolve) => void socket.once('disconnect', resolve))
    const admin = await app.signIn('admin')
    const { person } = (await (await visitor(app, lost)('/api/session')).json()) as { person: { personId: string } }
    const { items } = await listOf(admin, `?personId=${person.personId}`)
    const id = items.find(({ userAgent }) => userAgent === 'Lost/4')?.id ?? ''
    await visitor(app, admin)(`/api/sessions/${id}`, { method: 'DELETE' })
    expect(await cut).toBe('io server disconnect')
    socket.disconnect()
  })

  it('are all ended at once but the one that asks', async () => {
    const cookies = await Promise.all(['A', 'B', 'C'].map((agent) => signInFrom('reviewer', agent)))
    const [kept = '', ...others] = cookies
    expect((await visitor(app, kept)('/api/sessions', { method: 'DELETE' })).status).toBe(204)
    expect(await Promise.all([kept, ...others].map(statusOf))).toEqual([200, 401, 401])
  })

  it('of others are shown to the administrator alone, and ended by nobody else', async () => {
    const [member, cadre, admin] = [
      await signInFrom('member', 'M'),
      await signInFrom('cadre', 'C'),
      await app.signIn('admin'),
    ]
    const theirs = (await listOf(cadre)).items[0]
    const query = `?personId=${theirs?.personId}`
    expect((await listOf(member, query)).status).toBe(403)
    expect((await listOf(admin, query)).items.map(({ id }) => id)).toContain(theirs?.id)
    const end = (cookie: string) => visitor(app, cookie)(`/api/sessions/${theirs?.id}`, { method: 'DELETE' })
    expect((await end(member)).status).toBe(404)
    expect(await statusOf(cadre)).toBe(200)
    expect((await end(admin)).status).toBe(204)
    expect(await statusOf(cadre)).toBe(401)
  })
})

describe('signing in', () => {
  it('always gives a token that nobody knew before', async () => {
    const planted = `xiangshao_session=${'A'.repeat(43)}`
    const first = await signInFrom('member', 'P', planted)
    expect(first).not.toBe(planted)
    expect(await statusOf(planted)).toBe(401)
    const second = await signInFrom('member', 'P', first)
    expect(second).not.toBe(first)
  })

  it('again on a device ends what was signed in there before', async () => {
    const first = await signInFrom('member', 'Again')
    const second = await signInFrom('duty', 'Again', first)
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

let app: RunningApp
let admin: Ask
beforeAll(async () => {
  app = await startApp()
  admin = visitor(app, await app.signIn('admin'))
})
afterAll(() => app.stop())

const put = async (id: string, json: object) =>
  (await admin(`/api/people/${id}`, { method: 'PUT', json: { name: '客人', ...json } })).status
const tokenOf = async (path: string, json: object = {}) => {
  const response = await admin(path, { method: 'POST', json })
  const { link = '', personId = '' } = (await response.json()) as { link?: string; personId?: string }
  return { token: /=([\w-]{20,})$/.exec(link)?.[1] ?? '', personId }
}
const use = (path: string, json: object) => visitor(app)(path, { method: 'POST', json })

describe('a one-time link nobody has used', () => {
  it('works no longer once its owner has changed the password', async () => {
    expect(await put('guest', { username: 'guest', roles: ['member'] })).toBeLessThan(300)
    const [first, next] = ['seven geese over the north ridge', 'seven geese over the south ridge']
    const { token } = await tokenOf('/api/people/guest/invitation')
    expect((await use('/api/invitation', { token, password: first })).status).toBe(200)
    const { token: forgotten } = await tokenOf('/api/people/guest/invitation')
    expect((await use('/api/invitation/person', { token: forgotten })).status).toBe(200)
    expect((await use('/api/password', { username: 'guest', current: first, next })).status).toBe(200)
    expect((await use('/api/invitation/person', { token: forgotten })).status).toBe(403)
    expect((await use('/api/invitation', { token: forgotten, password: first })).status).toBe(403)
  })

  it('of a wall signs nobody in who may do more than hang there', async () => {
    const { token, personId } = await tokenOf('/api/kiosks', { name: '大厅屏' })
    expect(personId).not.toBe('')
    expect(await put(personId, { name: '大厅屏', roles: ['wall', 'duty'] })).toBeLessThan(300)
    expect((await use('/api/kiosk', { token })).status).toBe(403)
    expect(await put(personId, { name: '大厅屏', roles: ['wall'] })).toBeLessThan(300)
    expect((await use('/api/kiosk', { token })).status).toBe(200)
  })
})

describe('a password', () => {
  it('of eighty syllables that is typed letter by letter signs in where it was taken', async () => {
    const typed = '강산숲길봄날밤달'.repeat(10).normalize('NFD')
    expect(typed.length).toBeGreaterThan(200)
    expect(await put('hangul', { username: 'hangul', roles: ['member'] })).toBeLessThan(300)
    const { token } = await tokenOf('/api/people/hangul/invitation')
    expect((await use('/api/invitation', { token, password: typed })).status).toBe(200)
    expect((await use('/api/session', { username: 'hangul', password: typed })).status).toBe(200)
  })
})

describe('a name', () => {
  it('holds no characters that nobody sees', async () => {
    expect(await put('seen', { name: '王\u200B五\u202E', roles: ['member'] })).toBeLessThan(300)
    const response = await admin('/api/people/seen', { method: 'PUT', json: { name: '\u200B', roles: [] } })
    expect(response.status).toBe(422)
    const { items } = (await (await admin('/api/people?limit=1000')).json()) as {
      items: { id: string; name: string }[]
    }
    expect(items.find(({ id }) => id === 'seen')?.name).toBe('王五')
  })
})

describe('a user name', () => {
  it('in capitals belongs to whoever has it in small letters, and signs them in', async () => {
    expect(await put('impostor', { username: 'ADMIN', roles: ['member'] })).toBe(422)
    expect(await put('impostor', { username: 'Pine', roles: ['member'] })).toBeLessThan(300)
    expect(await put('second', { username: 'pINE', roles: ['member'] })).toBe(422)
    expect(await put('impostor', { username: 'pine', roles: ['member'] })).toBeLessThan(300)
    const json = { username: 'Duty', password: 'xiangshao-demo' }
    expect((await visitor(app)('/api/session', { method: 'POST', json })).status).toBe(200)
  })
})

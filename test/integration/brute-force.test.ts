import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

// Behind a proxy that says from where each request comes: so one test has as many addresses as it likes.

let app: RunningApp
beforeAll(async () => {
  app = await startApp({ env: { TRUST_PROXY: '1' } })
})
afterAll(() => app.stop())

const from = (address: string): Ask => {
  const ask = visitor(app)
  return (path, init) => ask(path, { ...init, headers: { 'x-forwarded-for': address } })
}
const signIn = async (address: string, username: string, password: string) => {
  const response = await from(address)('/api/session', { method: 'POST', json: { username, password } })
  const { instance: _, ...words } = (await response.json()) as Record<string, unknown>
  return { status: response.status, words }
}
const each = <T>(n: number, ask: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, at) => ask(at)))

describe('guessing', () => {
  it('at one account from many addresses is stopped, with the same words whether the account exists', async () => {
    const guesses = async (username: string) => {
      await each(10, (n) => signIn(`10.0.${n}.1`, username, `guess ${n}`))
      return each(3, (n) => signIn(`10.1.${n}.1`, username, `another ${n}`))
    }
    const [known, unknown] = [await guesses('leader'), await guesses('leader-who-is-none')]
    expect(known.map(({ status }) => status)).toEqual([429, 429, 429])
    expect(unknown).toEqual(known)
  })

  it('does not keep anybody who is signed in from answering an alarm', async () => {
    const duty = visitor(app, await app.signIn('duty'))
    await each(12, (n) => signIn(`10.2.${n}.1`, 'duty', `guess ${n}`))
    expect((await signIn('10.2.99.1', 'duty', DEMO_PASSWORD)).status).toBe(429)
    const report = { id: crypto.randomUUID(), kind: 'smoke', description: '' }
    const reported = await duty('/api/reports', { method: 'POST', json: report })
    const { incidentId } = (await reported.json()) as { incidentId: string }
    const json = { id: crypto.randomUUID(), action: 'acknowledge' }
    const answer = await duty(`/api/incidents/${incidentId}/actions`, { method: 'POST', json })
    expect(answer.status).toBe(201)
  })

  it('does not lock out the device on which the account was signed in before, even signed out and at another address', async () => {
    const signInOn = (cookie: string, address: string, username: string, password: string) =>
      visitor(app, cookie)('/api/session', {
        method: 'POST',
        json: { username, password },
        headers: { 'x-forwarded-for': address },
      })
    const first = await signInOn('', '10.5.0.1', 'reviewer', DEMO_PASSWORD)
    const cookies = first.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
    const known = cookies.find((cookie) => cookie.startsWith('xiangshao_device_')) ?? ''
    expect(known).not.toBe('')
    await visitor(app, cookies.join('; '))('/api/session', { method: 'DELETE' })

    await each(12, (n) => signIn(`10.5.${n}.2`, 'reviewer', `guess ${n}`))
    expect((await signIn('10.5.99.1', 'reviewer', DEMO_PASSWORD)).status).toBe(429)
    expect((await signInOn(known, '10.5.99.2', 'reviewer', DEMO_PASSWORD)).status).toBe(200)

    // It opens nothing, is good for this account alone, cannot be made up, and has a limit of its own.
    expect((await visitor(app, known)('/api/session')).status).toBe(401)
    const forged = known.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))
    expect((await signInOn(forged, '10.5.99.3', 'reviewer', DEMO_PASSWORD)).status).toBe(429)
    await each(12, (n) => signInOn(known, `10.6.${n}.1`, 'reviewer', `guess ${n}`))
    expect((await signInOn(known, '10.6.99.1', 'reviewer', DEMO_PASSWORD)).status).toBe(429)
  })

  it('counts a name in capitals as the same name', async () => {
    await each(10, (n) => signIn(`10.7.${n}.1`, n % 2 === 0 ? 'ADMIN' : 'Admin', `guess ${n}`))
    expect((await signIn('10.7.99.1', 'admin', DEMO_PASSWORD)).status).toBe(429)
  })

  it('at many accounts from one address is stopped, though each is tried but once', async () => {
    const address = '10.3.0.1'
    // No more at once than may wait.
    for (let round = 0; round < 300; round += 30) {
      const tries = await each(30, (n) => signIn(address, `villager-${round + n}`, 'the same for all'))
      expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([401]))
    }
    expect((await signIn(address, 'villager-300', 'the same for all')).status).toBe(429)
    expect((await signIn('10.3.0.2', 'cadre', DEMO_PASSWORD)).status).toBe(200)
  }, 60_000)

  it.each([
    ['invitations', '10.4.0.1', '/api/invitation', { password: 'a lantern by the old well' }],
    ['whose an invitation is', '10.4.0.2', '/api/invitation/person', {}],
    ['links of walls', '10.4.0.3', '/api/kiosk', {}],
    [
      'the set-up link',
      '10.4.0.4',
      '/api/setup',
      { name: '我', username: 'me', password: 'a lantern by the old well' },
    ],
  ])('%s is stopped by address', async (_, address, path, rest) => {
    const guess = async (n: number) => {
      return (await from(address)(path, { method: 'POST', json: { token: `guess-${n}`, ...rest } })).status
    }
    expect(new Set(await each(30, guess))).toEqual(new Set([403]))
    expect(await guess(31)).toBe(429)
  })

  it('from ever new addresses of one network of version 6 is stopped like that from one address', async () => {
    const guess = async (address: string, n: number) =>
      (await from(address)('/api/kiosk', { method: 'POST', json: { token: `guess-${n}` } })).status
    expect(new Set(await each(30, (n) => guess(`2001:db8:0:7:${n}::9`, n)))).toEqual(new Set([403]))
    expect(await guess('2001:db8::7:ffff:0:0:1', 31)).toBe(429)
    expect(await guess('2001:db8:0:8::1', 32)).toBe(403)
  })
})

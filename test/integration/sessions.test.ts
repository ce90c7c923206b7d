import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../db/connect.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const signIn = (to: RunningApp, username: string, password: string) =>
  visitor(to)('/api/session', { method: 'POST', json: { username, password } })

describe('a sign-in', () => {
  it('answers who it is, and gives a cookie that scripts and other sites cannot use', async () => {
    const response = await signIn(app, 'member', DEMO_PASSWORD)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ person: { roles: ['member'], duties: expect.any(Array) } })
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^xiangshao_session=[A-Za-z0-9_-]{43}; /)
    expect(cookie.split('; ').slice(1)).toEqual(['Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${90 * 86_400}`])
  })

  it('tells a proxy that speaks TLS to send the cookie over nothing else', async () => {
    const behind = await startApp({ demo: true, env: { TRUST_PROXY: '1' } })
    try {
      const json = { username: 'member', password: DEMO_PASSWORD }
      const headers = { 'x-forwarded-proto': 'https' }
      const response = await visitor(behind)('/api/session', { method: 'POST', json, headers })
      expect(response.headers.getSetCookie()[0]).toContain('; Secure')
    } finally {
      await behind.stop()
    }
  })

  it('says the same of a wrong password and of a name that does not exist', async () => {
    const wrong = await signIn(app, 'reviewer', 'not the password')
    const unknown = await signIn(app, 'nobody-here', 'not the password')
    const words = async (response: Response) => {
      const { instance: _, ...rest } = (await response.json()) as Record<string, unknown>
      return { status: response.status, ...rest }
    }
    expect(await words(unknown)).toEqual(await words(wrong))
    expect(wrong.status).toBe(401)
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  it('ends with its sign-out, for whoever still has the cookie', async () => {
    const cookie = await app.signIn('cadre')
    const cadre = visitor(app, cookie)
    expect((await cadre('/api/session')).status).toBe(200)
    expect((await cadre('/api/session', { method: 'DELETE' })).status).toBe(204)
    expect((await cadre('/api/session')).status).toBe(401)
  })

  it.each(['xiangshao_session=', 'xiangshao_session=%00', `xiangshao_session=${'A'.repeat(43)}`, 'xiangshao_session'])(
    'is not had by making up the cookie %s',
    async (cookie) => {
      expect((await visitor(app, cookie)('/api/session')).status).toBe(401)
    },
  )
})

describe('guessing a password', () => {
  it('locks the name out after ten tries, even for the right one, and leaves everybody signed in and others alone', async () => {
    const before = visitor(app, await app.signIn('leader'))
    const tries = await Promise.all(Array.from({ length: 10 }, (_, n) => signIn(app, 'leader', `guess ${n}`)))
    expect(tries.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 401))
    const right = await signIn(app, 'leader', DEMO_PASSWORD)
    expect(right.status).toBe(429)
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await before('/api/snapshot')).status).toBe(200)
    expect((await signIn(app, 'duty', DEMO_PASSWORD)).status).toBe(200)
  })

  it('does not show by the lock-out whether the name exists', async () => {
    for (let n = 0; n < 10; n++) await signIn(app, 'no-such-name', `guess ${n}`)
    expect((await signIn(app, 'no-such-name', 'once more')).status).toBe(429)
  })
})

describe('whoever steals the database', () => {
  it('finds hashes in it, neither cookies nor passwords', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-theft-'))
    const stolen = await startApp({ dataDir, env: { DATABASE_URL: '' } })
    const token = (await stolen.signIn('wall')).split('=')[1] ?? ''
    await stolen.stop()
    const database = await connect({ url: null, dataDir })
    try {
      const sessions = await database.run('select row_to_json(sessions)::text as row from sessions')
      const accounts = await database.run('select row_to_json(accounts)::text as row from accounts')
      expect(token).toHaveLength(43)
      expect(sessions).toHaveLength(1)
      expect(JSON.stringify(sessions)).not.toContain(token)
      expect(accounts.length).toBeGreaterThan(5)
      expect(JSON.stringify(accounts)).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
      expect(JSON.stringify(accounts)).not.toContain(DEMO_PASSWORD)
    } finally {
      await database.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { answerOf, type HttpAnswer } from '../support/running-app.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-set-up-'))
let app: App

async function start(): Promise<void> {
  const settings = { PORT: '0', MQTT_PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' }
  app = await createApp(readConfig(settings, false), { onStuck: () => {} })
  await app.start()
}
beforeAll(start, 120_000)
afterAll(async () => {
  await app.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const tokenIn = (greeting: string) => /\/setup\?token=(\S+)/.exec(greeting)?.[1]

async function ask(path: string, body?: unknown, cookie = ''): Promise<HttpAnswer> {
  const json = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  return answerOf(await fetch(app.url() + path, { headers: { 'content-type': 'application/json', cookie }, ...json }))
}

const person = { name: '管理员甲', username: 'first', password: 'long-enough-1' }

describe('an installation nobody has set up', () => {
  it('says so, and has what makes an alarm an incident already', async () => {
    expect((await ask('/api/setup')).body).toEqual({ needed: true })
    expect(tokenIn(app.greeting())).toMatch(/^[\w-]{20,}$/)
  })

  it('takes no other token than the one it printed', async () => {
    expect((await ask('/api/setup', { ...person, token: 'guessed' })).status).toBe(403)
  })

  it('does not use the link up on a body that is wrong', async () => {
    const token = tokenIn(app.greeting())
    expect((await ask('/api/setup', { ...person, token, password: 'short' })).status).toBe(422)
  })

  it('prints a new link at the next start, and the one before it works no longer', async () => {
    const before = tokenIn(app.greeting())
    await app.stop()
    await start()
    expect(tokenIn(app.greeting())).not.toBe(before)
    expect((await ask('/api/setup', { ...person, token: before })).status).toBe(403)
  }, 60_000)

  it('has its first administrator by the printed link, once', async () => {
    const token = tokenIn(app.greeting())
    const both = await Promise.all([ask('/api/setup', { ...person, token }), ask('/api/setup', { ...person, token })])
    const made = both.filter(({ status }) => status === 201)
    expect(made).toHaveLength(1)
    expect(made[0]?.body).toMatchObject({ person: { roles: ['admin'] } })
    expect((await ask('/api/setup', { ...person, token, username: 'second' })).status).toBe(403)
    expect((await ask('/api/setup')).body).toEqual({ needed: false })
    const cookie = made[0]?.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const { body } = await ask('/api/coverage', undefined, cookie)
    expect(body).toMatchObject({ kindsWithoutPlan: [], dutyRoomMissing: true })
  })

  it('prints no link any more once it has one', async () => {
    await app.stop()
    await start()
    expect(tokenIn(app.greeting())).toBeUndefined()
    const { username, password } = person
    expect((await ask('/api/session', { username, password })).status).toBe(200)
  }, 60_000)
})

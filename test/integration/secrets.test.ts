import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'
import { tablesWith, wholeDatabase } from '../support/whole-database.ts'

// One day of an installation, with everything secret that may pass through it; then what it wrote down and said.

const TYPED = {
  wrong: 'a wrong guess nobody else types',
  chosen: 'seven geese over the north ridge',
  changed: 'seven geese over the south ridge',
  source: 'the-token-of-one-gateway',
  guessed: 'a-token-that-is-none',
}
let dataDir: string
let said = ''
let rows: ReadonlyMap<string, string>
const secrets: string[] = Object.values(TYPED)

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-secrets-'))
  const app = await startApp({ dataDir, env: { DATABASE_URL: '', LOG_LEVEL: 'trace' } })
  try {
    await live(app)
  } finally {
    await app.stop()
    said = app.stdout() + app.stderr()
  }
  rows = await wholeDatabase(dataDir)
}, 120_000)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

async function live(app: RunningApp) {
  const stranger = visitor(app)
  const cookie = await app.signIn('admin')
  const admin = visitor(app, cookie)
  const send = async (ask: typeof admin, path: string, json: unknown, method = 'POST') => {
    const response = await ask(path, { method, json })
    const [set = ''] = response.headers.getSetCookie()
    const token = /=([\w-]{43});/.exec(set)?.[1]
    if (token !== undefined) secrets.push(token)
    return { status: response.status, body: (await response.json().catch(() => ({}))) as { link?: string } }
  }
  const linked = async (path: string, json: unknown = {}) => {
    const { body } = await send(admin, path, json)
    const token = /=([\w-]{20,})$/.exec(body.link ?? '')?.[1] ?? ''
    expect(token).not.toBe('')
    secrets.push(token)
    return token
  }
  secrets.push(cookie.split('=')[1] ?? '')
  await send(stranger, '/api/session', { username: 'admin', password: TYPED.wrong })
  await send(stranger, '/api/session', { username: 'member', password: DEMO_PASSWORD })
  await send(admin, '/api/people/guest', { name: '客人', username: 'guest', roles: ['member'] }, 'PUT')
  const token = await linked('/api/people/guest/invitation')
  await send(stranger, '/api/invitation', { token, password: TYPED.chosen })
  await send(stranger, '/api/password', { username: 'guest', current: TYPED.chosen, next: TYPED.changed })
  await send(stranger, '/api/kiosk', { token: await linked('/api/kiosks', { name: '屏' }) })
  await linked('/api/kiosks', { name: '还没用的屏' })
  await linked('/api/people/guest/invitation')
  await send(admin, '/api/sources/ridge', { format: 'native', prefix: 'ridge', token: TYPED.source }, 'PUT')
  for (const guess of [TYPED.source, TYPED.guessed])
    await stranger(`/api/ingest/ridge?topic=ridge/one/event&token=${guess}`, {
      method: 'POST',
      json: { kind: 'smoke', state: 'reading' },
    })
  // What goes wrong is logged with more words than what goes right.
  await admin('/api/session', { method: 'POST', body: `{"password": "${TYPED.wrong}`, headers: JSON_TYPE })
}
const JSON_TYPE = { 'content-type': 'application/json' }

describe('whoever steals the database', () => {
  it('finds in no table a password, a token or a link', () => {
    expect(secrets.length).toBeGreaterThan(12)
    expect(rows.size).toBeGreaterThan(30)
    expect(tablesWith(rows, [...secrets, DEMO_PASSWORD])).toEqual([])
    // That the search would find something: the hashes are there.
    expect(tablesWith(rows, ['$argon2id$'])).toEqual(expect.arrayContaining(['accounts: $argon2id$']))
  })
})

describe('whoever reads the log', () => {
  it('finds no password, token or link in it, at its most talkative', () => {
    expect(said).toContain('desk')
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
  })
})

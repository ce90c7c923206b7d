import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../../db/connect.ts'
import type { Audit } from '../../server/audit/audit.ts'
import type { ShortMessages } from '../../server/duty/short-messages.ts'
import { createHttpApp } from '../../server/http/app.ts'
import type { Route } from '../../server/http/route.ts'
import { smsRoutes } from '../../server/http/sms-routes.ts'
import { keptLog } from '../support/messages-in.ts'
import { createDatabase, postgresServer } from '../support/postgres.ts'
import { type RunningApp, runToEnd, startApp } from '../support/running-app.ts'

const closings: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

/** Runs `npm run audit -- …` as the launcher does. */
async function auditCommand(env: Record<string, string>, ...words: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../server/audit/command.ts'), ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode, said }
}

async function embeddedApp(): Promise<RunningApp> {
  const app = await startApp({ env: { DATABASE_URL: '' } })
  closings.push(() => app.stop().catch(() => {}))
  return app
}

describe('the audit log of a program that is killed', () => {
  it('is whole, and its chain goes on, whenever it was killed while sealing', async () => {
    const app = await embeddedApp()
    let written = 0
    for (let round = 0; round < 2; round++) {
      const cookie = await app.signIn('member')
      const reports = Array.from({ length: 60 }, () => app.post('/api/reports', cookie, {}))
      written += (await Promise.all(reports)).length
      await app.kill9()
      // Sealing begins with the start; now it has a backlog.
      await app.startAgain()
      await delay(Math.random() * 40)
      await app.kill9()
      await app.startAgain()
    }
    await app.kill9()
    const { code, said } = await auditCommand({ DATA_DIR: app.dataDir }, 'verify')
    expect(said, 'nothing need have been noted yet').toContain('as it was written')
    expect(code).toBe(0)
    const [, entries = '0'] = /(\d+) entries/.exec(said) ?? []
    // Each write was answered, so that both its entries stood before the kill.
    expect(Number(entries)).toBeGreaterThanOrEqual(written * 2)
    const [, hash = ''] = /last hash ([0-9a-f]{64})/.exec(said) ?? []
    expect((await auditCommand({ DATA_DIR: app.dataDir }, 'verify', '--anchor', hash)).said).toContain(
      'the anchor stands',
    )
    expect((await auditCommand({ DATA_DIR: app.dataDir }, 'verify', '--anchor', '0'.repeat(64))).code).toBe(1)
  }, 300_000)
})

describe('the audit log of a program that was stopped', () => {
  it('has nothing waiting for its seal, and cannot be cut at its end unseen', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-cut-'))
    closings.push(() => rmSync(dataDir, { recursive: true, force: true }))
    const app = await startApp({ env: { DATABASE_URL: '' }, dataDir })
    const cookie = await app.signIn('member')
    for (let n = 0; n < 12; n++) await app.post('/api/reports', cookie, {})
    await app.stop()
    const verify = () => auditCommand({ DATA_DIR: dataDir }, 'verify')
    expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining('0 waiting for their seal') })
    expect((await verify()).said).toContain('as noted in DATA_DIR')
    const database = await connect({ url: null, dataDir })
    for (const table of ['audit_entries', 'audit_seals']) await database.run(`alter table ${table} disable trigger all`)
    await database.run(
      `with s as (delete from audit_seals where position > (select max(position) - 20 from audit_seals) returning entry_id)
       delete from audit_entries where id in (select entry_id from s)`,
    )
    for (const table of ['audit_entries', 'audit_seals']) await database.run(`alter table ${table} enable trigger all`)
    await database.stop()
    expect(await verify()).toMatchObject({ code: 1, said: expect.stringContaining('its end was cut off') })
    rmSync(join(dataDir, 'audit-anchors.txt'))
    const unanchored = await verify()
    expect(unanchored).toMatchObject({ code: 0, said: expect.stringContaining('whether the end was cut off') })
    expect(unanchored.said).not.toContain('the log is as it was written')
  }, 120_000)
})

describe('the command', () => {
  it('says where to ask instead while the embedded database is in use, and what it lacks otherwise', async () => {
    const app = await embeddedApp()
    const inUse = await auditCommand({ DATA_DIR: app.dataDir }, 'verify')
    expect(inUse).toMatchObject({ code: 1, said: expect.stringContaining('/api/audit/verification') })
    const nowhere = await auditCommand({ DATA_DIR: join(app.dataDir, 'nowhere') }, 'verify')
    expect(nowhere).toMatchObject({ code: 1, said: expect.stringContaining('there is no database') })
    expect(await auditCommand({}, 'erase')).toMatchObject({ code: 1, said: expect.stringContaining('usage') })
  })
})

describe.skipIf(postgresServer === null)(
  `on PostgreSQL${postgresServer === null ? ' (skipped: XS_TEST_DATABASE_URL is not set)' : ''}`,
  () => {
    it('the log of two processes is one chain, verified while they run, and what was changed in it is named', async () => {
      const database = await createDatabase()
      closings.push(() => database.drop())
      const apps = await Promise.all([1, 2].map(() => startApp({ env: { DATABASE_URL: database.url } })))
      for (const app of apps) closings.push(() => app.stop())
      const cookies = await Promise.all(apps.map((app) => app.signIn('member')))
      await Promise.all(Array.from({ length: 40 }, (_, n) => apps[n % 2]?.post('/api/reports', cookies[n % 2], {})))
      const sealed = async () => Number((await database.sql`select count(*)::int as n from audit_seals`)[0]?.['n'])
      await expect.poll(sealed, { timeout: 40_000 }).toBeGreaterThanOrEqual(80)
      const verify = () => auditCommand({ DATABASE_URL: database.url, DATA_DIR: apps[0]?.dataDir ?? '' }, 'verify')
      expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining('as it was written') })
      await database.sql`alter table audit_entries disable trigger all`
      await database.sql`update audit_entries set person_id = 'another' where id = (select entry_id from audit_seals where position = 7)`
      expect(await verify()).toMatchObject({ code: 1, said: expect.stringContaining('BROKEN at position 7') })
    }, 120_000)
  },
)

describe('the kept time', () => {
  it.each(['182', '0', 'long'])('of %s days stops the start and names itself', async (AUDIT_DAYS) => {
    const { code, stderr } = await runToEnd({ AUDIT_DAYS })
    expect(code).toBe(1)
    expect(stderr).toContain('the setting AUDIT_DAYS')
  })
})

describe('a write that cannot be entered', () => {
  it('is refused and not done; one whose end cannot be entered, or that answers an alarm, is done all the same', async () => {
    let done = 0
    let urgent = false
    const route = (): Route => ({
      method: 'put',
      path: '/api/thing',
      who: 'anyone',
      says: 'Counts.',
      urgent,
      handle: async () => ({ status: 200, body: { done: ++done } }),
    })
    const PUT = { method: 'PUT' }
    const broken = () => Promise.reject(new Error('no room on the disk'))
    const hanging = () => new Promise<never>(() => {})
    const entry = { id: 'e', at: '', personId: null, sessionId: null, ip: null, what: '', target: {} }
    const rest = { reason: null, wantedBy: null, status: null }
    const working: Audit = {
      wanted: async () => ({ ...entry, ...rest }),
      ended: async () => {},
      revealed: async () => true,
    }
    const statusWith = async (audit: Audit, routes = [route()], path = '/api/thing', init: RequestInit = PUT) => {
      const http = createHttpApp({
        routes,
        visitorOf: async () => null,
        limits: { waitSeconds: () => null },
        audit,
        publicUrl: null,
        trustProxy: null,
        isTls: false,
        base: { origins: () => [], look: async () => {} },
        log: keptLog(),
      })
      const server = createServer(http).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init)
      server.close()
      return status
    }
    expect([await statusWith({ ...working, wanted: broken }), done]).toEqual([503, 0])
    expect([await statusWith({ ...working, ended: broken }), done]).toEqual([200, 1])
    urgent = true
    expect([await statusWith({ ...working, wanted: broken }), done]).toEqual([200, 2])
    expect([await statusWith({ ...working, wanted: hanging }), done]).toEqual([200, 3])
    expect([await statusWith({ ...working, ended: hanging }), done]).toEqual([200, 4])

    // A short message may call for help: it is taken whatever becomes of its entry.
    const texts: string[] = []
    const sms = (audit: Audit) => {
      const shortMessages: ShortMessages = {
        believes: async () => true,
        keepUnread: async () => {},
        take: async (_source, { text }) => (texts.push(text), { outcome: 'repeated' }),
      }
      const routes = smsRoutes({ shortMessages, admit: async () => {}, audit, log: keptLog(), now: () => new Date() })
      const body = JSON.stringify({ from: '13800000000', text: '着火了' })
      return statusWith(audit, routes, '/api/sms/gateway', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    }
    for (const audit of [{ wanted: broken }, { wanted: hanging }, { ended: broken }, { ended: hanging }])
      expect(await sms({ ...working, ...audit })).toBe(200)
    expect(texts).toHaveLength(4)
  })
})

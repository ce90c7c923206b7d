import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { auditItemSchema } from '#shared/audit.ts'
import { auditWhat } from '#lib/audit-words.ts'
import { UNAUDITED } from '../../server/http/audited.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

let app: RunningApp
let admin: Ask
beforeAll(async () => {
  app = await startApp()
  admin = visitor(app, await app.signIn('admin'))
})
afterAll(() => app.stop())

const pageSchema = z.object({ items: z.array(auditItemSchema), nextCursor: z.string().nullable() })
async function entriesOf(query: string, ask = admin) {
  return pageSchema.parse(await (await ask(`/api/audit${query}`)).json()).items
}

type Operation = { security?: Record<string, unknown>[] }

/** Every write of the published table that is not for sources. */
async function writes(): Promise<{ method: string; path: string }[]> {
  const { paths } = (await (await admin('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method, { security }]) => {
        const isForSources = security?.some((way) => Object.keys(way).some((name) => name.startsWith('gateway')))
        return !['get', 'head'].includes(method) && isForSources !== true
      })
      .map(([method]) => ({ method: method.toUpperCase(), path })),
  )
}

/** Where a reason is asked for why personal data are uncovered or erased; what else is called so may be anybody’s illness. */
const REASONED = new Set([
  'POST /api/households/:id/reveal',
  'POST /api/people/:id/erase',
  'POST /api/households/:id/erase',
])

describe('every write over HTTP', () => {
  it('is entered with who, what and how it ended, whatever route it takes', async () => {
    const table = await writes()
    expect(table.length).toBeGreaterThan(25)
    for (const { method, path } of table.filter((write) => write.path !== '/api/session')) {
      const json = method === 'DELETE' ? {} : { json: { reason: 'because' } }
      const { status } = await admin(path.replaceAll(/\{\w+\}/g, 'none'), { method, ...json })
      const what = `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`
      const [entry] = await entriesOf(`?what=${encodeURIComponent(what)}`)
      if (`${method.toLowerCase()} ${what.split(' ')[1]}` in UNAUDITED) expect(entry, what).toBeUndefined()
      else expect(entry?.reason, what).toBe(REASONED.has(what) ? 'because' : null)
      if (entry !== undefined)
        expect(entry, what).toMatchObject({ personId: expect.any(String), what, status, ip: expect.any(String) })
    }
  })

  it('may pass unentered for a few reasons, which are stated', () => {
    expect(Object.keys(UNAUDITED)).toEqual(['put /api/media/:id', 'post /api/plans/try', 'post /api/invitation/person'])
  })

  it('has a sentence of its own on the page of the log', async () => {
    const audited = (await writes())
      .map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
      .filter((what) => !(`${what.split(' ')[0]?.toLowerCase()} ${what.split(' ')[1]}` in UNAUDITED))
    expect(audited.filter((what) => auditWhat(what) === what)).toEqual([])
  })

  it('says of an end that is refused that it was, and names the session and what was meant', async () => {
    const member = visitor(app, await app.signIn('member'))
    expect((await member('/api/people/someone', { method: 'PUT', json: {} })).status).toBe(403)
    const [entry] = await entriesOf('/mine', member)
    expect(entry).toMatchObject({ what: 'PUT /api/people/:id', target: { id: 'someone' }, status: 403 })
    expect(entry?.sessionId).toEqual(expect.any(String))
    expect((await entriesOf(`?personId=${entry?.personId}`)).map(({ id }) => id)).toContain(entry?.id)
  })

  it('of strangers leaves nothing where one must be signed in', async () => {
    const before = await entriesOf('?limit=1')
    expect((await visitor(app)('/api/people/someone', { method: 'PUT', json: {} })).status).toBe(401)
    expect(await entriesOf('?limit=1')).toEqual(before)
  })

  it('is listed for the administrator alone, and for everybody their own', async () => {
    for (const name of ['duty', 'leader', 'reviewer', 'member', 'wall']) {
      const ask = visitor(app, await app.signIn(name))
      for (const path of ['/api/audit', '/api/audit/chain', '/api/audit/verification'])
        expect([name, path, (await ask(path)).status]).toEqual([name, path, 403])
      const mine = await entriesOf('/mine', ask)
      expect(new Set(mine.map(({ personId }) => personId)).size).toBe(1)
    }
  })

  it('is found by person, kind of write and time, page by page', async () => {
    const all = await entriesOf('?limit=200')
    const first = pageSchema.parse(await (await admin('/api/audit?limit=3')).json())
    const second = pageSchema.parse(await (await admin(`/api/audit?limit=3&cursor=${first.nextCursor}`)).json())
    expect([...first.items, ...second.items]).toEqual(all.slice(0, 6))
    const [, newest] = all
    const until = await entriesOf(`?to=${newest?.at}&limit=200`)
    expect(until.every(({ at }) => at < (newest?.at ?? ''))).toBe(true)
    expect((await entriesOf(`?from=${newest?.at}&limit=200`)).length + until.length).toBe(all.length)
  })
})

describe('signing in', () => {
  const signIn = (username: string, password: string) =>
    visitor(app)('/api/session', { method: 'POST', json: { username, password } })
  const what = `?what=${encodeURIComponent('POST /api/session')}`

  it('is entered, right or wrong, with the person meant', async () => {
    await signIn('member', 'wrong-password')
    const [wrong] = await entriesOf(what)
    await signIn('member', DEMO_PASSWORD)
    const [right] = await entriesOf(what)
    expect([wrong?.status, right?.status]).toEqual([401, 200])
    expect(wrong?.personId).toBe(right?.personId)
    expect(wrong?.personId).toEqual(expect.any(String))
  })

  it('never keeps a name that is nobody’s: it may be a password', async () => {
    const typed = `secret-${randomUUID()}`
    await signIn(typed, 'member')
    const [entry] = await entriesOf(what)
    expect(entry).toMatchObject({ status: 401, personId: null, target: {} })
    const everything = JSON.stringify(await entriesOf('?limit=200'))
    expect(everything).not.toContain(typed)
    expect(everything).not.toContain(DEMO_PASSWORD)
  })

  it('leaves no entry where it is one try too many, nor does signing out where nobody is signed in', async () => {
    for (let n = 0; n < 12; n++) await signIn('reviewer', 'wrong-password')
    const refused = (await entriesOf(`${what}&limit=200`)).map(({ status }) => status)
    expect(refused).toContain(401)
    expect(refused).not.toContain(429)
    expect((await signIn('reviewer', 'wrong-password')).status).toBe(429)
    const out = `?what=${encodeURIComponent('DELETE /api/session')}`
    const before = await entriesOf(out)
    expect((await visitor(app)('/api/session', { method: 'DELETE' })).status).toBe(204)
    expect(await entriesOf(out)).toEqual(before)
  })

  it('and choosing another password by name are of the person meant', async () => {
    const json = { username: 'cadre', current: 'wrong-password', next: 'an orchard behind the school' }
    expect((await visitor(app)('/api/password', { method: 'POST', json })).status).toBe(401)
    const [entry] = await entriesOf(`?what=${encodeURIComponent('POST /api/password')}`)
    expect(entry).toMatchObject({ status: 401, personId: 'cadre' })
  })

  it('ends with an entry of who signed out', async () => {
    const cookie = await app.signIn('cadre')
    const { person } = z
      .object({ person: z.object({ personId: z.string() }) })
      .parse((await app.get('/api/session', cookie)).body)
    expect((await visitor(app, cookie)('/api/session', { method: 'DELETE' })).status).toBe(204)
    const [entry] = await entriesOf(`?what=${encodeURIComponent('DELETE /api/session')}`)
    expect(entry).toMatchObject({ status: 204, personId: person.personId })
  })
})

describe('the chain of the running program', () => {
  it('is sealed by itself and stands when it is verified', async () => {
    await expect
      .poll(async () => ((await (await admin('/api/audit/chain')).json()) as { sealed: number }).sealed, {
        timeout: 30_000,
      })
      .toBeGreaterThan(0)
    const found = (await (await admin('/api/audit/verification')).json()) as { fault: unknown; hash: string }
    expect(found).toMatchObject({ fault: null })
    const again = await (await admin(`/api/audit/verification?anchor=${found.hash}`)).json()
    expect(again).toMatchObject({ fault: null, anchoredAt: expect.any(Number) })
    const other = await (await admin(`/api/audit/verification?anchor=${'0'.repeat(64)}`)).json()
    expect(other).toMatchObject({ fault: { fault: 'no-anchor' } })
  })
})

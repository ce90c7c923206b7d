import { connect as connectSocket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '#shared/problem.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

let app: RunningApp
let cookie: string
let anybody: Ask
let member: Ask
let admin: Ask

beforeAll(async () => {
  app = await startApp()
  anybody = visitor(app)
  cookie = await app.signIn('member')
  member = visitor(app, cookie)
  admin = visitor(app, await app.signIn('admin'))
})
afterAll(() => app.stop())

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  // The shape is what these tests are about; each looks at the fields it means.
  return (await response.json()) as Problem
}

function report(extra: Record<string, unknown> = {}) {
  return { id: crypto.randomUUID(), kind: 'fire', description: '南沟冒烟', ...extra }
}

const postReport = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  member('/api/reports', { method: 'POST', body, headers })

describe('a body that cannot be taken', () => {
  it('is refused as bad JSON when it is cut off', async () => {
    const response = await postReport('{"id": "a')
    expect(response.status).toBe(400)
    expect((await problemOf(response)).code).toBe('bad-json')
  })

  it('is refused when there is none', async () => {
    expect((await problemOf(await postReport(''))).code).toBe('invalid')
    const untyped = await member('/api/reports', { method: 'POST' })
    expect((await problemOf(untyped)).code).toBe('bad-json')
  })

  it('is refused as too large at a megabyte', async () => {
    const response = await postReport(JSON.stringify(report({ description: 'x'.repeat(1024 * 1024) })))
    expect(response.status).toBe(413)
    expect((await problemOf(response)).code).toBe('too-large')
  })

  it('is refused when it is nested sixty deep', async () => {
    const response = await postReport(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`)
    expect(response.status).toBe(400)
    expect((await problemOf(response)).code).toBe('bad-request')
  })

  it('is refused field by field when it is a hundred thousand numbers', async () => {
    const response = await postReport(`[${'0,'.repeat(120_000)}0]`)
    expect(response.status).toBe(422)
  })

  it('is refused by its content type when it is not JSON', async () => {
    const response = await postReport('id=1', { 'content-type': 'application/x-www-form-urlencoded' })
    expect(response.status).toBe(415)
    expect((await problemOf(response)).code).toBe('wrong-type')
  })

  it('is refused with the name of each wrong field', async () => {
    const response = await postReport(JSON.stringify({ id: 1, kind: 'volcano', description: null, location: [200, 0] }))
    expect(response.status).toBe(422)
    const fields = (await problemOf(response)).fields?.map(({ field }) => field)
    expect(fields).toEqual(['id', 'kind', 'description', 'location.0'])
  })

  it.each([
    ['a NUL', '南沟\u0000冒烟', '南沟\ufffd冒烟'],
    ['half a character', '南沟冒烟\ud83d', '南沟冒烟\ufffd'],
  ])('is taken all the same when its text holds %s, which no database keeps', async (_, description, kept) => {
    const response = await postReport(JSON.stringify(report({ description })))
    expect(response.status).toBe(201)
    const { incidentId } = (await response.json()) as { incidentId: string }
    const found = await (await admin(`/api/observations?incidentId=${incidentId}&limit=200`)).json()
    expect(found).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ description: kept })]) })
  })
})

describe('an address that is not there', () => {
  it('is a problem under /api, not a page', async () => {
    const response = await member('/api/nowhere', { headers: { accept: 'text/html' } })
    expect(response.status).toBe(404)
    expect((await problemOf(response)).code).toBe('not-found')
  })

  it('is a problem when it names no such incident or device', async () => {
    for (const path of ['/api/incidents/none', '/api/incidents/none/replay', '/api/devices/none', '/api/incidents/%00'])
      expect([path, (await admin(path)).status]).toEqual([path, 404])
  })

  it('is a bad request when it cannot be decoded', async () => {
    expect((await admin('/api/incidents/%E0%A4%A')).status).toBe(400)
  })

  it('is missing, not broken, when an old page asks for a script that is gone', async () => {
    const response = await anybody('/_app/immutable/chunks/gone.js')
    expect(response.status).toBe(404)
    expect((await problemOf(response)).code).toBe('not-found')
  })

  it('is small on a slow line: scripts are compressed for whoever reads that, and whole for whoever does not', async () => {
    const page = await (await anybody('/m')).text()
    const [script = ''] = /\/_app\/immutable\/[\w/.-]+\.js/.exec(page) ?? []
    const as = (encoding: string) => anybody(script, { headers: { 'accept-encoding': encoding } })
    const [gzip, whole] = [await as('gzip'), await as('identity')]
    expect([gzip.headers.get('content-encoding'), whole.headers.get('content-encoding')]).toEqual(['gzip', null])
    for (const answer of [gzip, whole]) {
      expect(answer.headers.get('content-type')).toMatch(/javascript/)
      expect(answer.headers.get('vary')).toMatch(/accept-encoding/i)
      expect(answer.headers.get('cache-control')).toContain('immutable')
    }
    expect(await gzip.text()).toBe(await whole.text())
    // What speaks to documents goes with the document.
    expect(gzip.headers.get('content-security-policy')).toBeNull()
    expect(gzip.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await anybody('/m')).headers.get('content-security-policy')).toContain("default-src 'self'")
  })

  it('answers what is long compressed, and what is short as it is', async () => {
    const as = (path: string, encoding: string) => member(path, { headers: { 'accept-encoding': encoding } })
    const [small, whole] = [await as('/api/snapshot', 'gzip'), await as('/api/snapshot', 'identity')]
    expect([small.headers.get('content-encoding'), whole.headers.get('content-encoding')]).toEqual(['gzip', null])
    expect(small.headers.get('content-type')).toBe(whole.headers.get('content-type'))
    expect(Object.keys((await small.json()) as object)).toEqual(Object.keys((await whole.json()) as object))
    expect((await as('/api/session', 'gzip')).headers.get('content-encoding')).toBeNull()
  })

  it('names the methods it takes when asked by another', async () => {
    const response = await member('/api/snapshot', { method: 'POST', json: {} })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
    expect((await problemOf(response)).code).toBe('method-not-allowed')
  })
})

describe('a refusal', () => {
  it('speaks Chinese unless English is asked for', async () => {
    expect((await problemOf(await anybody('/api/snapshot'))).title).toBe('请先登录。')
    const english = await anybody('/api/snapshot', { headers: { 'accept-language': 'en-GB,en;q=0.9' } })
    expect((await problemOf(english)).title).toBe('Sign in first.')
  })

  it('never carries a stack', async () => {
    const text = await (await postReport('{')).text()
    expect(text).not.toMatch(/node_modules|at .*\.ts|SyntaxError/)
  })
})

describe('a write', () => {
  it.each([
    ['from another site', { origin: 'https://evil.example' }],
    ['from a page without an origin', { origin: 'null' }],
    ['that the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s is refused', async (_, headers) => {
    const response = await member('/api/reports', { method: 'POST', json: report(), headers })
    expect(response.status).toBe(403)
    expect((await problemOf(response)).code).toBe('wrong-origin')
  })

  it('from our own pages, and from a script without an origin, is taken', async () => {
    const ours = await member('/api/reports', { method: 'POST', json: report(), headers: { origin: app.url() } })
    expect(ours.status).toBe(201)
    expect((await member('/api/reports', { method: 'POST', json: report() })).status).toBe(201)
  })

  it('that is repeated gets the first answer and changes nothing', async () => {
    const body = report()
    const first = await member('/api/reports', { method: 'POST', json: body })
    const again = await member('/api/reports', { method: 'POST', json: body })
    expect([first.status, again.status]).toEqual([201, 200])
    expect(await again.json()).toEqual(await first.json())
  })
})

describe('a list', () => {
  it('goes on from its cursor without leaving out or repeating any incident', async () => {
    const ids = new Set<string>()
    for (let count = 0; count < 3; count++)
      await member('/api/reports', {
        method: 'POST',
        json: report({ kind: 'hazard', location: [112.2 + count / 10, 36.7], accuracyMetres: 10 }),
      })
    // Read whole with a large page, then again by single steps.
    const whole = (await (await admin('/api/incidents?limit=200')).json()) as { items: { id: string }[] }
    let cursor: string | null = null
    let steps = 0
    do {
      const path: string = `/api/incidents?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`
      const page = (await (await admin(path)).json()) as { items: { id: string }[]; nextCursor: string | null }
      for (const { id } of page.items) ids.add(id)
      steps += page.items.length
      cursor = page.nextCursor
    } while (cursor !== null)
    expect([...ids]).toEqual(whole.items.map(({ id }) => id))
    expect(steps).toBe(whole.items.length)
    expect(steps).toBeGreaterThan(2)
  })

  it('refuses a cursor it did not give', async () => {
    for (const cursor of ['nonsense', btoa('["2026-01-01T00:00:00.000Z"]'), btoa('[1,2]')])
      expect((await admin(`/api/incidents?cursor=${cursor}`)).status).toBe(400)
  })

  it.each(['kind=volcano', 'handling=done', 'from=yesterday', 'limit=0', 'limit=100000', 'areaId=a%00b'])(
    'refuses the filter %s and names it',
    async (filter) => {
      const response = await admin(`/api/incidents?${filter}`)
      expect(response.status).toBe(422)
      expect((await problemOf(response)).fields?.[0]?.field).toBe(filter.split('=')[0])
    },
  )
})

describe('what a page may do', () => {
  it('is written out: our own scripts and workers, no frames, nothing upgraded to a TLS that is not there', async () => {
    const response = await anybody('/healthz')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("worker-src 'self' blob:")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(response.headers.get('strict-transport-security')).toBeNull()
    expect(response.headers.get('x-powered-by')).toBeNull()
  })

  it('is never cached where it is an answer about the township', async () => {
    expect((await admin('/api/snapshot')).headers.get('cache-control')).toBe('no-store')
  })
})

describe('the health of the program', () => {
  it('names each part and how durable its word is', async () => {
    const response = await anybody('/readyz')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      ok: true,
      durability: process.env.XS_TEST_DATABASE_URL ? 'duty' : 'trial',
      parts: { database: { ok: true }, broker: { ok: true } },
    })
  })

  it('survives a client that hangs up in the middle of its body', async () => {
    const { hostname, port } = new URL(app.url())
    const socket = connectSocket(Number(port), hostname)
    await new Promise((resolve) => socket.once('connect', resolve))
    const head = `POST /api/reports HTTP/1.1\r\nhost: x\r\ncookie: ${cookie}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"id"`
    await new Promise((resolve) => socket.write(head, resolve))
    socket.destroy()
    expect((await anybody('/healthz')).status).toBe(200)
  })
})

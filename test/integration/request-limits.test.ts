import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpApp } from '../../server/http/app.ts'
import { createRequestLimits } from '../../server/http/request-limits.ts'
import type { Route } from '../../server/http/route.ts'

// The real edge of the program with routes of the test's own, and limits that a test can reach.

const none = { burst: 0, perSecond: 1 }
const viewer = { personId: 'p', name: 'P', roles: ['member' as const], duties: [], areaIds: null }
const route = (method: Route['method'], path: string): Route => {
  const says = 'Answers whose session asked.'
  return {
    method,
    path,
    says,
    who: 'signed-in',
    roles: 'all',
    scope: 'own',
    handle: async ({ sessionId }) => ({ status: 200, body: { sessionId } }),
  }
}
const entry = {
  id: 'e',
  at: '',
  personId: null,
  sessionId: null,
  ip: null,
  what: '',
  target: {},
  reason: null,
  wantedBy: null,
  status: null,
}
const http = createHttpApp({
  routes: [route('put', '/api/things/:id'), route('post', '/api/incidents/:id/actions')],
  visitorOf: async (token) => (token === null ? null : { viewer, sessionId: token }),
  limits: createRequestLimits({
    nowMs: () => 0,
    rates: {
      writes: { burst: 2, perSecond: 0.5 },
      reads: none,
      answers: { burst: 5, perSecond: 1 },
      address: { burst: 3, perSecond: 1 },
      strangers: none,
    },
  }),
  audit: {
    wanted: async () => ({ ...entry }),
    ended: async () => {},
    revealed: async () => true,
  },
  publicUrl: null,
  trustProxy: null,
  isTls: false,
  base: { origins: () => [], look: async () => {} },
  log: { info: () => {}, warn: () => {}, error: () => {} },
})
const server = createServer(http)
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
afterAll(() => void server.close())

const ask = (method: string, path: string, session?: string) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method,
    headers: session === undefined ? {} : { cookie: `xiangshao_session=${session}` },
  })

describe('whoever asks too often', () => {
  it('is told so, and when to come back, while others and answers to alarms go through', async () => {
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push((await ask('PUT', '/api/things/1', 'mad')).status)
    expect(statuses).toEqual([200, 200, 429])
    const refused = await ask('PUT', '/api/things/1', 'mad')
    expect([refused.headers.get('retry-after'), await refused.json()]).toMatchObject(['2', { code: 'too-many' }])
    expect((await ask('PUT', '/api/things/1', 'calm')).status).toBe(200)
    expect((await ask('POST', '/api/incidents/1/actions', 'mad')).status).toBe(200)
  })

  it('without a session is counted by address', async () => {
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await ask('PUT', '/api/things/1')).status)
    expect(statuses).toEqual([401, 401, 401, 429])
  })
})

it('a handler knows by which session it is asked', async () => {
  expect(await (await ask('POST', '/api/incidents/1/actions', 'one')).json()).toEqual({ sessionId: 'one' })
})

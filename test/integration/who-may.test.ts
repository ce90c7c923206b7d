import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '#shared/person.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

// The table of routes as the program itself publishes it: a new route is walked without anybody adding it here.

type Operation = { security?: unknown[]; 'x-roles'?: Role[]; 'x-scope'?: string; requestBody?: unknown }
type Step = {
  method: string
  path: string
  roles: readonly Role[] | null
  scope: string | null
  isOpen: boolean
  isForSources: boolean
}

let app: RunningApp
let steps: Step[] = []
const people = new Map<Role, Ask>()

beforeAll(async () => {
  app = await startApp()
  // The demo township has an account for each role, named as the role.
  for (const role of ROLES) people.set(role, visitor(app, await app.signIn(role)))
  const { paths } = (await (await visitor(app)('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  steps = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security, 'x-roles': roles, 'x-scope': scope }]) => ({
      method: method.toUpperCase(),
      path,
      roles: roles ?? null,
      scope: scope ?? null,
      isOpen: security?.length === 0,
      isForSources: JSON.stringify(security ?? null).includes('gateway'),
    })),
  )
})
afterAll(() => app.stop())

function as(role: Role): Ask {
  const ask = people.get(role)
  if (ask === undefined) throw new Error(`nobody is signed in as ${role}`)
  return ask
}

function askFor(ask: Ask, { method, path }: Step, headers: Record<string, string> = {}): Promise<Response> {
  // Enough of a query for every list; a write says nothing that could be done.
  const query = method === 'GET' ? '?since=0&lng=112.3&lat=36.7&deviceId=none' : ''
  const isWrite = method === 'POST' || method === 'PUT'
  return ask(path.replaceAll(/\{\w+\}/g, 'none') + query, { method, headers, ...(isWrite ? { json: {} } : {}) })
}

describe('every route', () => {
  it('stands in the published table with all that is arranged, done and read', () => {
    const named = steps.map(({ method, path }) => `${method} ${path}`)
    expect(named).toEqual(expect.arrayContaining(['GET /api/snapshot', 'PUT /api/people/{id}', 'POST /api/reports']))
    expect(named.length).toBeGreaterThan(30)
  })

  it('is closed to strangers, but for those that must be open', async () => {
    const open = steps.filter(({ isOpen }) => isOpen).map(({ method, path }) => `${method} ${path}`)
    expect(open.toSorted()).toEqual([
      'DELETE /api/session',
      'GET /a/{token}',
      'GET /api/asyncapi.json',
      'GET /api/openapi.json',
      'GET /api/password',
      'GET /api/setup',
      'GET /healthz',
      'GET /metrics',
      'GET /readyz',
      'POST /a/{token}',
      'POST /api/invitation',
      'POST /api/invitation/person',
      'POST /api/kiosk',
      'POST /api/password',
      'POST /api/session',
      'POST /api/setup',
    ])
    for (const step of steps.filter(({ isOpen }) => !isOpen))
      expect([step.method, step.path, (await askFor(visitor(app), step)).status]).toEqual([step.method, step.path, 401])
  })

  it('says on what its answer depends, for whoever is signed in', () => {
    const rules = ['installation', 'viewer', 'own', 'nobody']
    const silent = steps.filter(({ isOpen, isForSources }) => !isOpen && !isForSources)
    expect(silent.filter(({ scope }) => !rules.includes(scope ?? '')).map(({ path }) => path)).toEqual([])
  })

  it('that writes is closed to pages of other sites, but for what comes with a token of its own', async () => {
    const writing = steps.filter(({ method }) => !['GET', 'HEAD'].includes(method))
    expect(writing.length).toBeGreaterThan(25)
    for (const step of writing) {
      const answer = await askFor(as('admin'), step, { origin: 'https://evil.example' })
      const isRefused = answer.status === 403 && (await answer.text()).includes('wrong-origin')
      expect([step.method, step.path, isRefused]).toEqual([
        step.method,
        step.path,
        !(step.isForSources || step.path === '/a/{token}'),
      ])
    }
  })

  it.each(ROLES)('lets %s in exactly where the table says so', async (role) => {
    const ask = as(role)
    for (const step of steps.filter(({ isOpen }) => !isOpen)) {
      const isLetIn = step.roles === null || step.roles.includes(role)
      const { status } = await askFor(ask, step)
      expect([step.method, step.path, status === 403, status >= 500]).toEqual([step.method, step.path, !isLetIn, false])
    }
  })

  it('that arranges the township is for the administrator alone, but for shifts, absences, and what is approved or forbidden for a while', () => {
    const arranging = steps.filter(
      ({ method, path }) => (method === 'PUT' || method === 'DELETE') && path.endsWith('{id}'),
    )
    // Uploads and devices on which somebody is signed in are one's own; what the duty room keeps for itself arranges nothing.
    const others = arranging.filter(
      ({ path, roles }) =>
        !/^\/api\/(media|sessions|directives|shifts|absences|permits|fire-bans)\//.test(path) &&
        String(roles) !== 'admin',
    )
    expect(arranging.length).toBeGreaterThan(10)
    expect(others).toEqual([])
  })

  it('keeps the wall from doing anything to an incident', async () => {
    const reported = await as('member')('/api/reports', {
      method: 'POST',
      json: { id: crypto.randomUUID(), kind: 'fire', description: '' },
    })
    const { incidentId } = (await reported.json()) as { incidentId: string }
    for (const action of ['answer', 'acknowledge', 'note', 'close']) {
      const json = { id: crypto.randomUUID(), action, note: '…' }
      const answer = await as('wall')(`/api/incidents/${incidentId}/actions`, { method: 'POST', json })
      expect([action, answer.status]).toEqual([action, 403])
    }
  })
})

describe('a private affair', () => {
  it('is seen by whoever reported it and by the duty room, in no list, page or snapshot of others', async () => {
    const description = `家里的事 ${crypto.randomUUID()}`
    const json = { id: crypto.randomUUID(), kind: 'dispute', description }
    const reported = await as('member')('/api/reports', { method: 'POST', json })
    const { incidentId } = (await reported.json()) as { incidentId: string }
    const places = [
      '/api/incidents?limit=200',
      `/api/incidents/${incidentId}`,
      `/api/incidents/${incidentId}/replay`,
      `/api/observations?incidentId=${incidentId}`,
      '/api/observations?limit=200',
      '/api/snapshot',
      '/api/changes?since=0',
    ]
    const whereSeen = async (role: Role) => {
      const answers = await Promise.all(places.map(async (path) => (await as(role)(path)).text()))
      return places.filter(
        (_, n) => answers[n]?.includes(incidentId) === true || answers[n]?.includes(description) === true,
      )
    }
    expect(await whereSeen('duty')).toEqual(places)
    expect(await whereSeen('member')).toEqual(places.filter((path) => path !== '/api/observations?limit=200'))
    expect(await whereSeen('reviewer')).toEqual([])
    expect(await whereSeen('wall')).toEqual([])
    expect(await whereSeen('cadre')).toEqual([])
  })
})

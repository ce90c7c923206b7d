import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '#shared/problem.ts'
import { DESCRIBED } from '../../server/http/described.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

let app: RunningApp
let admin: string
let member: string
let duty: string

beforeAll(async () => {
  app = await startApp()
  ;[admin, member, duty] = await Promise.all([app.signIn('admin'), app.signIn('member'), app.signIn('duty')])
}, 120_000)
afterAll(() => app.stop())

async function ask(method: string, path: string, body?: unknown, cookie = admin): Promise<HttpAnswer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { cookie, 'content-type': 'application/json' }
  return answerOf(await fetch(app.url() + path, { method, headers, ...json }))
}
const put = (path: string, body: unknown, cookie = admin) => ask('PUT', path, body, cookie)
const fieldsOf = ({ body }: HttpAnswer) => (body as Problem).fields?.map(({ field }) => field)

/** The sequence of the last change: what was not changed does not move it. */
async function seq(): Promise<number> {
  const { body } = await app.get('/api/snapshot', admin)
  return (body as { seq: number }).seq
}

const square = (lng: number, lat: number, size = 0.01) => {
  const [east, north] = [lng + size, lat + size]
  const ring = [
    [lng, lat],
    [east, lat],
    [east, north],
    [lng, north],
    [lng, lat],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}
const area = (parentId: string | null, geometry: unknown = square(120, 30)) => {
  return { type: 'Feature', geometry, properties: { code: 'T-1', level: 'grid', name: '试验网格', parentId } }
}
const device = (externalId: string) => {
  return { name: '新烟感', kind: 'smoke', addresses: [{ source: 'native', externalId }], location: [112.3, 36.6] }
}
const camera = { mastHeightMetres: 20, bearingDegrees: 90 }
const person = { name: '测试甲', roles: ['member'], phone: '13800000000' }
const plan = { name: '试验预案', kinds: ['other'], tiers: [{ duties: ['zone'], waitSeconds: 60 }], respondersNeeded: 1 }
const household = { location: [112.3, 36.6], head: '测试户', people: 3, occupied: true }
const duties = { personId: 'member', duty: 'mediator', areaId: 'tulingdi', rank: 'deputy' }

describe('maintenance of a device', () => {
  const path = '/api/devices/tended'
  const until = '2027-03-01T08:00:00.000Z'
  const shown = async (more: object) => {
    expect([200, 201]).toContain((await put(path, { ...device('tended'), ...more })).status)
    const { maintenance, maintenanceUntil } = (await ask('GET', path)).body as Record<string, unknown>
    return [maintenance, maintenanceUntil]
  }
  it('begins with its end, stays where nothing is said of it, and ends with it', async () => {
    expect(await shown({})).toEqual([false, null])
    expect(await shown({ maintenanceUntil: '2027-03-01T16:00:00+08:00' })).toEqual([true, until])
    expect(await shown({})).toEqual([true, until])
    expect(await shown({ maintenance: true })).toEqual([true, until])
    expect(await shown({ maintenanceUntil: null })).toEqual([true, null])
    // When somebody ended it is kept, for until then nobody expected a word; saying so again changes nothing.
    const before = Date.now()
    const [, ended] = await shown({ maintenance: false, maintenanceUntil: until })
    expect(Date.parse(String(ended))).toBeGreaterThanOrEqual(before - 1000)
    expect(Date.parse(String(ended))).toBeLessThanOrEqual(Date.now() + 1000)
    expect(await shown({ maintenance: false, maintenanceUntil: null })).toEqual([false, ended])
  })
  it('ends at a moment that can be read', async () => {
    expect(fieldsOf(await put(path, { ...device('tended'), maintenanceUntil: 'tomorrow' }))).toEqual([
      'maintenanceUntil',
    ])
  })
})

describe.each([
  ['areas', area(null), area('tulingdi')],
  ['people', person, { ...person, name: '测试乙' }],
  ['households', household, { ...household, people: 4 }],
  ['place-names', { name: '试验沟', location: [112.3, 36.6] }, { name: '试验岭', location: [112.3, 36.6] }],
  ['responsibilities', duties, { ...duties, kinds: ['dispute'] }],
  ['plans', plan, { ...plan, respondersNeeded: 3 }],
  ['sources', { format: 'native', prefix: 'yard', token: 'longenough' }, { format: 'native', prefix: 'yard2' }],
  ['devices', device('put-1'), { ...device('put-1'), kind: 'camera', camera }],
])('the %s of the registry', (noun, first, second) => {
  const path = `/api/${noun}/test-put.1`

  it('are made, kept unchanged by the same body, changed, read, and ended', async () => {
    expect(await put(path, first)).toMatchObject({ status: 201 })
    const before = await seq()
    expect(await put(path, first)).toMatchObject({ status: 200 })
    expect(await seq()).toBe(before)
    expect(await put(path, second)).toMatchObject({ status: 200 })
    expect(await seq()).toBeGreaterThan(before)
    const read = await ask('GET', path)
    expect(read.status).toBe(200)
    const { token: _token, ...visible } = second as Record<string, unknown>
    // Whose house it is stands covered in every list; a reason uncovers it.
    expect(read.body).toMatchObject(noun === 'households' ? { ...visible, head: '测**', masked: true } : visible)
    expect((await ask('DELETE', path)).status).toBe(204)
    expect((await ask('GET', path)).status).toBe(404)
    expect((await ask('DELETE', path)).status).toBe(404)
  })

  it('are written by nobody but an administrator, and never under a bad id', async () => {
    for (const cookie of [member, duty]) {
      expect((await put(path, first, cookie)).status).toBe(403)
      expect((await ask('DELETE', path, undefined, cookie)).status).toBe(403)
    }
    expect((await put(`/api/${noun}/${encodeURIComponent('a/b 汉')}`, first)).status).toBe(422)
  })

  it('name each field that is wrong', async () => {
    const { status, body } = await put(path, {})
    expect(status).toBe(422)
    expect((body as Problem).code).toBe('invalid')
    expect((body as Problem).fields?.length).toBeGreaterThan(0)
  })
})

describe('what is put', () => {
  it('of a household is not the covered form of it', async () => {
    const covered = await put('/api/households/covered-1', { ...household, head: '测**', phone: '138****1234' })
    expect(covered.status).toBe(422)
    expect((covered.body as Problem).fields?.map(({ field }) => field)).toEqual(['head', 'phone'])
  })

  it('may be asked for at a moment, with present knowledge', async () => {
    const path = '/api/plans/at-1'
    await put(path, { ...plan, name: '旧', validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-02-01T00:00:00Z' })
    await put(path, { ...plan, name: '新', validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-03-01T00:00:00Z' })
    const nameAt = async (at: string) => (await ask('GET', `${path}?at=${at}`)).body
    expect(await nameAt('2026-01-15T00:00:00Z')).toMatchObject({ name: '旧' })
    expect(await nameAt('2026-02-01T00:00:00Z')).toMatchObject({ name: '新' })
    expect((await ask('GET', `${path}?at=2025-12-31T00:00:00Z`)).status).toBe(404)
  })

  it('is refused where it would end before it begins', async () => {
    const span = { validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' }
    expect(fieldsOf(await put('/api/plans/empty', { ...plan, ...span }))).toEqual(['validUntil'])
  })

  it('ends on its day when it is put again with an end', async () => {
    const path = '/api/place-names/ends'
    const body = { name: '将拆', location: [112.3, 36.6] }
    await put(path, body)
    await put(path, { ...body, validUntil: '2035-01-01T00:00:00Z' })
    expect((await ask('GET', `${path}?at=2034-12-31T00:00:00Z`)).status).toBe(200)
    expect((await ask('GET', `${path}?at=2035-01-02T00:00:00Z`)).status).toBe(404)
  })

  it.each([
    ['devices', device('ending')],
    ['sources', { format: 'native', prefix: 'ending' }],
  ])('(%s) keeps its end where nothing is said of it, and loses it by null', async (noun, body) => {
    const path = `/api/${noun}/ending`
    const validUntil = '2035-01-01T00:00:00.000Z'
    await put(path, { ...body, validUntil })
    const changed = noun === 'devices' ? { ...body, name: '改名' } : { ...body, timeZone: 'Asia/Shanghai' }
    const changes = async (said: object) => {
      const before = await seq()
      expect((await put(path, said)).status).toBe(200)
      return (await seq()) > before
    }
    expect(await changes(body)).toBe(false)
    expect(await changes(changed)).toBe(true)
    // To say the end again changes nothing where it is there still.
    expect(await changes({ ...changed, validUntil })).toBe(false)
    if (noun === 'devices') {
      const list = 'id,name,kind,source,externalId,lng,lat\nending,又改,smoke,native,ending,112.3,36.6\n'
      expect((await importFile('devices', list)).body).toMatchObject({ changed: 1, written: true })
      expect(await changes({ ...body, name: '又改', validUntil })).toBe(false)
      expect(await changes(changed)).toBe(true)
    }
    expect(await changes({ ...changed, validUntil: null })).toBe(true)
    expect(await changes(changed)).toBe(false)
  })

  it('is refused where it names what is not there', async () => {
    expect(
      fieldsOf(await put('/api/responsibilities/x', { ...duties, personId: 'nobody', areaId: 'nowhere' })),
    ).toEqual(['personId', 'areaId'])
    expect(fieldsOf(await put('/api/responsibilities/x', { ...duties, kinds: [] }))).toEqual(['kinds'])
    expect(fieldsOf(await put('/api/areas/x', area('nowhere')))).toEqual(['properties.parentId'])
    const unheard = { ...device('x'), addresses: [{ source: 'nowhere', externalId: 'x' }] }
    expect(fieldsOf(await put('/api/devices/x', unheard))).toEqual(['addresses.0.source'])
  })

  it('is refused where an area would lie in itself', async () => {
    await put('/api/areas/ring-a', area(null))
    await put('/api/areas/ring-b', area('ring-a'))
    expect(fieldsOf(await put('/api/areas/ring-a', area('ring-b')))).toEqual(['properties.parentId'])
    expect(fieldsOf(await put('/api/areas/ring-a', area('ring-a')))).toEqual(['properties.parentId'])
  })

  it('is refused with the place of the fault where a polygon crosses itself', async () => {
    const bow = [
      [120, 30],
      [120.01, 30.01],
      [120.01, 30],
      [120, 30.01],
      [120, 30],
    ]
    const { status, body } = await put('/api/areas/bow', area(null, { type: 'Polygon', coordinates: [bow] }))
    expect(status).toBe(422)
    expect((body as Problem).fields?.[0]).toMatchObject({ field: 'geometry' })
    expect((body as Problem).fields?.[0]?.message).toContain('120.00')
  })

  it('is refused where an address belongs to another device, or stands there twice', async () => {
    await put('/api/devices/first', device('twice'))
    expect(fieldsOf(await put('/api/devices/second', device('twice')))).toEqual(['addresses.0'])
    const { addresses } = device('unique')
    const doubled = { ...device('unique'), addresses: [...addresses, ...addresses] }
    expect(fieldsOf(await put('/api/devices/second', doubled))).toEqual(['addresses.1'])
  })

  it('does not disarm a device by silence', async () => {
    await put('/api/devices/armed', { ...device('armed'), armed: true })
    await put('/api/devices/armed', { ...device('armed'), name: '搬了' })
    expect((await ask('GET', '/api/devices/armed')).body).toMatchObject({ name: '搬了', armed: true })
  })

  it('is kept in WGS-84 with the coordinates it was given in, and warned of where those decide the village', async () => {
    const shown = await put('/api/devices/shifted', { ...device('shifted'), datum: 'GCJ-02' })
    expect(shown.status).toBe(201)
    const { location, statedLocation } = shown.body as { location: number[]; statedLocation: unknown }
    expect(statedLocation).toEqual({ location: [112.3, 36.6], datum: 'GCJ-02' })
    expect(Math.abs((location[0] ?? 0) - 112.2936)).toBeLessThan(0.001)
    // The same point given again without its datum has moved half a kilometre, and says so.
    const mixedUp = await put('/api/devices/shifted', device('shifted'))
    expect(mixedUp.body).toMatchObject({ warnings: [{ field: 'datum', message: expect.stringContaining('GCJ-02') }] })
    await put('/api/devices/shifted', { ...device('shifted'), location: [112.3, 36.6], datum: 'moon' }).then((answer) =>
      expect(fieldsOf(answer)).toEqual(['datum']),
    )
  })

  it('beside a border is doubted once, and no more while the device is left where it is', async () => {
    const { geometry, ...rest } = area(null, square(121.5, 31.2, 0.001))
    await put('/api/areas/narrow', { ...rest, geometry, properties: { ...rest.properties, level: 'village' } })
    const path = '/api/devices/bordering'
    const body = { ...device('bordering'), location: [121.5005, 31.2005] }
    const doubted = { warnings: [{ field: 'datum', villages: expect.anything() }] }
    expect((await put(path, body)).body).toMatchObject(doubted)
    expect((await put(path, body)).body).not.toHaveProperty('warnings')
    expect((await put(path, { ...body, name: '改名' })).body).not.toHaveProperty('warnings')
    const header = 'id,name,kind,source,externalId,lng,lat,datum'
    const list = (datum: string) =>
      importFile('devices', `${header}\nbordering,改名,smoke,native,bordering,121.5005,31.2005,${datum}\n`)
    expect((await list('')).body).toMatchObject({ unchanged: 1, warnings: [] })
    expect((await list('GCJ-02')).body).toMatchObject({ changed: 1, warnings: [{ field: 'datum' }] })
    expect((await list('GCJ-02')).body).toMatchObject({ unchanged: 1, warnings: [] })
    await ask('DELETE', '/api/areas/narrow')
  })

  it('never shows the token of a source, nor its hash', async () => {
    const token = 'a-secret-token'
    const put1 = await put('/api/sources/secret', { format: 'native', prefix: 'secret', token })
    const read = await ask('GET', '/api/sources/secret')
    expect(JSON.stringify([put1.body, read.body])).not.toMatch(/token|argon2/i)
    const before = await seq()
    await put('/api/sources/secret', { format: 'native', prefix: 'secret', token })
    await put('/api/sources/secret', { format: 'native', prefix: 'secret' })
    expect(await seq()).toBe(before)
  })
})

describe('people and their accounts', () => {
  it('keep the account and its password when the user name changes', async () => {
    await put('/api/people/renamed', { ...person, username: 'before' })
    expect((await put('/api/people/renamed', { ...person, username: 'after' })).status).toBe(200)
    expect((await ask('GET', '/api/people/renamed')).body).toMatchObject({ username: 'after' })
    expect((await put('/api/people/other', { ...person, username: 'before' })).status).toBe(201)
  })

  it('may not take the user name of somebody else', async () => {
    expect(fieldsOf(await put('/api/people/thief', { ...person, username: 'duty' }))).toEqual(['username'])
  })

  it('lose what they may do with the role, at once', async () => {
    await put('/api/people/demoted', { ...person, roles: ['admin'], username: 'demoted' })
    const { body } = await app.post('/api/people/demoted/invitation', admin, {})
    const token = new URL((body as { link: string }).link).searchParams.get('invitation')
    const taken = await app.post('/api/invitation', undefined, { token, password: 'long-enough-1' })
    const cookie = taken.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await put('/api/plans/by-demoted', plan, cookie)).status).toBe(201)
    await put('/api/people/demoted', { ...person, roles: ['member'], username: 'demoted' })
    expect((await put('/api/plans/by-demoted', { ...plan, name: '再改' }, cookie)).status).toBe(403)
    await ask('DELETE', '/api/people/demoted')
    expect((await app.get('/api/session', cookie)).status).toBe(401)
  })

  it('choose a password once with one link', async () => {
    await put('/api/people/invited', { ...person, username: 'invited' })
    const { body } = await app.post('/api/people/invited/invitation', admin, {})
    const token = new URL((body as { link: string }).link).searchParams.get('invitation')
    const choice = { token, password: 'long-enough-1' }
    expect((await app.post('/api/invitation', undefined, choice)).status).toBe(200)
    expect((await app.post('/api/invitation', undefined, choice)).status).toBe(403)
    const signedIn = await app.post('/api/session', undefined, { username: 'invited', password: 'long-enough-1' })
    expect(signedIn.status).toBe(200)
  })

  it('are not invited before they have a user name', async () => {
    await put('/api/people/nameless', person)
    expect((await app.post('/api/people/nameless/invitation', admin, {})).status).toBe(422)
    expect((await app.post('/api/people/nobody/invitation', admin, {})).status).toBe(404)
  })
})

async function importFile(name: string, body: string | Uint8Array<ArrayBuffer>, dryRun = false): Promise<HttpAnswer> {
  const path = `/api/import/${name}${dryRun ? '?dryRun=1' : ''}`
  const headers = { cookie: admin, 'content-type': name === 'areas' ? 'application/geo+json' : 'text/csv' }
  return answerOf(await fetch(app.url() + path, { method: 'POST', headers, body }))
}

describe('an import', () => {
  const csv = 'id,name,phone,username,roles\nimp-1,进口甲,13900000001,imp1,member\nimp-2,进口乙,,,member；cadre\n'

  it('says on a dry run what it would do, and does nothing', async () => {
    const { status, body } = await importFile('people', csv, true)
    expect([status, body]).toEqual([
      200,
      { created: 2, changed: 0, unchanged: 0, problems: [], warnings: [], written: false },
    ])
    expect((await ask('GET', '/api/people/imp-1')).status).toBe(404)
  })

  it('writes all its lines, and the same file again changes nothing', async () => {
    expect((await importFile('people', csv)).body).toMatchObject({ created: 2, written: true })
    expect((await ask('GET', '/api/people/imp-2')).body).toMatchObject({ name: '进口乙', roles: ['member', 'cadre'] })
    const before = await seq()
    expect((await importFile('people', csv)).body).toMatchObject({ created: 0, changed: 0, unchanged: 2 })
    expect(await seq()).toBe(before)
  })

  it('changes a user name and a person in one step', async () => {
    const renamed = csv.replace('imp1', 'imp1-new').replace('进口乙', '进口丙')
    expect((await importFile('people', renamed)).body).toMatchObject({ changed: 2, problems: [], written: true })
    expect((await ask('GET', '/api/people/imp-1')).body).toMatchObject({ username: 'imp1-new' })
  })

  it('writes nothing at all where one line is bad, and names the line and its column', async () => {
    const bad =
      'id,person,duty,area,kinds,rank\nbad-1,member,包户,tulingdi-g1-z1,,A角\n\nbad-2,nobody,jester,tulingdi,,\n'
    const { body } = await importFile('responsibilities', bad)
    expect(body).toMatchObject({ written: false, problems: [{ line: 4, field: 'duty' }] })
    expect((await ask('GET', '/api/responsibilities/bad-1')).status).toBe(404)
  })

  it('refuses two lines that give one address to two devices', async () => {
    const header = 'id,name,kind,source,externalId,lng,lat\n'
    const { body } = await importFile(
      'devices',
      `${header}d-1,甲,烟感,native,same,112,36\nd-2,乙,smoke,native,same,112,36\n`,
    )
    expect(body).toMatchObject({ written: false, problems: [{ line: 3, field: 'externalId' }] })
  })

  it('reads a list that a Chinese spreadsheet wrote in GBK', async () => {
    // 编号,姓名,电话,角色 / gbk-1,张三,13900000009,干部 in GBK.
    const gbk = Buffer.from(
      'b1e0bac52cd0d5c3fb2cb5e7bbb02cbdc7c9ab0d0a67626b2d312cd5c5c8fd2c31333930303030303030392cb8c9b2bf0d0a',
      'hex',
    )
    expect((await importFile('people', new Uint8Array(gbk))).body).toMatchObject({ created: 1, problems: [] })
    expect((await ask('GET', '/api/people/gbk-1')).body).toMatchObject({ name: '张三', roles: ['cadre'] })
  })

  it('takes areas whose parents come later in the same file, and refuses a ring of them', async () => {
    const features = [
      { ...area('imp-parent', square(121, 31, 0.005)), id: 'imp-child' },
      { ...area(null, square(121, 31)), id: 'imp-parent' },
    ]
    const collection = { type: 'FeatureCollection', features }
    expect((await importFile('areas', JSON.stringify(collection))).body).toMatchObject({ created: 2, written: true })
    features[1] = { ...area('imp-child', square(121, 31)), id: 'imp-parent' }
    const { body } = await importFile('areas', JSON.stringify(collection))
    expect(body).toMatchObject({ written: false, problems: [{ line: 1 }, { line: 2 }] })
  })

  it('takes thousands of lines in one step', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => `many-${n},人${n},,,member`)
    const { body } = await importFile('people', `id,name,phone,username,roles\n${lines.join('\n')}`)
    expect(body).toMatchObject({ created: 3000, problems: [], written: true })
  }, 60_000)

  it('is for administrators alone', async () => {
    expect((await app.post('/api/import/people', duty, {})).status).toBe(403)
    expect((await app.post('/api/import/nonsense', admin, {})).status).toBe(404)
  })
})

type Operation = {
  parameters?: { name: string; in: string; schema: { type?: string } }[]
  responses: Record<string, { content?: Record<string, { schema?: object }> }>
}

describe('the machine-readable contract', () => {
  async function operations(): Promise<[method: string, path: string, operation: Operation][]> {
    const { body } = await app.get('/api/openapi.json')
    const { paths } = body as { paths: Record<string, Record<string, Operation>> }
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [method, path, operation] as [string, string, Operation]),
    )
  }

  it('names only routes that are there, and describes every one of them', async () => {
    const named = await operations()
    expect(named.map(([method, path]) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`).toSorted()).toEqual(
      Object.keys(DESCRIBED).toSorted(),
    )
    for (const [method, path] of named) {
      const url = app.url() + path.replaceAll(/\{\w+\}/g, 'none')
      const { status } = await fetch(url, { method: method.toUpperCase() })
      // A page of its own says that nobody made such a link.
      const answers = path === '/a/{token}' ? [404] : [200, 202, 204, 400, 401, 403, 422]
      expect(answers, `${method} ${path}`).toContain(status)
    }
  })

  it('says of answers what they are', async () => {
    const { body } = await app.post('/api/reports', member, {
      id: crypto.randomUUID(),
      kind: 'hazard',
      description: '坡上有裂缝',
      location: [112.3, 36.6],
    })
    const { incidentId } = body as { incidentId: string }
    await put('/api/plans/shown', plan)
    await app.post(`/api/incidents/${incidentId}/actions`, admin, { id: 'drafted', action: 'draft' })
    const { briefs } = (await app.get(`/api/incidents/${incidentId}`, admin)).body as { briefs: { id: string }[] }
    const ids: Record<string, string> = { incidents: incidentId, plans: 'shown', areas: 'tulingdi', people: 'member' }
    const query: Record<string, string> = {
      '/api/changes': '?since=0',
      '/api/responsibility': '?lng=112.3&lat=36.6',
      '/api/roll-calls/preview': '?areaIds=tulingdi&severity=severe',
    }
    let checked = 0
    for (const [method, path, { responses }] of await operations()) {
      const schema = responses['200']?.content?.['application/json']?.schema
      const id = ids[path.split('/')[2] ?? '']
      if (method !== 'get' || schema === undefined || (path.includes('{') && id === undefined)) continue
      // Where people are is for the duty room alone.
      const asker = path.endsWith('/positions') ? await app.signIn('duty') : admin
      const filled = path.replace('{id}', id ?? '').replace('{briefId}', briefs[0]?.id ?? '')
      const answer = await app.get(filled + (query[path] ?? ''), asker)
      expect(answer.status, path).toBe(200)
      const check = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
      check(answer.body)
      expect(check.errors ?? [], path).toEqual([])
      checked++
    }
    expect(checked).toBeGreaterThan(20)
  })

  it('says of queries what is checked', async () => {
    for (const [method, path, { parameters = [] }] of await operations())
      for (const { name, schema } of parameters.filter((parameter) => parameter.in === 'query' && method === 'get')) {
        if (schema.type === 'string' && !('pattern' in schema) && !('enum' in schema) && !('format' in schema)) continue
        const { status } = await app.get(`${path.replace('{id}', 'none')}?${name}=%20%3F`, admin)
        expect(status, `${path}?${name}`).toBe(422)
      }
  })
})

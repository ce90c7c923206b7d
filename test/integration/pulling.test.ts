import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import type { ShownSource } from '#shared/source.ts'
import { type CameraServer, startCamera } from '../support/camera-server.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const KEY = '0123456789abcdef0123456789abcdef'
let app: RunningApp
let admin: string
let server: CameraServer
let isDown = false
/** Questions that are not answered before a test says so. */
const held: ServerResponse[] = []
const GAPS = Array.from({ length: 25 }, (_, n) => `/gone/${n}.xml`)
const linked = (href: string) => `<entry><link href="${href}"/></entry>`
const warning = (id: string) => `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier>
  <sender>office</sender><sent>${new Date().toISOString()}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
  <headline>暴雨预警 ${id}</headline><area><areaDesc>县</areaDesc><circle>36.6,112.3 5</circle></area></info></alert>`

beforeAll(async () => {
  server = await startCamera((path, response, { headers }) => {
    const [, warned] = /^\/cap\/(\w+)\.xml$/.exec(path) ?? []
    if (isDown) return response.writeHead(503).end()
    if (warned !== undefined) return response.end(warning(warned))
    if (path.startsWith('/gone/')) return response.writeHead(404).end()
    if (headers['if-none-match'] === `"${path}"`) return response.writeHead(304).end()
    response.setHeader('etag', `"${path}"`)
    if (path === '/whole.xml') return response.end('<feed><entry><link href="/cap/zero.xml"/></entry></feed>')
    if (path === '/gaps.xml')
      return response.end(`<feed>${GAPS.map(linked).join('')}${linked('/cap/behind.xml')}</feed>`)
    if (path === '/slow.xml') return held.push(response)
    if (path === '/index.xml')
      return response.end(
        '<feed><entry><link href="/cap/one.xml"/></entry><entry><link href="cap/two.xml"/></entry><entry><link href="http://192.0.2.1/cap/three.xml"/></entry></feed>',
      )
    if (path === `/csv/${KEY}/1`) return response.end(hotspots())
    response.end('Invalid MAP_KEY.')
  })
  app = await startApp()
  admin = await app.signIn('admin')
}, 120_000)
afterAll(async () => {
  await app.stop()
  await server.stop()
})

/** One hotspot, an hour ago. */
function hotspots(): string {
  const at = new Date(Date.now() - 3600_000).toISOString()
  const row = `36.61,112.31,330,0.4,0.4,${at.slice(0, 10)},${at.slice(11, 16).replace(':', '')},N,VIIRS,h,2.0NRT,290,5,D`
  return `latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight\n${row}\n`
}

async function pull(id: string, format: string, path: string, everySeconds = 3600): Promise<void> {
  const json = { format, prefix: id, pull: { url: server.origin + path, everySeconds } }
  expect((await visitor(app, admin)(`/api/sources/${id}`, { method: 'PUT', json })).status).toBeLessThan(300)
}
const stateOf = async (id: string) => {
  const { items } = (await app.get('/api/sources', admin)).body as { items: ShownSource[] }
  return items.find((source) => source.id === id)?.pullState ?? null
}
/** Asks out of turn, and resolves with the request when the server has had it. */
async function askNow(id: string, path: string) {
  const before = askedFor(path)
  const { status } = await app.post(`/api/sources/${id}/pull`, admin, {})
  await expect.poll(() => askedFor(path), { timeout: 15_000 }).toBe(before + 1)
  return { status, headers: server.asked.findLast((one) => one.path === path)?.headers }
}
const askedFor = (path: string) => server.asked.filter((one) => one.path === path).length
const incidents = async (kind: string) =>
  ((await app.get(`/api/incidents?kind=${kind}`, admin)).body as { items: Incident[] }).items

describe('a table of hotspots', () => {
  it('is asked for by itself, becomes incidents, and how that went stands beside the source', async () => {
    await pull('sky', 'firms', `/csv/${KEY}/1`)
    await expect.poll(async () => (await stateOf('sky'))?.lastSuccessAt ?? null, { timeout: 15_000 }).not.toBeNull()
    expect(await stateOf('sky')).toMatchObject({ failure: null })
    expect(await incidents('fire')).toHaveLength(1)
    expect(JSON.stringify((await app.get('/api/sources', admin)).body)).not.toContain(KEY)
  })

  it('is not asked for again at a start before its time, and then with what is known of it', async () => {
    const before = askedFor(`/csv/${KEY}/1`)
    await app.kill9()
    await app.startAgain()
    admin = await app.signIn('admin')
    // What came after it in the same look has been asked for, so it has been passed over.
    await pull('wrong', 'firms', '/csv/expired')
    await expect.poll(async () => (await stateOf('wrong'))?.failure?.reason, { timeout: 15_000 }).toBe('not-read')
    expect(askedFor(`/csv/${KEY}/1`)).toBe(before)
    const { status, headers } = await askNow('sky', `/csv/${KEY}/1`)
    expect([status, headers?.['if-none-match']]).toEqual([202, `"/csv/${KEY}/1"`])
    await expect.poll(async () => (await stateOf('sky'))?.failure, { timeout: 15_000 }).toBeNull()
    expect(await incidents('fire')).toHaveLength(1)
  })

  it('that cannot be read is told, with the words of the format, and lies in quarantine once', async () => {
    expect(await stateOf('wrong')).toMatchObject({
      lastSuccessAt: null,
      failure: { reason: 'not-read', detail: 'FIRMS says that the MAP_KEY is not valid.' },
    })
    const before = (await stateOf('wrong'))?.nextAt
    await askNow('wrong', '/csv/expired')
    await expect.poll(async () => (await stateOf('wrong'))?.nextAt !== before, { timeout: 15_000 }).toBe(true)
    expect((await stateOf('wrong'))?.failure?.detail).toContain('MAP_KEY')
    const { items } = (await app.get('/api/quarantine', admin)).body as { items: { sourceId: string }[] }
    expect(items.filter(({ sourceId }) => sourceId === 'wrong')).toHaveLength(1)
    expect((await app.post('/api/sources/native/pull', admin, {})).status).toBe(404)
  })
})

describe('an index of warnings', () => {
  it('that was taken whole is only asked whether it has changed', async () => {
    await pull('whole', 'cap', '/whole.xml')
    await expect.poll(async () => (await stateOf('whole'))?.lastSuccessAt ?? null, { timeout: 15_000 }).not.toBeNull()
    const { headers } = await askNow('whole', '/whole.xml')
    expect(headers?.['if-none-match']).toBe('"/whole.xml"')
    expect(askedFor('/cap/zero.xml')).toBe(1)
  })

  it('brings each warning of its own address once, and tells of those elsewhere', async () => {
    await pull('office', 'cap', '/index.xml')
    await expect.poll(async () => (await stateOf('office'))?.failure?.reason, { timeout: 15_000 }).toBe('not-allowed')
    expect((await incidents('warning')).length).toBeGreaterThan(0)
    await askNow('office', '/index.xml')
    expect([askedFor('/cap/one.xml'), askedFor('/cap/two.xml')]).toEqual([1, 1])
    // Of an index of which something is missing no copy is known.
    expect(server.asked.findLast(({ path }) => path === '/index.xml')?.headers['if-none-match']).toBeUndefined()
  })

  it('brings what stands behind many entries that cannot be had, and asks for those once in some hours', async () => {
    await pull('gaps', 'cap', '/gaps.xml')
    await expect.poll(async () => (await stateOf('gaps'))?.failure?.reason, { timeout: 15_000 }).toBe('not-found')
    expect(askedFor('/cap/behind.xml')).toBe(1)
    const before = (await stateOf('gaps'))?.nextAt
    const { headers } = await askNow('gaps', '/gaps.xml')
    expect(headers?.['if-none-match']).toBeUndefined()
    await expect.poll(async () => (await stateOf('gaps'))?.nextAt !== before, { timeout: 15_000 }).toBe(true)
    await expect.poll(async () => (await stateOf('gaps'))?.failure?.reason, { timeout: 15_000 }).toBe('not-found')
    expect(GAPS.map(askedFor)).toEqual(GAPS.map(() => 1))
    expect(askedFor('/cap/behind.xml')).toBe(1)
  })

  it('that is being asked for is asked for once more when somebody says so, who need not wait', async () => {
    await pull('slow', 'cap', '/slow.xml')
    await expect.poll(() => held.length, { timeout: 15_000 }).toBe(1)
    expect((await app.post('/api/sources/slow/pull', admin, {})).status).toBe(202)
    expect(held[0]?.closed).toBe(false)
    held[0]?.end(`<feed>${linked('/cap/slow.xml')}</feed>`)
    await expect.poll(() => askedFor('/slow.xml'), { timeout: 15_000 }).toBe(2)
  })

  it('is asked for again under another address, with nothing of the old one', async () => {
    isDown = true
    await pull('office', 'cap', '/index.xml?again')
    await expect
      .poll(async () => (await stateOf('office'))?.failure, { timeout: 15_000 })
      .toEqual({
        reason: 'error-answer',
        detail: 'HTTP 503',
      })
    expect(server.asked.at(-1)?.headers['if-none-match']).toBeUndefined()
    isDown = false
  })
})

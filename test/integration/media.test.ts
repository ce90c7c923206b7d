import { createHash, randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '#shared/problem.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

let app: RunningApp
let member: string
let cadre: string
let duty: string
let picture: Buffer

beforeAll(async () => {
  app = await startApp()
  ;[member, cadre, duty] = await Promise.all([app.signIn('member'), app.signIn('cadre'), app.signIn('duty')])
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#c30' } })
    .withExif({ IFD3: { GPSLatitude: '36/1 30/1 0/1' }, IFD0: { Make: 'Tell-tale' } })
    .jpeg()
    .toBuffer()
}, 120_000)
afterAll(() => app.stop())

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

type Sent = { cookie?: string; hash?: string; from?: number; until?: number; headers?: Record<string, string> }

/** Sends the bytes from `from` to `until` of a whole, as a range where it is not all of it. */
async function send(id: string, whole: Uint8Array, sent: Sent = {}): Promise<HttpAnswer> {
  const { cookie = member, hash = sha256(whole), from = 0, until = whole.length } = sent
  const isPart = from > 0 || until < whole.length
  const headers: Record<string, string> = {
    cookie,
    'x-content-sha256': hash,
    ...(isPart && { 'content-range': `bytes ${from}-${until - 1}/${whole.length}` }),
    ...sent.headers,
  }
  const body = new Uint8Array(whole.subarray(from, until))
  return answerOf(await fetch(`${app.url()}/api/media/${id}`, { method: 'PUT', headers, body }))
}

async function received(id: string, cookie = member): Promise<string | null> {
  const { headers } = await fetch(`${app.url()}/api/media/${id}`, { method: 'HEAD', headers: { cookie } })
  return headers.get('x-received-bytes')
}

async function bytesOf(id: string, cookie: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
  const response = await fetch(`${app.url()}/api/media/${id}`, { headers: { cookie } })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, type: response.headers.get('content-type'), bytes }
}

/** Asks for a picture that is in the browser's cache already. */
function askAgain(id: string, cookie: string, etag: string): Promise<number | undefined> {
  const headers = { cookie, 'if-none-match': etag }
  return new Promise((resolve, reject) => {
    // Not by fetch: it asks every cache on the way, and the server, for all of it anew.
    const asked = request(`${app.url()}/api/media/${id}`, { headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject).end()
  })
}

/** Sends the head of the whole in a request that promised all of it, then cuts the line once the server has it. */
async function breakOff(id: string, whole: Uint8Array, after: number): Promise<void> {
  const headers = { cookie: member, 'x-content-sha256': sha256(whole), 'content-length': whole.length }
  const broken = request(`${app.url()}/api/media/${id}`, { method: 'PUT', headers })
  broken.on('error', () => {})
  broken.write(whole.subarray(0, after))
  await expect.poll(() => received(id), { timeout: 10_000 }).toBe(String(after))
  broken.destroy()
}

describe('a photo', () => {
  it('is taken whole, kept as it came, and shown without where and by what it was taken', async () => {
    const id = randomUUID()
    expect(await send(id, picture)).toMatchObject({ status: 201, body: { contentType: 'image/jpeg', hasCopy: true } })
    expect((await sharp(picture).metadata()).exif).toBeDefined()
    const { status, type, bytes } = await bytesOf(id, member)
    expect([status, type]).toEqual([200, 'image/webp'])
    const { width, height, exif } = await sharp(bytes).metadata()
    expect([width, height, exif]).toEqual([64, 48, undefined])
    expect(readdirSync(join(app.dataDir, 'media'))).toContain(`${id}.original`)
  })

  it('is the same photo when it is sent again', async () => {
    const id = randomUUID()
    await send(id, picture)
    expect((await send(id, picture)).status).toBe(200)
    expect(await received(id)).toBe(String(picture.length))
    const other = await sharp(picture).negate().jpeg().toBuffer()
    expect((await send(id, other)).status).toBe(409)
  })

  it('is asked for anew by whoever sits at the PC next, and costs no bytes where they may see it', async () => {
    const id = randomUUID()
    await send(id, picture)
    const { headers } = await fetch(`${app.url()}/api/media/${id}`, { headers: { cookie: member } })
    expect(headers.get('cache-control')).toBe('private, no-cache')
    const etag = headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    expect(await askAgain(id, member, etag)).toBe(304)
    expect(await askAgain(id, cadre, etag)).toBe(404)
    expect(await askAgain(id, '', etag)).toBe(401)
  })

  it('comes in pieces', async () => {
    const id = randomUUID()
    expect(await send(id, picture, { until: 100 })).toMatchObject({ status: 200, body: { receivedBytes: 100 } })
    expect(await received(id)).toBe('100')
    expect((await bytesOf(id, member)).status).toBe(404)
    expect((await send(id, picture, { from: 100 })).status).toBe(201)
    expect((await bytesOf(id, member)).status).toBe(200)
  })

  it('goes on from where the line broke', async () => {
    const id = randomUUID()
    await breakOff(id, picture, 150)
    expect((await send(id, picture, { from: 150 })).status).toBe(201)
  })

  it('may have a piece of it come twice', async () => {
    const id = randomUUID()
    await send(id, picture, { until: 200 })
    await send(id, picture, { from: 100, until: 200 })
    expect((await send(id, picture, { from: 200 })).status).toBe(201)
  })

  it('is not taken with a hole in it', async () => {
    const id = randomUUID()
    await send(id, picture, { until: 100 })
    const { status, body } = await send(id, picture, { from: 120 })
    expect([status, (body as Problem).state]).toEqual([409, '100'])
  })

  it('is thrown away, and may come again, when its bytes have another hash', async () => {
    const id = randomUUID()
    const { status, body } = await send(id, picture, { hash: '0'.repeat(64) })
    expect([status, (body as Problem).fields?.[0]?.field]).toEqual([422, 'X-Content-Sha256'])
    expect((await send(id, picture)).status).toBe(201)
  })

  it('is what its bytes are, not what it is called', async () => {
    const page = Buffer.from('<script>alert(1)</script>'.repeat(9))
    expect((await send(randomUUID(), page, { headers: { 'content-type': 'image/jpeg' } })).status).toBe(415)
    expect(await send(randomUUID(), picture, { headers: { 'content-type': 'text/html' } })).toMatchObject({
      status: 201,
      body: { contentType: 'image/jpeg' },
    })
  })

  it('that nothing can be made of is kept and said to have no copy', async () => {
    const id = randomUUID()
    const stump = picture.subarray(0, 40)
    expect(await send(id, stump)).toMatchObject({ status: 201, body: { hasCopy: false } })
    expect((await bytesOf(id, member)).bytes.equals(stump)).toBe(true)
  })

  it('is refused where it is larger than the limit, before it comes', async () => {
    const total = 16 * 1024 * 1024
    const headers = { 'content-range': `bytes 0-9/${total}` }
    expect((await send(randomUUID(), picture.subarray(0, 10), { headers })).status).toBe(413)
  })

  it.each([
    ['no hash', { 'x-content-sha256': '' }],
    ['half a range', { 'content-range': 'bytes 0-/100' }],
    ['a range that ends before it begins', { 'content-range': 'bytes 9-3/100' }],
    ['a range beyond the whole', { 'content-range': 'bytes 0-100/100' }],
  ])('is refused with %s', async (_, headers) => {
    expect((await send(randomUUID(), picture, { headers })).status).toBe(422)
  })

  it.each(['..', '.', '..%2f..%2fescaped', '.hidden', 'a%00b', 'x'.repeat(65)])(
    'is refused under the id %s',
    async (id) => {
      const headers = { cookie: member, 'x-content-sha256': sha256(picture) }
      // fetch would tidy the dots away.
      const status = await new Promise((resolve, reject) => {
        const { hostname, port } = new URL(app.url())
        const put = request({ hostname, port, path: `/api/media/${id}`, method: 'PUT', headers }, ({ statusCode }) =>
          resolve(statusCode),
        )
        put.on('error', reject)
        put.end(picture)
      })
      expect([404, 405, 422]).toContain(status)
      expect(readdirSync(app.dataDir)).not.toContain('escaped.part')
    },
  )

  it('cannot take the place of a file of another photo', async () => {
    const id = randomUUID()
    await send(id, picture, { until: 100 })
    for (const suffix of ['part', 'original', 'shown', 'making'])
      expect((await send(`${id}.${suffix}`, picture, { cookie: cadre })).status).toBe(201)
    expect((await send(id, picture, { from: 100 })).status).toBe(201)
    expect(await received(id, cadre)).toBeNull()
  })
})

describe('who may see a photo', () => {
  it('is its owner, the duty room, and whoever sees an incident that its owner put it to', async () => {
    const id = randomUUID()
    await send(id, picture)
    expect((await bytesOf(id, duty)).status).toBe(200)
    const [leader, police] = await Promise.all([app.signIn('leader'), app.signIn('reviewer')])
    expect((await bytesOf(id, leader)).status).toBe(404)
    expect((await bytesOf(id, police)).status).toBe(404)
    const report = { id: randomUUID(), kind: 'hazard', description: '墙裂', location: [112.3, 36.6], photos: [id] }
    await app.post('/api/reports', member, report)
    expect((await bytesOf(id, police)).status).toBe(200)
  })

  it('is not somebody who only says that it belongs to an incident of his own', async () => {
    const id = randomUUID()
    await send(id, picture)
    const report = { id: randomUUID(), kind: 'hazard', description: '墙裂', location: [112.3, 36.6], photos: [id] }
    expect((await app.post('/api/reports', cadre, report)).status).toBe(201)
    expect((await bytesOf(id, cadre)).status).toBe(404)
  })

  it('is nobody who is not signed in, and another person may not go on with it', async () => {
    const id = randomUUID()
    await send(id, picture, { until: 100 })
    expect((await send(id, picture, { from: 100, cookie: cadre })).status).toBe(409)
    expect((await bytesOf(id, '')).status).toBe(401)
  })
})

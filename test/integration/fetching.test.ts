import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FetchCredentials } from '#shared/source.ts'
import { digestAnswer } from '../../server/domain/digest-answer.ts'
import { createFetching, type Fetched, type FetchOrder } from '../../server/evidence/fetching.ts'
import { type CameraServer, startCamera } from '../support/camera-server.ts'

const MOST_BYTES = 1024 * 1024
const CHALLENGE = 'Digest realm="camera", nonce="abc", qop="auth"'
let camera: CameraServer
let other: CameraServer
const fetching = createFetching()

beforeAll(async () => {
  other = await startCamera((_path, response) => response.end('other'))
  camera = await startCamera((path, response, { headers }) => {
    const way = ANSWERS[path]
    if (way === undefined) response.writeHead(404).end()
    else way(response, headers.authorization)
  })
})
afterAll(async () => {
  fetching.stop()
  await camera.stop()
  await other.stop()
})

const redirect = (location: () => string) => (response: ServerResponse) =>
  response.writeHead(302, { location: location() }).end()
const ANSWERS: Record<string, (response: ServerResponse, authorization?: string) => unknown> = {
  '/a.jpg': (response) => response.writeHead(200, { etag: '"1"', 'content-type': 'text/html' }).end('picture'),
  '/here': redirect(() => '/a.jpg'),
  '/allowed': redirect(() => `${other.origin}/`),
  '/inside': redirect(() => `http://localhost:${camera.port}/a.jpg`),
  '/metadata': redirect(() => 'http://169.254.169.254/latest/meta-data/'),
  '/file': redirect(() => 'file:///etc/passwd'),
  '/round': redirect(() => '/round'),
  '/said-large': (response) => response.writeHead(200, { 'content-length': MOST_BYTES + 1 }).flushHeaders(),
  '/large': (response) => response.writeHead(200).end(Buffer.alloc(MOST_BYTES + 1)),
  '/endless': (response) => response.writeHead(200).write('x'),
  '/silent': () => {},
  '/packed': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  '/headers': (response) => response.writeHead(200, { 'x-much': 'x'.repeat(32 * 1024) }).end('x'),
  '/broken': (response) => response.destroy(),
  '/error': (response) => response.writeHead(500).end(),
  '/not-changed': (response) => response.writeHead(304).end(),
  '/basic': (response, authorization) =>
    authorization === `Basic ${Buffer.from('root:pässword').toString('base64')}`
      ? response.end('let in')
      : response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end(),
  '/either': (response, authorization) =>
    authorization?.startsWith('Basic ')
      ? response.end('let in')
      : response
          .writeHead(401, { 'www-authenticate': 'Digest realm="c", nonce="n", algorithm=X, Basic realm="c"' })
          .end(),
  '/digest': (response, authorization) => {
    const [, cnonce = ''] = /cnonce="(\w+)"/.exec(authorization ?? '') ?? []
    const right = digestAnswer(CHALLENGE, { ...LOGIN, method: 'GET', path: '/digest', cnonce })
    if (authorization === right) response.end('let in')
    else response.writeHead(401, { 'www-authenticate': ['Basic realm="camera"', CHALLENGE] }).end()
  },
}
const LOGIN = { scheme: 'password', username: 'root', password: 'pässword' } as const

const fetchFrom = (path: string, order: Partial<FetchOrder> = {}, door = fetching): Promise<Fetched> => {
  const allowed = [camera.origin]
  const usual = { allowed, credentials: null, showTo: camera.origin, mostBytes: MOST_BYTES, accept: '*/*' }
  return door.fetch({ link: path.startsWith('/') ? `${camera.origin}${path}` : path, ...usual, ...order })
}
const reason = (fetched: Fetched) => (fetched.ok ? 'fetched' : fetched.reason)
const text = (fetched: Fetched) => (fetched.ok ? fetched.bytes?.toString() : fetched.reason)

describe('the door outwards', () => {
  it('brings the bytes with what they can be asked for again by', async () => {
    const fetched = await fetchFrom('/a.jpg')
    expect(fetched).toMatchObject({ ok: true, etag: '"1"', lastModified: null })
    expect(text(fetched)).toBe('picture')
  })

  it('follows a redirect to what is allowed, and to nothing else', async () => {
    expect(text(await fetchFrom('/here'))).toBe('picture')
    expect(reason(await fetchFrom('/allowed'))).toBe('forbidden-redirect')
    expect(text(await fetchFrom('/allowed', { allowed: [camera.origin, other.origin] }))).toBe('other')
    for (const path of ['/inside', '/metadata', '/file', '/round'])
      expect([path, reason(await fetchFrom(path))]).toEqual([path, 'forbidden-redirect'])
  })

  it('does not go where an allowed name leads to this machine', async () => {
    const allowed = [`http://localhost:${camera.port}`]
    const before = camera.asked.length
    expect(reason(await fetchFrom(`http://localhost:${camera.port}/a.jpg`, { allowed }))).toBe('forbidden-address')
    expect(camera.asked.length).toBe(before)
  })

  it('takes no more than it was told to, whatever the headers say', async () => {
    expect(reason(await fetchFrom('/said-large'))).toBe('too-large')
    expect(reason(await fetchFrom('/large'))).toBe('too-large')
    expect(reason(await fetchFrom('/packed'))).toBe('packed')
    expect(reason(await fetchFrom('/headers'))).toBe('no-answer')
  })

  it('gives up what takes too long, before and after the headers', async () => {
    const impatient = createFetching({ patienceMs: 300 })
    expect(reason(await fetchFrom('/silent', {}, impatient))).toBe('too-slow')
    expect(reason(await fetchFrom('/endless', {}, impatient))).toBe('too-slow')
  })

  it('says why nothing came', async () => {
    expect(await fetchFrom('/missing')).toEqual({ ok: false, reason: 'not-found', detail: null })
    expect(await fetchFrom('/error')).toEqual({ ok: false, reason: 'error-answer', detail: 'HTTP 500' })
    expect(reason(await fetchFrom('/broken'))).toBe('no-answer')
    const nobody = 'http://nobody.invalid'
    expect(reason(await fetchFrom(`${nobody}/a.jpg`, { allowed: [nobody] }))).toBe('no-address')
  })

  it('says that nothing changed', async () => {
    const validators = { etag: '"1"', lastModified: 'Sat, 28 Nov 2026 12:00:00 GMT' }
    expect(await fetchFrom('/not-changed', { validators })).toEqual({ ok: true, bytes: null })
    expect(camera.asked.at(-1)?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': validators.lastModified,
    })
  })

  it('says who asks by Basic, by Digest before Basic, or by a header', async () => {
    expect(text(await fetchFrom('/basic', { credentials: LOGIN }))).toBe('let in')
    expect(text(await fetchFrom('/digest', { credentials: LOGIN }))).toBe('let in')
    expect(text(await fetchFrom('/either', { credentials: LOGIN }))).toBe('let in')
    expect(reason(await fetchFrom('/digest', { credentials: { ...LOGIN, password: 'wrong' } }))).toBe('refused')
    expect(reason(await fetchFrom('/basic'))).toBe('refused')
    await fetchFrom('/a.jpg', { credentials: { scheme: 'header', name: 'X-Token', value: 'secret' } })
    expect(camera.asked.at(-1)?.headers['x-token']).toBe('secret')
  })

  it('shows to one what it was told for one, and not where it is sent on to or a link leads of itself', async () => {
    const credentials: FetchCredentials = { scheme: 'header', name: 'X-Token', value: 'secret' }
    const allowed = [camera.origin, other.origin]
    await fetchFrom('/allowed', { allowed, credentials })
    expect(camera.asked.at(-1)?.headers['x-token']).toBe('secret')
    expect(other.asked.at(-1)?.headers['x-token']).toBeUndefined()
    expect(text(await fetchFrom(`${other.origin}/b.jpg`, { allowed, credentials }))).toBe('other')
    expect(other.asked.at(-1)?.path).toBe('/b.jpg')
    expect(other.asked.at(-1)?.headers['x-token']).toBeUndefined()
  })
})

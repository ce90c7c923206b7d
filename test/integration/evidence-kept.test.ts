import { createHash, randomUUID } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import sharp from 'sharp'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChangeEnvelope } from '#shared/change.ts'
import type { DeviceStatus } from '#shared/device.ts'
import type { EvidenceMedia } from '#shared/evidence.ts'
import type { Observation } from '#shared/observation.ts'
import { type CameraServer, startCamera } from '../support/camera-server.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const TOKEN = 'lookout-tower-token'
const CLIP = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom'), Buffer.alloc(5000, 7)])
let app: RunningApp
let admin: string
let camera: CameraServer
let picture: Buffer
/** What the camera answers by path; a path it does not know is not there. */
const answers = new Map<string, (response: ServerResponse) => void>()

beforeAll(async () => {
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#c30' } })
    .jpeg()
    .toBuffer()
  camera = await startCamera((path, response) => {
    const answer = answers.get(path)
    if (answer === undefined) response.writeHead(404).end()
    else answer(response)
  })
  app = await startApp()
  admin = await app.signIn('admin')
  await arrange('tower', { format: 'native', fetchFrom: [camera.origin] })
  await arrange('gate', { format: 'hikvision' })
}, 120_000)
afterAll(async () => {
  await app.stop()
  await camera.stop()
})

async function arrange(id: string, body: Record<string, unknown>): Promise<number> {
  const path = `/api/sources/${id}`
  return (await visitor(app, admin)(path, { method: 'PUT', json: { prefix: id, token: TOKEN, ...body } })).status
}

/** An alarm of a device of its own, a kilometre from every other. */
let alarms = 0
async function alarm(...media: string[]): Promise<string> {
  const device = `camera-${randomUUID().slice(0, 8)}`
  const event = { kind: 'fire', location: [100 + ++alarms * 0.1, 30], radius: 10, media }
  await post('tower', `?topic=tower/${device}/event`, JSON.stringify(event), 'application/json')
  return device
}

async function post(source: string, query: string, body: string | Uint8Array<ArrayBuffer>, type: string) {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type }
  const response = await fetch(`${app.url()}/api/ingest/${source}${query}`, { method: 'POST', headers, body })
  expect(response.status).toBeLessThan(300)
  return response
}

async function evidenceOf(device: string): Promise<Observation | undefined> {
  const { body } = await app.get('/api/observations?limit=200&kind=fire', admin)
  const { items } = body as { items: Observation[] }
  const { body: devices } = await app.get('/api/devices', admin)
  const known = (devices as { items: { id: string; name: string }[] }).items.find(({ name }) => name === device)
  return items.find(({ deviceId }) => deviceId === known?.id)
}
const mediaOf = async (device: string): Promise<EvidenceMedia[]> => (await evidenceOf(device))?.media ?? []
const settled = (device: string, states: EvidenceMedia['state'][], timeout = 15_000) =>
  expect.poll(async () => (await mediaOf(device)).map(({ state }) => state), { timeout }).toEqual(states)

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const gives = (bytes: Uint8Array) => (response: ServerResponse) => void response.end(bytes)
const seenAs = async (user: string, id: string | null) =>
  (await app.get(`/api/media/${id}`, await app.signIn(user))).status

describe('a picture and a clip behind links', () => {
  it('are fetched, hashed and kept with the incident, for those who see that, and told to the screens', async () => {
    answers.set('/a.jpg', gives(picture)).set('/a.mp4', gives(CLIP))
    const socket = io(app.url(), { path: '/socket.io', extraHeaders: { cookie: admin }, transports: ['websocket'] })
    const told: ChangeEnvelope[] = []
    await new Promise<void>((resolve) => void socket.once('snapshot', () => resolve()))
    socket.on('change', (change: ChangeEnvelope) => told.push(change))
    const device = await alarm(`${camera.origin}/a.jpg`, `${camera.origin}/a.mp4`)
    await settled(device, ['kept', 'kept'])
    const [jpeg, mp4] = await mediaOf(device)
    expect(jpeg).toMatchObject({
      contentType: 'image/jpeg',
      bytes: picture.length,
      sha256: sha256(picture),
      reason: null,
    })
    expect(mp4).toMatchObject({ contentType: 'video/mp4', bytes: CLIP.length, sha256: sha256(CLIP), tries: 1 })
    expect(JSON.stringify(jpeg)).not.toContain('a.jpg')
    expect(await seenAs('duty', jpeg?.mediaId ?? null)).toBe(200)
    // The incident lies outside every area: it concerns only those who see everything.
    expect([await seenAs('reviewer', jpeg?.mediaId ?? null), await seenAs('member', jpeg?.mediaId ?? null)]).toEqual([
      200, 404,
    ])
    const incidentId = (await evidenceOf(device))?.incidentId ?? ''
    await expect.poll(() => told.filter(({ type }) => type === 'evidence').length, { timeout: 5000 }).toBe(2)
    expect(told).toContainEqual(expect.objectContaining({ type: 'evidence', incidentIds: [incidentId], media: jpeg }))
    socket.disconnect()
    const { body } = await app.get(`/api/incidents/${incidentId}/replay`, admin)
    expect((body as { observations: Observation[] }).observations[0]?.media).toEqual([jpeg, mp4])
  })

  it('are the last picture of their camera, and the same picture once more is not', async () => {
    const lastPicture = async (device: string) => {
      const { items } = (await app.get('/api/devices', admin)).body as {
        items: { name: string; status: DeviceStatus }[]
      }
      return items.find(({ name }) => name === device)?.status.lastPictureAt
    }
    answers.set('/new.jpg', gives(await sharp(picture).rotate(90).jpeg().toBuffer()))
    const first = await alarm(`${camera.origin}/new.jpg`)
    await settled(first, ['kept'])
    const again = await alarm(`${camera.origin}/new.jpg`)
    await settled(again, ['kept'])
    expect(Date.parse((await lastPicture(first)) ?? '')).toBeGreaterThan(Date.now() - 60_000)
    expect(await lastPicture(again)).toBeNull()
  })

  it('hang on a wall only where the device that made them looks into no home', async () => {
    answers.set('/wall.jpg', gives(Buffer.concat([picture, Buffer.from('for the wall')])))
    const device = await alarm(`${camera.origin}/wall.jpg`)
    await settled(device, ['kept'])
    const mediaId = (await mediaOf(device))[0]?.mediaId ?? null
    const { deviceId, incidentId } = (await evidenceOf(device)) ?? {}
    const told = async () =>
      JSON.stringify((await app.get(`/api/incidents/${incidentId}`, await app.signIn('wall'))).body)
    const register = async (body: Record<string, unknown>) => {
      const addresses = [{ source: 'tower', externalId: device }]
      const json = { name: device, addresses, ...body }
      const answer = await visitor(app, admin)(`/api/devices/${deviceId}`, { method: 'PUT', json })
      expect(answer.status).toBeLessThan(300)
    }
    // What nobody has registered may hang anywhere.
    expect([await seenAs('wall', mediaId), await seenAs('reviewer', mediaId)]).toEqual([404, 200])
    expect(await told()).not.toContain(mediaId)
    await register({ kind: 'camera' })
    expect(await seenAs('wall', mediaId)).toBe(200)
    expect(await told()).toContain(mediaId)
    await register({ kind: 'camera', indoor: true })
    expect(await seenAs('wall', mediaId)).toBe(404)
    expect(await told()).not.toContain(mediaId)
    await register({ kind: 'smoke', indoor: null })
    expect(await seenAs('wall', mediaId)).toBe(404)
  })

  it('are one file where they are the same', async () => {
    answers.set('/b.jpg', gives(picture))
    const device = await alarm(`${camera.origin}/b.jpg`)
    await settled(device, ['kept'])
    const other = await alarm(`${camera.origin}/b.jpg`)
    await settled(other, ['kept'])
    expect((await mediaOf(device))[0]?.mediaId).toBe((await mediaOf(other))[0]?.mediaId)
  })

  it('are waited for where the camera writes them after the alarm', async () => {
    answers.delete('/late.mp4')
    const device = await alarm(`${camera.origin}/late.mp4`)
    await expect.poll(async () => (await mediaOf(device))[0]?.reason, { timeout: 10_000 }).toBe('not-found')
    expect((await mediaOf(device))[0]).toMatchObject({ state: 'waiting', tries: 1, nextAt: expect.any(String) })
    answers.set('/late.mp4', gives(CLIP))
    await settled(device, ['kept'])
  })

  it('are kept though somebody put a picture of his own under the id that the waiting one was told by', async () => {
    answers.delete('/told.jpg')
    const device = await alarm(`${camera.origin}/told.jpg`)
    await expect.poll(async () => (await mediaOf(device))[0]?.tries, { timeout: 10_000 }).toBe(1)
    const [waiting] = await mediaOf(device)
    const own = Buffer.concat([picture, Buffer.from('of his own')])
    const headers = { cookie: await app.signIn('member'), 'x-content-sha256': sha256(own) }
    const put = { method: 'PUT', headers, body: new Uint8Array(own) }
    expect((await fetch(`${app.url()}/api/media/${waiting?.id}`, put)).status).toBe(201)
    const bytes = Buffer.concat([picture, Buffer.from('of the camera')])
    answers.set('/told.jpg', gives(bytes))
    await settled(device, ['kept'])
    const [kept] = await mediaOf(device)
    expect(kept).toMatchObject({ id: waiting?.id, sha256: sha256(bytes) })
    expect(kept?.mediaId).not.toBe(waiting?.id)
    expect(await seenAs('duty', kept?.mediaId ?? null)).toBe(200)
  })

  it('that cannot be written count as tried, and are kept when they can be', async () => {
    const folder = join(app.dataDir, 'media')
    renameSync(folder, `${folder}-away`)
    writeFileSync(folder, 'no folder')
    answers.set('/full.jpg', gives(Buffer.concat([picture, Buffer.from('full')])))
    const device = await alarm(`${camera.origin}/full.jpg`)
    await expect.poll(async () => (await mediaOf(device))[0]?.reason, { timeout: 10_000 }).toBe('not-kept')
    expect((await mediaOf(device))[0]).toMatchObject({ state: 'waiting', tries: expect.any(Number) })
    rmSync(folder)
    renameSync(`${folder}-away`, folder)
    await settled(device, ['kept'])
  })

  it('that may not be fetched show why, and are fetched when they may and somebody says so', async () => {
    const elsewhere = await startCamera((_path, response) => void response.end(picture))
    answers.set('/away', (response) => void response.writeHead(302, { location: `${elsewhere.origin}/x` }).end())
    answers.set(
      '/huge',
      (response) => void response.writeHead(200, { 'content-length': 17 * 1024 * 1024 }).flushHeaders(),
    )
    const device = await alarm(`${elsewhere.origin}/x`, `${camera.origin}/away`, `${camera.origin}/huge`)
    await settled(device, ['not-allowed', 'not-allowed', 'failed'])
    expect((await mediaOf(device)).map(({ reason }) => reason)).toEqual([
      'not-allowed',
      'forbidden-redirect',
      'too-large',
    ])
    expect(elsewhere.asked).toEqual([])
    const [first] = await mediaOf(device)
    expect(first?.host).toBe(new URL(elsewhere.origin).host)

    const retry = `/api/evidence/${first?.id}/retry`
    expect((await app.post(retry, await app.signIn('member'), {})).status).toBe(403)
    expect(await arrange('tower', { format: 'native', fetchFrom: [camera.origin, elsewhere.origin] })).toBe(200)
    expect(await app.post(retry, await app.signIn('duty'), {})).toMatchObject({
      status: 200,
      body: { state: 'waiting' },
    })
    await settled(device, ['kept', 'not-allowed', 'failed'])
    expect((await app.post(retry, admin, {})).status).toBe(409)
    expect((await app.post('/api/evidence/nothing/retry', admin, {})).status).toBe(404)
    await elsewhere.stop()
  })

  it('are nothing but pictures and clips, whatever they are called', async () => {
    answers.set('/page.jpg', (response) => void response.setHeader('content-type', 'image/jpeg').end('<script>'))
    const device = await alarm(`${camera.origin}/page.jpg`)
    await expect.poll(async () => (await mediaOf(device))[0]?.reason, { timeout: 10_000 }).toBe('wrong-type')
  })

  it('are fetched after a crash between the alarm and its picture', async () => {
    let isFirst = true
    answers.set('/crash.jpg', (response) => {
      if (!isFirst) response.end(picture)
      isFirst = false
    })
    const device = await alarm(`${camera.origin}/crash.jpg`)
    await expect.poll(() => camera.asked.filter(({ path }) => path === '/crash.jpg').length).toBe(1)
    await app.kill9()
    await app.startAgain()
    admin = await app.signIn('admin')
    await settled(device, ['kept'])
  }, 60_000)
})

describe('a camera that does not answer', () => {
  it('holds up its own pictures alone', async () => {
    const dead = await startCamera(() => {})
    const allowed = { format: 'native', fetchFrom: [camera.origin, dead.origin] }
    expect(await arrange('tower', allowed)).toBe(200)
    const waiting = await alarm(...Array.from({ length: 8 }, (_, n) => `${dead.origin}/${n}.jpg`))
    await expect.poll(() => dead.asked.length, { timeout: 10_000 }).toBe(2)
    answers.set('/alive.jpg', gives(picture))
    await settled(await alarm(`${camera.origin}/alive.jpg`), ['kept'])
    // None of them has been given up meanwhile: it was not their end that made room.
    expect((await mediaOf(waiting)).map(({ tries }) => tries)).toEqual(Array(8).fill(0))
    expect(dead.asked).toHaveLength(2)
    await dead.stop()
  })
})

describe('a picture of an incident that turned out to be another', () => {
  it('is seen and heard of by those whom the other concerns', async () => {
    answers.delete('/merged.jpg')
    const device = await alarm(`${camera.origin}/merged.jpg`)
    await expect.poll(async () => (await mediaOf(device))[0]?.tries, { timeout: 10_000 }).toBe(1)
    const merged = (await evidenceOf(device))?.incidentId ?? ''
    const member = await app.signIn('member')
    const report = { id: randomUUID(), kind: 'fire', description: 'x', location: [112.196, 36.604], accuracyMetres: 20 }
    const { body } = await app.post('/api/reports', member, report)
    const { incidentId } = body as { incidentId: string }
    const merge = { id: randomUUID(), action: 'merge', incidentId: merged }
    expect((await app.post(`/api/incidents/${incidentId}/actions`, await app.signIn('duty'), merge)).status).toBe(201)
    const socket = io(app.url(), { path: '/socket.io', extraHeaders: { cookie: member }, transports: ['websocket'] })
    const told: ChangeEnvelope[] = []
    await new Promise<void>((resolve) => void socket.once('snapshot', () => resolve()))
    socket.on('change', (change: ChangeEnvelope) => told.push(change))
    answers.set('/merged.jpg', gives(Buffer.concat([picture, Buffer.from('merged')])))
    await settled(device, ['kept'])
    const [media] = await mediaOf(device)
    expect(await seenAs('member', media?.mediaId ?? null)).toBe(200)
    await expect
      .poll(() => told, { timeout: 5000 })
      .toContainEqual(
        expect.objectContaining({ type: 'evidence', incidentIds: [merged, incidentId], media: media ?? null }),
      )
    socket.disconnect()
  })
})

describe('a picture inside a message', () => {
  const multipart = (text: string) =>
    new Uint8Array(
      Buffer.concat([
        Buffer.from(`--edge\r\nContent-Type: application/xml\r\n\r\n${text}\r\n`),
        Buffer.from('--edge\r\nContent-Type: image/jpeg\r\nContent-Length: 1\r\n\r\n'),
        picture,
        Buffer.from('\r\n--edge--\r\n'),
      ]),
    )

  it('is kept with the evidence', async () => {
    const name = `gate-${randomUUID().slice(0, 8)}`
    const xml = `<EventNotificationAlert><channelID>1</channelID><eventType>fireDetection</eventType><eventState>active</eventState></EventNotificationAlert>`
    await post('gate', `?event=${name}`, multipart(xml), 'multipart/form-data; boundary=edge')
    const { body } = await app.get('/api/observations?limit=200&kind=fire', admin)
    const found = (body as { items: Observation[] }).items.find(({ values }) => values['pictures'] === 1)
    expect(found?.media).toHaveLength(1)
    const kept = async () => {
      const again = await app.get(`/api/observations?incidentId=${found?.incidentId}`, admin)
      return (again.body as { items: Observation[] }).items[0]?.media?.[0]
    }
    await expect.poll(async () => (await kept())?.state, { timeout: 10_000 }).toBe('kept')
    expect(await kept()).toMatchObject({ host: null, sha256: sha256(picture), contentType: 'image/jpeg' })
  })

  it('is kept beside quarantine, whose payload says where it was', async () => {
    await post('gate', '', multipart('<Unheard><of>this</of></Unheard>'), 'multipart/form-data; boundary=edge')
    type Row = { payload: string; cut: { at: number; bytes: number; sha256: string }[] | null; media: EvidenceMedia[] }
    const newest = async () => ((await app.get('/api/quarantine?limit=1', admin)).body as { items: Row[] }).items[0]
    await expect.poll(async () => (await newest())?.media[0]?.state, { timeout: 10_000 }).toBe('kept')
    const row = await newest()
    const rest = Buffer.from(row?.payload ?? '', 'base64')
    const [cut] = row?.cut ?? []
    expect(cut).toMatchObject({ bytes: picture.length, sha256: sha256(picture) })
    const whole = Buffer.concat([rest.subarray(0, cut?.at), picture, rest.subarray(cut?.at)])
    expect(whole.equals(multipart('<Unheard><of>this</of></Unheard>'))).toBe(true)
    expect(await seenAs('duty', row?.media[0]?.mediaId ?? null)).toBe(200)
    expect(await seenAs('reviewer', row?.media[0]?.mediaId ?? null)).toBe(200)
    expect(await seenAs('member', row?.media[0]?.mediaId ?? null)).toBe(404)
  })
})

describe('what a source may fetch', () => {
  const source = { format: 'firms', prefix: 'sky' }
  const put = (body: Record<string, unknown>) =>
    visitor(app, admin)('/api/sources/sky', { method: 'PUT', json: { ...source, ...body } })
  const shown = async () => (await app.get('/api/sources/sky', admin)).body

  it('is shown without what opens doors, and stays where nothing is said of it', async () => {
    const key = '0123456789abcdef0123456789abcdef'
    const url = `http://127.0.0.1:1/api/area/csv/${key}/VIIRS_NOAA20_NRT/111,36,113,37/1?token=${key}`
    const fetchCredentials = { scheme: 'password', username: 'root', password: 'tell-tale' }
    const body = { fetchFrom: ['http://192.168.1.20:80/'], fetchCredentials, pull: { url, everySeconds: 86_400 } }
    expect((await put(body)).status).toBe(201)
    const first = await shown()
    expect(first).toMatchObject({
      fetchFrom: ['http://192.168.1.20'],
      fetchCredentials: { scheme: 'password', name: 'root' },
      pull: { url: 'http://127.0.0.1:1/api/area/csv/•••/VIIRS_NOAA20_NRT/111,36,113,37/1?token=•••' },
    })
    for (const answer of [first, await (await put({})).json(), (await app.get('/api/sources', admin)).body])
      expect(JSON.stringify(answer)).not.toMatch(/tell-tale|0123456789/)
    const before = (await app.get('/api/snapshot', admin)).body as { seq: number }
    expect((await put({ ...body, pull: { url: (first as typeof body).pull.url, everySeconds: 86_400 } })).status).toBe(
      200,
    )
    expect((await app.get('/api/snapshot', admin)).body).toMatchObject({ seq: before.seq })
    expect((await put({ fetchFrom: null, fetchCredentials: null, pull: null })).status).toBe(200)
    expect(await shown()).toMatchObject({ fetchFrom: null, fetchCredentials: null, pull: null })
  })

  it('shows its credentials to nobody they were not written for', async () => {
    const fetchCredentials = { scheme: 'password', username: 'root', password: 'tell-tale' }
    const [here, there] = ['http://192.168.1.20', 'http://192.168.1.21']
    const url = `${there}/feed`
    const both = { fetchFrom: [here, there], fetchCredentials, pull: { url, everySeconds: 86_400 } }
    expect((await put(both)).status).toBeLessThan(300)
    for (const body of [{ fetchFrom: [there, here] }, { fetchFrom: null }]) {
      const refused = await put(body)
      expect(refused.status).toBe(422)
      expect(await refused.json()).toMatchObject({ fields: [{ field: 'fetchCredentials' }] })
    }
    expect((await put({ fetchFrom: [here] })).status).toBe(200)
    expect(await shown()).toMatchObject({ fetchCredentials: { name: 'root' } })
    expect((await put({ fetchFrom: [there], fetchCredentials })).status).toBe(200)
    expect((await put({ fetchFrom: null, fetchCredentials: null, pull: null })).status).toBe(200)
  })

  it('is refused field by field', async () => {
    const response = await put({
      fetchFrom: ['http://192.168.1.20', 'http://*.example.org'],
      fetchCredentials: { scheme: 'header', name: 'Host', value: 'x' },
    })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ fields: [{ field: 'fetchCredentials.name' }] })
    const wrong = await put({ fetchFrom: ['http://*.example.org'], pull: { url: 'ftp://a/•••', everySeconds: 60 } })
    expect(await wrong.json()).toMatchObject({ fields: [{ field: 'fetchFrom.0' }, { field: 'pull.url' }] })
  })
})

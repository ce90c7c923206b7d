import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

let app: RunningApp
let admin: string
beforeAll(async () => {
  app = await startApp()
  admin = await app.signIn('admin')
  const body = JSON.stringify({ format: 'native', prefix: 'posted', token: 'geheim-123' })
  const headers = { 'content-type': 'application/json', cookie: admin }
  const made = await answerOf(await fetch(`${app.url()}/api/sources/gateway`, { method: 'PUT', headers, body }))
  expect(made.status).toBe(201)
})
afterAll(() => app?.stop())

async function posted(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  return answerOf(
    await fetch(`${app.url()}/api/ingest/${path}`, {
      method: 'POST',
      headers,
      body: new Uint8Array(Buffer.from(body)),
    }),
  )
}

const bearer = { authorization: 'Bearer geheim-123' }
const basic = { authorization: `Basic ${Buffer.from('camera:geheim-123').toString('base64')}` }
const smoke = (id: string) =>
  JSON.stringify({ id, device: `hut-${id}`, kind: 'smoke', location: [112.196, 36.604], radius: 20 })

async function incidents(): Promise<{ deviceIds: string[]; id: string }[]> {
  const { body } = await app.get('/api/incidents?limit=200', admin)
  return (body as { items: { deviceIds: string[]; id: string }[] }).items
}

describe('what a gateway posts', () => {
  it.each([
    ['as Bearer', 'gateway', bearer],
    ['as the password of Basic', 'gateway', basic],
    ['in the query', 'gateway?token=geheim-123', {}],
    ['with another type of content', 'gateway', { ...bearer, 'content-type': 'text/plain; charset=gbk' }],
  ] as const)('is taken with the token %s', async (name, path, headers) => {
    const before = await incidents()
    const answer = await posted(path, smoke(name.replaceAll(' ', '-')), headers)
    expect([answer.status, answer.body]).toEqual([200, { outcome: 'taken' }])
    const after = await incidents()
    // Answered means committed: it is there without waiting.
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before))
  })

  it('opens an incident once, however often the same event comes', async () => {
    for (let n = 0; n < 3; n++) await posted('gateway', smoke('same'), bearer)
    const { body } = await app.get('/api/devices', admin)
    const device = (body as { items: { id: string; name: string }[] }).items.find(({ name }) => name === 'hut-same')
    const [incident] = (await incidents()).filter(({ deviceIds }) => deviceIds.includes(device?.id ?? ''))
    const shown = (await app.get(`/api/incidents/${incident?.id}`, admin)).body as {
      observations: { items: { deviceId: string }[] }
    }
    expect(shown.observations.items.filter(({ deviceId }) => deviceId === device?.id)).toHaveLength(1)
  })

  it('is the same with a device that the query names', async () => {
    const answer = await posted(
      'gateway?event=well-7',
      JSON.stringify({ kind: 'flood', state: 'reading', value: 3 }),
      bearer,
    )
    expect(answer.body).toEqual({ outcome: 'taken' })
    const { body } = await app.get('/api/devices', admin)
    expect((body as { items: { name: string }[] }).items.map(({ name }) => name)).toContain('well-7')
  })

  it('is kept in quarantine when it is not understood, and the answer says what and where', async () => {
    const answer = await posted('gateway', '{"device": "x", "kind": "smoke", "state": 7}', bearer)
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({
      outcome: 'quarantined',
      reason: 'wrong-shape',
      detail: expect.stringMatching(/state/),
    })
    const { body } = await app.get('/api/quarantine', admin)
    const [newest] = (body as { items: { topic: string; reason: string }[] }).items
    expect(newest).toMatchObject({ topic: 'ingest/gateway', reason: 'wrong-shape' })
  })

  it('survives the power switch once it was answered', async () => {
    const answer = await posted('gateway', smoke('power'), bearer)
    expect(answer.status).toBe(200)
    await app.kill9()
    await app.startAgain()
    const { body } = await app.get('/api/devices', admin)
    expect((body as { items: { name: string }[] }).items.map(({ name }) => name)).toContain('hut-power')
  })
})

describe('somebody without the token', () => {
  it('is refused in the same words whether the source exists, and nothing is kept', async () => {
    const wrong = { authorization: 'Bearer guessed-it' }
    const answers = [await posted('gateway', smoke('thief'), wrong), await posted('no-such', smoke('thief'), wrong)]
    expect(answers.map(({ status }) => status)).toEqual([401, 401])
    const [known, unknown] = answers.map(({ body }) => ({ ...(body as object), instance: '' }))
    expect(known).toEqual(unknown)
    const { body } = await app.get('/api/devices', admin)
    expect(JSON.stringify(body)).not.toContain('thief')
  })

  it('is slowed down after some tries, without shutting out the right token', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 25; n++)
      statuses.push((await posted('gateway', smoke('x'), { authorization: `Bearer wrong-${n}` })).status)
    expect(statuses).toContain(429)
    // The gateway at the same address is not shut out: its turn comes.
    await expect.poll(async () => (await posted('gateway', smoke('x'), bearer)).status, { timeout: 10_000 }).toBe(200)
  })

  it('may post in the demo from this very machine, and to nothing that is not there', async () => {
    expect((await posted('native', smoke('loop'))).body).toEqual({ outcome: 'taken' })
    expect((await posted('no-such', smoke('loop'))).status).toBe(202)
  })
})

describe('a body that is too large', () => {
  it('is refused before it is read, and while it comes without a length', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 0x20)
    const announced = await posted('gateway', large, bearer).catch((error: unknown) => error)
    // The connection may be cut while the body is still being sent; either way it is not taken.
    if (!(announced instanceof Error)) expect((announced as HttpAnswer).status).toBe(413)
    const status = await new Promise<number | 'cut'>((resolve) => {
      const { hostname, port } = new URL(app.url())
      const sending = request(
        {
          hostname,
          port,
          method: 'POST',
          path: '/api/ingest/gateway',
          headers: { ...bearer, 'transfer-encoding': 'chunked' },
        },
        (answer) => resolve(answer.statusCode ?? 0),
      )
      sending.on('error', () => resolve('cut'))
      for (let n = 0; n < 5; n++) sending.write(Buffer.alloc(1024 * 1024, 0x20))
      sending.end()
    })
    expect([413, 'cut']).toContain(status)
    expect((await posted('gateway', smoke('after'), bearer)).status).toBe(200)
  })
})

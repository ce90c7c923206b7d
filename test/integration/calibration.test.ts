import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { destination } from '../../server/domain/geodesy.ts'
import { answerOf, type HttpAnswer, type RunningApp, startApp } from '../support/running-app.ts'

let app: RunningApp
let admin: string

beforeAll(async () => {
  app = await startApp()
  admin = await app.signIn('admin')
}, 120_000)
afterAll(() => app.stop())

async function ask(method: string, path: string, body?: unknown): Promise<HttpAnswer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { cookie: admin, 'content-type': 'application/json' }
  return answerOf(await fetch(app.url() + path, { method, headers, ...json }))
}

const location = [112.3, 36.6] as [number, number]
const landmark = destination(location, 95, 4000)
const device = {
  name: '试验瞭望塔',
  kind: 'camera',
  addresses: [{ source: 'native', externalId: 'calibrated' }],
  location,
  elevation: 1300,
  camera: { mastHeightMetres: 20, bearingDegrees: 90, fieldOfViewDegrees: 40 },
}
const validUntil = '2035-01-01T00:00:00.000Z'
const path = '/api/devices/calibrated'

async function seq(): Promise<number> {
  const { body } = await app.get('/api/snapshot', admin)
  return (body as { seq: number }).seq
}

describe('calibrating a camera by a landmark', () => {
  it('says what comes out and writes nothing, and writes it when told to', async () => {
    expect((await ask('PUT', path, { ...device, validUntil })).status).toBe(201)
    const proposed = await ask('POST', `${path}/calibration`, { landmark, x: 0.5 })
    expect(proposed).toMatchObject({
      status: 200,
      body: { ok: true, bearingDegrees: expect.closeTo(95, 6), written: false },
    })
    expect((await ask('GET', path)).body).toMatchObject({ camera: { bearingDegrees: 90 } })

    const applied = await ask('POST', `${path}/calibration`, { landmark, x: 0.5, apply: true })
    expect(applied).toMatchObject({ status: 200, body: { turnedDegrees: expect.closeTo(5, 6), written: true } })
    const { bearingSigmaDegrees } = applied.body as { bearingSigmaDegrees: number }
    const after = await ask('GET', path)
    expect(after.body).toMatchObject({
      ...device,
      camera: { ...device.camera, bearingDegrees: expect.closeTo(95, 6), bearingSigmaDegrees },
    })
    // What was to end on a day still ends then: saying all of it again changes nothing.
    const before = await seq()
    const { camera } = after.body as typeof device
    expect((await ask('PUT', path, { ...device, camera, validUntil })).status).toBe(200)
    expect(await seq()).toBe(before)
    // And what was changed once can be changed again.
    const again = await ask('POST', `${path}/calibration`, { landmark, x: 0.25, apply: true })
    expect(again).toMatchObject({ status: 200, body: { written: true } })
  })

  it('says why a landmark tells nothing', async () => {
    const near = await ask('POST', `${path}/calibration`, {
      landmark: destination(location, 95, 100),
      x: 0.5,
      apply: true,
    })
    expect(near).toMatchObject({ status: 200, body: { ok: false, reason: 'too-near' } })
  })

  it('refuses what is no camera, is not there, or shows the landmark nowhere', async () => {
    await ask('PUT', '/api/devices/no-camera', { ...device, kind: 'smoke', addresses: [], camera: null })
    expect((await ask('POST', '/api/devices/no-camera/calibration', { landmark, x: 0.5 })).status).toBe(422)
    expect((await ask('POST', '/api/devices/nowhere/calibration', { landmark, x: 0.5 })).status).toBe(404)
    expect((await ask('POST', `${path}/calibration`, { landmark })).status).toBe(422)
  })
})

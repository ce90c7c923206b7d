import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NANGOU_CAMERAS, townshipCameras } from '../../server/demo/cameras.ts'
import { beginTrack, followTrack, trackEvent } from '../../server/demo/messages/frigate.ts'
import { seededRandom } from '../../server/demo/random.ts'
import { startRecorder, type Recorder } from '../../server/demo/recorder.ts'
import { viewOf } from '../../server/demo/view.ts'
import { decode } from '../../server/domain/decode/formats.ts'
import { messageOn, observationsOf, usualSources } from '../support/message-fixtures.ts'
import { startApp } from '../support/running-app.ts'

const [first = ''] = NANGOU_CAMERAS
const camera = first.replace('cam-', '')
const random = seededRandom(3)

describe('the recorder behind the cameras of the demo', () => {
  let recorder: Recorder
  beforeAll(async () => {
    recorder = await startRecorder({ cameras: townshipCameras(), timeZone: 'Asia/Shanghai' })
  })
  afterAll(() => recorder.stop())

  const began = beginTrack({ camera, label: 'smoke', across: 0.44, moves: false }, 0.6, new Date(0), random)
  /** Tells the recorder of the smoke at a score; answers with the picture that the message names. */
  async function pictureAt(score: number, seconds: number): Promise<Buffer> {
    const track = followTrack(began, score, 0.44, new Date(seconds * 1000), random)
    const { topic, payload } = trackEvent('frigate', began, track)
    recorder.heard(topic, payload)
    const { decoding } = decode(messageOn(topic, new TextEncoder().encode(payload)), usualSources)
    const [seen] = observationsOf(decoding)
    const answer = await fetch(recorder.url + String(seen?.media?.[0]))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    return Buffer.from(await answer.arrayBuffer())
  }

  it('has a picture of what was told of, where the message says it is, and a new one when it is much surer', async () => {
    const little = await pictureAt(0.62, 40)
    expect(await sharp(little).metadata()).toMatchObject({ format: 'jpeg', width: 1280, height: 720 })
    expect((await pictureAt(0.64, 47)).equals(little)).toBe(true)
    const more = await pictureAt(0.9, 54)
    expect(more.equals(little)).toBe(false)
    // Smoke is light before the hillside, and a better frame shows more of it.
    const light = async (picture: Buffer) => {
      const below = sharp(picture).extract({ left: 0, top: 240, width: 1280, height: 400 })
      return (await below.greyscale().raw().toBuffer()).filter((grey) => grey > 190).length
    }
    const device = townshipCameras().find(({ id }) => id === first)
    const none = device && Buffer.from(viewOf(device, [], { clock: '1970-01-01 08:00:40', hour: 8 }))
    expect(await light(little)).toBeGreaterThan((await light(none ?? little)) + 1000)
    expect(await light(more)).toBeGreaterThan((await light(little)) + 1000)
  })

  it('has none of what nobody told of', async () => {
    expect((await fetch(`${recorder.url}/api/events/none/snapshot.jpg`)).status).toBe(404)
    expect((await fetch(`${recorder.url}/`)).status).toBe(404)
    expect((await fetch(`${recorder.url}/api/events/%/snapshot.jpg`)).status).toBe(404)
  })
})

describe('the demo', () => {
  it('may fetch from its recorder after each start, and leaves an address that somebody entered', async () => {
    const app = await startApp({ env: { SIMULATOR: 'on' } })
    try {
      const admin = await app.signIn('admin')
      const allowed = async () =>
        ((await app.get('/api/sources/frigate', admin)).body as { fetchFrom: string[] | null }).fetchFrom
      const before = await allowed()
      expect(before).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/demo-recorder$/)])
      expect((await fetch(`${before?.[0]}/api/events/none/snapshot.jpg`)).status).toBe(404)

      // What else somebody has set of it stays.
      const named = { format: 'frigate', prefix: 'frigatepi' }
      expect((await app.request('PUT', '/api/sources/frigate', admin, named)).status).toBe(200)
      await app.kill9()
      await app.startAgain()
      const { body } = await app.get('/api/sources/frigate', admin)
      expect(body).toMatchObject({ prefix: 'frigatepi' })
      expect((await fetch(`${(await allowed())?.[0]}/api/events/none/snapshot.jpg`)).status).toBe(404)

      // A real one may stand on the same machine.
      const own = { format: 'frigate', prefix: 'frigatepi', fetchFrom: ['http://127.0.0.1:5000'] }
      expect((await app.request('PUT', '/api/sources/frigate', admin, own)).status).toBe(200)
      await app.kill9()
      await app.startAgain()
      expect(await allowed()).toEqual(own.fetchFrom)
    } finally {
      await app.stop()
    }
  })
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import type { Device } from '#shared/device.ts'
import type { Tracked } from './messages/frigate.ts'
import { PICTURE, type Seen, viewOf } from './view.ts'

/** The recorder behind the demo's cameras: it hears what they say, and has a picture of each thing they see. */
export type Recorder = {
  /** Where its API answers, on this machine alone; a link in an event stands below it. */
  url: string
  /** Told every message that the cameras send. */
  heard(topic: string, payload: string): void
  stop(): Promise<void>
}

/** By it a recorder of the demo is told from a real one on this machine. */
const PATH = '/demo-recorder'
const SNAPSHOT = new RegExp(`^${PATH}/api/events/([^/]+)/snapshot\\.jpg$`)
/** A better frame is one so much surer than the one that is kept. */
const BETTER = 0.05
const MOST_EVENTS = 100
const QUALITY = 80

type Kept = Seen & { camera: string; at: Date; jpeg: Promise<Buffer> | null }

/** Whether an address is that of a recorder of the demo, of this start or another. */
export const isDemoRecorder = (address: string): boolean => address.endsWith(PATH)

export async function startRecorder(parts: { cameras: readonly Device[]; timeZone: string }): Promise<Recorder> {
  const { cameras, timeZone } = parts
  const byName = new Map(cameras.map((camera) => [camera.addresses[0]?.externalId, camera]))
  const kept = new Map<string, Kept>()
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })

  async function draw({ camera, at, ...seen }: Kept): Promise<Buffer> {
    const device = byName.get(camera)
    if (device === undefined) throw new Error(`the demo has no camera ${camera}`)
    const said = clock.format(at)
    const svg = viewOf(device, [seen], { clock: said, hour: Number(said.slice(11, 13)) })
    return sharp(Buffer.from(svg)).jpeg({ quality: QUALITY }).toBuffer()
  }

  const server = createServer((request, response) => {
    // The demo's ids are plain: nothing has to be decoded, and nothing can be wrong with it.
    const [, id = ''] = SNAPSHOT.exec(request.url ?? '') ?? []
    const one = kept.get(id)
    if (one === undefined) return void response.writeHead(404).end()
    one.jpeg ??= draw(one)
    one.jpeg.then(
      (jpeg) => response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': jpeg.length }).end(jpeg),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of that kind.
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    heard(topic, payload) {
      if (!topic.endsWith('/events')) return
      // The demo's own messages, as messages/frigate.ts makes them.
      const { after } = JSON.parse(payload) as { after: Tracked }
      const { id, camera, label, score, box } = after
      const known = kept.get(id)
      if (known !== undefined && score < known.score + BETTER) return
      const across = (box[0] + box[2]) / 2 / PICTURE.width
      kept.delete(id)
      kept.set(id, {
        camera,
        label,
        score,
        across: known?.across ?? across,
        at: new Date(after.frame_time * 1000),
        jpeg: null,
      })
      const [oldest] = kept.keys()
      if (kept.size > MOST_EVENTS && oldest !== undefined) kept.delete(oldest)
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

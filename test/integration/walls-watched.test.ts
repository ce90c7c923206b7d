import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClientEvents, ServerEvents } from '#shared/change.ts'
import { connectLive, type LiveClient } from '../support/live-client.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

let app: RunningApp
let desk: LiveClient
beforeAll(async () => {
  app = await startApp()
  desk = await connectLive(app.url(), await app.signIn('duty'))
})
afterAll(async () => {
  desk?.close()
  await app?.stop()
})

/** A wall that hangs somewhere: the cookie with which its screen connects. */
async function hung(name: string): Promise<string> {
  const made = await visitor(app, await app.signIn('admin'))('/api/kiosks', { method: 'POST', json: { name } })
  const { link } = (await made.json()) as { link: string }
  const token = new URL(link).searchParams.get('kiosk')
  const entered = await visitor(app)('/api/kiosk', { method: 'POST', json: { token } })
  return entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** The screen of a wall, which answers each heartbeat by what it says it has drawn; null: it is frozen. */
function screen(cookie: string, draws: (seq: number) => { seq: number; muted: boolean } | null) {
  const socket: Socket<ServerEvents, ClientEvents> = io(app.url(), {
    path: '/socket.io',
    extraHeaders: { cookie },
    transports: ['websocket'],
  })
  let seq = 0
  socket.on('snapshot', (snapshot) => (seq = snapshot.seq))
  socket.on('change', (change) => (seq = change.seq))
  socket.on('heartbeat', () => {
    const drawn = draws(seq)
    if (drawn !== null) socket.emit('drawn', drawn)
  })
  return socket
}

const walls = () =>
  (desk.beats.at(-1)?.ill ?? []).flatMap((one) => (one.part === 'wall' ? [`${one.name} ${one.why}`] : [])).toSorted()

it('the desk hears which wall is frozen, mute or gone, and which draws what is old, until that is over', async () => {
  const left = await hung('走屏')
  const leaving = screen(left, (seq) => ({ seq, muted: false }))
  await new Promise<void>((resolve) => void leaving.once('heartbeat', () => resolve()))
  leaving.disconnect()
  let thawed = false
  const screens = [
    screen(await hung('好屏'), (seq) => ({ seq, muted: false })),
    screen(await hung('冻屏'), (seq) => (thawed ? { seq, muted: false } : null)),
    screen(await hung('旧屏'), () => ({ seq: 0, muted: false })),
    screen(await hung('哑屏'), (seq) => ({ seq, muted: true })),
    // A person at a desk is no wall, whatever their page says.
    screen(await app.signIn('leader'), () => ({ seq: 0, muted: true })),
  ]
  await app.post('/api/ingest/native', undefined, { device: 'x', kind: 'smoke', location: [112.196, 36.604] })
  await expect
    .poll(walls, { timeout: 60_000, interval: 500 })
    .toEqual(['冻屏 not-drawn', '哑屏 muted', '旧屏 not-drawn'])
  thawed = true
  await expect.poll(walls, { timeout: 60_000, interval: 500 }).toEqual(['哑屏 muted', '旧屏 not-drawn'])
  await expect.poll(walls, { timeout: 100_000, interval: 500 }).toEqual(['哑屏 muted', '旧屏 not-drawn', '走屏 gone'])
  // Whoever takes it down ends its session.
  expect((await app.request('DELETE', '/api/session', left)).status).toBe(204)
  await expect.poll(walls, { timeout: 30_000, interval: 500 }).toEqual(['哑屏 muted', '旧屏 not-drawn'])
  for (const one of screens) one.disconnect()
})

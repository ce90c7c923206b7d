import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { type CameraServer, startCamera } from '../support/camera-server.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const TOKEN = 'lookout-tower-token'

describe.skipIf(browserPath === null)(`the picture that an alarm names${skipped}`, () => {
  let app: RunningApp
  let camera: CameraServer
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let isThere = false
  beforeAll(async () => {
    const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#b5651d' } })
      .jpeg()
      .toBuffer()
    camera = await startCamera((_path, response) => {
      if (isThere) response.end(picture)
      else response.writeHead(404).end()
    })
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await camera?.stop()
  })

  it('may be allowed by the administrator, shows at the desk and on the phone without a reload, or says why not', async () => {
    const admin = await signInAt(await openDevice(browser, [1366, 900]), `${app.url()}/sources`, 'admin', DEMO_PASSWORD)
    await admin.getByRole('button', { name: '新来源' }).click()
    await admin.getByLabel('编号').fill('tower')
    await admin.getByLabel('主题前缀').fill('tower')
    await admin.getByLabel('接入口令').fill(TOKEN)
    await admin.getByLabel('允许去取的地址').fill(`${camera.origin}\nhttp://*.example.org`)
    await admin.getByRole('button', { name: '保存' }).click()
    await admin.getByText('fetchFrom.1').waitFor()
    await keepPicture(admin, 'sources-refused')
    await admin.getByLabel('允许去取的地址').fill(camera.origin)
    await admin.getByRole('button', { name: '保存' }).click()
    await admin.getByText('tower 已保存').waitFor()
    const pull = { url: `${camera.origin}/csv/0123456789abcdef0123456789abcdef/1`, everySeconds: 900 }
    const json = { format: 'firms', pull, fetchCredentials: { scheme: 'password', username: 'root', password: 'x' } }
    await visitor(app, await app.signIn('admin'))('/api/sources/sky', { method: 'PUT', json })
    await admin.getByText('没有取到').waitFor()
    await admin.getByRole('button', { name: /^sky/ }).click()
    await keepPicture(admin, 'sources-zh-light')

    const mast = { name: '了望塔', kind: 'camera', addresses: [{ source: 'tower', externalId: 'mast' }] }
    const ask = visitor(app, await app.signIn('admin'))
    expect((await ask('/api/devices/mast', { method: 'PUT', json: mast })).status).toBeLessThan(300)

    const cookie = await app.signIn('duty')
    const wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    const event = {
      kind: 'fire',
      location: [112.196, 36.604],
      radius: 20,
      media: [`${camera.origin}/a.jpg`, 'http://192.0.2.7:8080/b.jpg'],
    }
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const posted = await fetch(`${app.url()}/api/ingest/tower?topic=tower/mast/event`, {
      method: 'POST',
      headers,
      body: JSON.stringify(event),
    })
    expect(posted.status).toBe(200)

    const desk = await signInAt(await openDevice(browser, [1366, 900]), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    await desk.locator('li button.row', { hasText: '火情' }).click()
    await desk.getByText('192.0.2.7:8080').getByText('管理员没有允许这个地址').waitFor()
    await desk.getByText('那里没有这个文件').waitFor()
    await keepPicture(desk, 'evidence-waiting-zh')
    isThere = true
    const drawn = desk.locator('article img')
    await drawn.waitFor()
    // What is not near the screen is not loaded yet.
    await drawn.scrollIntoViewIfNeeded()
    await expect.poll(() => drawn.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0))).toBe(640)
    await desk.getByRole('button', { name: '再取一次' }).click()
    await desk.getByText('管理员没有允许这个地址').waitFor()
    await drawn.scrollIntoViewIfNeeded()
    await keepPicture(desk, 'evidence-zh-light')
    await desk.emulateMedia({ colorScheme: 'dark' })
    await keepPicture(desk, 'evidence-zh-dark')
    const strip = wall.locator('.card .pictures img')
    await strip.waitFor()
    await expect.poll(() => strip.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0))).toBe(640)
    expect(await wall.locator('.card .pictures figcaption').textContent()).toMatch(/^\d{2}:\d{2}:\d{2}$/)
    await keepPicture(wall, 'evidence-wall')
    // What may show the inside of a home hangs on no wall: it leaves, by the server's word.
    expect((await ask('/api/devices/mast', { method: 'PUT', json: { ...mast, indoor: true } })).status).toBe(200)
    await wall.reload()
    await wall.locator('.card').waitFor()
    await expect.poll(() => wall.locator('.card .evidence').count()).toBe(1)
    expect(await strip.count()).toBe(0)
    expect((await ask('/api/devices/mast', { method: 'PUT', json: { ...mast, indoor: false } })).status).toBe(200)
    const incident = ((await app.get('/api/incidents?kind=fire', cookie)).body as { items: { id: string }[] }).items[0]

    const phone = await signInAt(
      await openDevice(browser, [360, 740], 'en'),
      `${app.url()}/m/incident/${incident?.id}`,
      'leader',
      DEMO_PASSWORD,
    )
    const show = phone.getByRole('button', { name: /^Show Picture 1/ })
    await show.scrollIntoViewIfNeeded()
    await keepPicture(phone, 'evidence-phone-asked')
    await show.click()
    const seen = phone.locator('img.seen')
    await seen.waitFor()
    await expect.poll(() => seen.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0))).toBe(640)
    await keepPicture(phone, 'evidence-phone-seen')

    const english = await signInAt(
      await openDevice(browser, [1366, 900], 'en'),
      `${app.url()}/sources`,
      'admin',
      DEMO_PASSWORD,
    )
    await english.emulateMedia({ colorScheme: 'dark' })
    await english.getByRole('button', { name: /^tower/ }).click()
    await english.getByText('Source tower').waitFor()
    await keepPicture(english, 'sources-en-dark')
  })
})

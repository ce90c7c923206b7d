import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Readings } from '#shared/readings.ts'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { violations } from '../support/axe.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { type CameraServer, startCamera } from '../support/camera-server.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium or Chrome' : ''
const TOKEN = 'device-page-token'
const PATIENCE = { timeout: 60_000, interval: 200 }

describe.skipIf(browserPath === null)(`the page of a device${skipped}`, () => {
  let app: RunningApp
  let camera: CameraServer
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let desk: Page
  beforeAll(async () => {
    const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#b5651d' } })
      .jpeg()
      .toBuffer()
    camera = await startCamera((_path, response) => void response.end(picture))
    app = await startApp({ env: { DATABASE_URL: '' } })
    await put('frost', { name: '南沟霜冻站', limits: [{ value: 'temperatureCelsius', above: 9, kind: 'heat' }] })
    await put('mute', { name: '北梁空站' })
    await put('astray', { name: '东坡慢钟站' })
    await say('frost', { temperature: 3, humidity: 61 }, { temperature: 5 }, { temperature: 4 })
    browser = await startBrowser(browserPath ?? '')
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/devices`, 'duty', DEMO_PASSWORD)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await camera?.stop()
  })

  async function put(id: string, told: object) {
    const addresses = [{ source: 'zigbee2mqtt', externalId: id }]
    const json = { kind: 'weather', addresses, location: [112.196, 36.604], expectedIntervalSeconds: 600, ...told }
    const answer = await visitor(app, await app.signIn('admin'))(`/api/devices/${id}`, { method: 'PUT', json })
    expect(answer.status).toBe(201)
  }
  async function say(id: string, ...bodies: object[]) {
    const publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
    for (const body of bodies) await publisher.publish(`zigbee2mqtt/${id}`, JSON.stringify(body), { qos: 1 })
    await publisher.end()
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
  const chart = (page: Page) => page.getByRole('slider')
  /** What the table beside the chart says: of steps the mean, least, greatest and how many, else the value alone. */
  async function tabled(page: Page) {
    const rows = await page.locator('details table tbody tr').all()
    const cells = await Promise.all(rows.map((row) => row.locator('td').allTextContents()))
    return cells.map(([mean = '', min = mean, max = mean, n = '1']) => ({
      min: Number.parseFloat(min),
      max: Number.parseFloat(max),
      n: Number(n),
    }))
  }
  const told = async (page: Page) => {
    const steps = await tabled(page)
    return {
      n: steps.reduce((sum, { n }) => sum + n, 0),
      min: Math.min(...steps.map(({ min }) => min)),
      max: Math.max(...steps.map(({ max }) => max)),
    }
  }
  /** Whether anything is drawn in the colour of values. */
  const isDrawn = (page: Page) =>
    page.locator('.uplot canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
      const accent = getComputedStyle(canvas).getPropertyValue('--accent').trim()
      const wanted = [1, 3, 5].map((from) => Number.parseInt(accent.slice(from, from + 2), 16))
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255 && wanted.every((value, n) => data[at + n] === value)) return true
      return false
    })

  it('is opened by the duty officer from the table, and shows what was measured', async () => {
    await desk.fill('input[type=search]', '南沟霜冻站')
    await desk.getByRole('button', { name: '南沟霜冻站' }).click()
    await heading(desk, '南沟霜冻站').waitFor()
    await desk.waitForURL(/\/devices\?device=frost$/)
    expect(await desk.getByRole('button', { name: '修改' }).count()).toBe(0)
    await desk.locator('dl').getByText('每10分钟').waitFor()
    await expect.poll(() => isDrawn(desk), PATIENCE).toBe(true)
    await desk.getByText('用表格看').click()
    await expect.poll(() => told(desk), PATIENCE).toEqual({ n: 3, min: 3, max: 5 })
    await desk.getByText('高于 9 °C 报高温').waitFor()
    expect(await violations(desk)).toEqual([])
  })

  it('follows what is said anew, by itself', async () => {
    await say('frost', { temperature: -2.5 })
    await expect.poll(() => told(desk), PATIENCE).toEqual({ n: 4, min: -2.5, max: 5 })
    await desk.locator('dl').getByText('温度 -2.5 °C').waitFor()
    await keepPicture(desk, 'device-page-duty')
  })

  it('tells the value under the cursor by keys as well, and another value when it is chosen', async () => {
    await chart(desk).focus()
    await desk.keyboard.press('Home')
    const said = await chart(desk).getAttribute('aria-valuetext')
    expect(said).toMatch(/\d+月\d+日 \d\d:\d\d.* °C/)
    await desk.getByText(said ?? '', { exact: true }).waitFor()
    await desk.getByLabel('看哪个读数').selectOption({ label: '湿度' })
    await expect.poll(() => told(desk), PATIENCE).toEqual({ n: 1, min: 61, max: 61 })
    await desk.getByLabel('看哪个读数').selectOption({ label: '温度' })
  })

  it('goes over seven days and back in time, where nothing was said, and to the newest again', async () => {
    await desk.getByRole('button', { name: '7天' }).click()
    await expect.poll(() => told(desk), PATIENCE).toMatchObject({ n: 4 })
    await desk.getByRole('button', { name: '往前' }).click()
    await desk.getByText('这段时间没有读数').waitFor()
    await keepPicture(desk, 'device-page-none')
    await desk.getByRole('button', { name: '最新' }).click()
    await expect.poll(() => isDrawn(desk), PATIENCE).toBe(true)
  })

  it('says when readings cannot be read, and reads them when asked again', async () => {
    await desk.route('**/readings?*', (route) => route.abort())
    await desk.getByRole('button', { name: '30天' }).click()
    await desk.getByText('读数没能读出来').waitFor()
    await desk.unroute('**/readings?*')
    await desk.getByRole('button', { name: '重试' }).click()
    await expect.poll(() => desk.getByText('读数没能读出来').count(), PATIENCE).toBe(0)
    await expect.poll(() => isDrawn(desk), PATIENCE).toBe(true)
  })

  it('is opened by a link, and says that a device has measured nothing', async () => {
    await desk.goto(`${app.url()}/devices?device=mute`)
    await heading(desk, '北梁空站').waitFor()
    await desk.locator('dl').getByText('从未上线').waitFor()
    await desk.getByText('这台设备没有报过数值读数。').waitFor()
    await desk.getByRole('button', { name: '关闭设备' }).click()
    await desk.waitForURL(`${app.url()}/devices`)
    expect(await heading(desk, '北梁空站').count()).toBe(0)
  })

  it('says that a clock is wrong, and by how much', async () => {
    const ahead = new Date(Date.now() + 8 * 3600_000).toISOString()
    await say('astray', { temperature: 1, last_seen: ahead })
    await desk.fill('input[type=search]', '东坡慢钟站')
    await desk.locator('tbody tr').getByText('时钟不准').waitFor()
    await desk.getByRole('button', { name: '东坡慢钟站' }).click()
    await desk.locator('dl').getByText('快8小时').waitFor()
    await desk.getByText('请校准设备时钟，或核对数据来源的时区。').waitFor()
    await keepPicture(desk, 'device-page-clock')
  })

  it('shows when the last picture of a camera came', async () => {
    const admin = await app.signIn('admin')
    const json = { format: 'native', prefix: 'tower', token: TOKEN, fetchFrom: [camera.origin] }
    await visitor(app, admin)('/api/sources/tower', { method: 'PUT', json })
    await put('mast', { name: '西山摄像头', kind: 'camera', addresses: [{ source: 'tower', externalId: 'mast' }] })
    await desk.goto(`${app.url()}/devices?device=mast`)
    await desk.getByText('还没有收到过画面').waitFor()
    const event = { kind: 'fire', location: [112.196, 36.604], radius: 20, media: [`${camera.origin}/a.jpg`] }
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const body = JSON.stringify(event)
    await fetch(`${app.url()}/api/ingest/tower?topic=tower/mast/event`, { method: 'POST', headers, body })
    await desk.locator('dl div', { hasText: '最近一张画面' }).getByText(/前/).waitFor()
    await desk.getByRole('link', { name: /火情/ }).first().waitFor()
    await keepPicture(desk, 'device-page-camera')
  })

  it('has room in both languages, themes and sizes', async () => {
    for (const [language, size, theme] of [
      ['zh', [1366, 768], 'light'],
      ['en', [1366, 768], 'dark'],
      ['zh', [1920, 1080], 'dark'],
      ['en', [1920, 1080], 'light'],
    ] as const) {
      const device = await openDevice(browser, size, language)
      const page = await signInAt(device, `${app.url()}/devices`, 'admin', DEMO_PASSWORD)
      await page.route('**/readings?*', async (route) => {
        const answer = (await (await route.fetch()).json()) as Readings
        await route.fulfill({ json: { ...answer, items: aDay(Date.parse(answer.from)) } })
      })
      await page.evaluate((shown) => (document.documentElement.dataset['theme'] = shown), theme)
      await page.getByRole('button', { name: '南沟霜冻站' }).click()
      await expect.poll(() => isDrawn(page), PATIENCE).toBe(true)
      await keepPicture(page, `device-page-${language}-${size[0]}-${theme}`)
      await chart(page).scrollIntoViewIfNeeded()
      await chart(page).focus()
      await page.keyboard.press('ArrowLeft')
      await keepPicture(page, `device-page-chart-${language}-${size[0]}-${theme}`)
      const across = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(across).toBeLessThanOrEqual(0)
      await device.close()
    }
  })
})

/** A day of readings in steps of five minutes, with two hours in which nothing was said. For the eye alone. */
function aDay(fromMs: number): Readings['items'] {
  return Array.from({ length: 288 }, (_, n) => n).flatMap((n) => {
    if (n > 150 && n < 174) return []
    const at = fromMs + n * 300_000
    const mean = 5 - 6 * Math.cos(((n - 30) / 288) * 2 * Math.PI) + Math.sin(n * 1.7) / 2
    const spread = 0.4 + Math.abs(Math.sin(n / 9))
    const ends = { min: mean - spread, max: mean + spread, last: mean }
    return { at: new Date(at).toISOString(), lastAt: new Date(at + 280_000).toISOString(), n: 5, mean, ...ends }
  })
}

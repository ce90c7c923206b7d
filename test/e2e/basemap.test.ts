import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import { distanceMetres } from '../../server/domain/geodesy.ts'
import { imagery, lake } from '../support/a-lake.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { type CameraServer, startCamera } from '../support/camera-server.ts'
import {
  commonColour,
  count,
  drawnAt,
  isUncovered,
  layerIds,
  loseGraphics,
  type MapElement,
  oursIsDrawn,
  spread,
  token,
} from '../support/drawn-map.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { type Ask, visitor } from '../support/visitor.ts'

const skipped =
  browserPath === null ? ', SKIPPED: this machine has no Chromium or Chrome (set CHROMIUM to its path)' : ''
const patience = { timeout: 60_000, interval: 200 }
const KEY = '0123456789abcdef0123456789abcdef'
const OWNER = '© 测试测绘院'
/** Each line, place and name of ours lies above this one. */
const LOWEST_OF_OURS = 'area-fill'

describe.skipIf(browserPath === null)(`the base map${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let admin: Ask
  let host: CameraServer
  let red: Buffer

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    admin = visitor(app, await app.signIn('admin'))
    writeFileSync(join(app.dataDir, 'basemap', '本乡.pmtiles'), lake())
    red = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#ff2000' } })
      .png()
      .toBuffer()
    host = await startCamera((path, response) => {
      response.setHeader('access-control-allow-origin', '*')
      if (path === '/style.json') return response.end(JSON.stringify(redStyle()))
      if (path.startsWith('/tiles/')) return response.setHeader('content-type', 'image/png').end(red)
      return response.writeHead(404).end()
    })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await host?.stop()
  })

  const redStyle = () => ({
    version: 8,
    sources: {
      red: { type: 'raster', tiles: ['tiles/{z}/{x}/{y}.png'], tileSize: 256, attribution: '<a href="x">© 红图社</a>' },
    },
    layers: [{ id: 'red', type: 'raster', source: 'red' }],
  })
  async function set(json: unknown) {
    const answer = await admin('/api/basemap', { method: 'PUT', json })
    expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([200, ''])
  }
  const setStyle = (datum: string) => set({ type: 'style', url: `${host.origin}/style.json`, datum })

  /** A page with a map, without the relief, which would shade the colours that are looked at. */
  async function open(
    path: string,
    username: string,
    options: { theme?: 'light' | 'dark' | 'system'; language?: 'zh' | 'en' } = {},
  ) {
    const context = await openDevice(browser, path === '/wall' ? [1920, 1080] : [1366, 768], options.language ?? 'zh')
    await context.addInitScript((chosen) => {
      if (location.protocol.startsWith('http')) localStorage.setItem('theme', chosen)
    }, options.theme ?? 'light')
    await context.route('**/api/terrain', (route) => route.fulfill({ json: { relief: null } }))
    return { context, page: () => signInAt(context, `${app.url()}${path}`, username, DEMO_PASSWORD) }
  }
  async function opened(...of: Parameters<typeof open>): Promise<Page> {
    return (await open(...of)).page()
  }

  it('of a file is drawn on the wall beneath every line and name of ours, in grey, with whose it is', async () => {
    await set({ type: 'pmtiles', file: '本乡.pmtiles', attribution: OWNER })
    for (const theme of ['light', 'dark'] as const) {
      const page = await opened('/wall', 'wall', { theme })
      await expect.poll(() => count(page, 'base-archive-water'), patience).toBeGreaterThan(0)
      await expect.poll(() => count(page, 'base-archive-places-1'), patience).toBeGreaterThan(0)
      const layers = await layerIds(page)
      expect(layers.findLastIndex((id) => id.startsWith('base-'))).toBeLessThan(layers.indexOf(LOWEST_OF_OURS))
      // The lake is everywhere, and seen where our own ground would else hide it.
      await expect.poll(() => commonColour(page), patience).toEqual(await token(page, '--map-water'))
      expect(await isUncovered(page, OWNER)).toBe(true)
      expect(await count(page, 'area-village-line')).toBeGreaterThan(0)
      await keepPicture(page, `basemap-file-wall-${theme}`)
      await page.context().close()
    }
  })

  it('comes back after the graphics were lost, and follows the theme', async () => {
    await set({ type: 'pmtiles', file: '本乡.pmtiles', attribution: OWNER })
    const page = await opened('/', 'duty', { theme: 'system' })
    await expect.poll(() => commonColour(page), patience).toEqual(await token(page, '--map-water'))
    await loseGraphics(page)
    await expect.poll(() => count(page, 'base-archive-water'), patience).toBeGreaterThan(0)
    await expect.poll(() => commonColour(page), patience).toEqual(await token(page, '--map-water'))
    const before = await token(page, '--map-water')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(() => commonColour(page), patience).toEqual(await token(page, '--map-water'))
    expect(await token(page, '--map-water')).not.toEqual(before)
    await page.context().close()
  })

  it('is followed by a wall by itself, in a quiet moment', async () => {
    await set({ type: 'pmtiles', file: '本乡.pmtiles', attribution: OWNER })
    const page = await opened('/wall', 'wall')
    await page.getByText(OWNER).waitFor()
    await setStyle('WGS-84')
    await page.getByText('© 红图社').waitFor()
    await set({ type: 'none' })
    await expect.poll(() => page.getByText('底图：').count(), patience).toBe(0)
    await expect.poll(() => count(page, 'area-village-line'), patience).toBeGreaterThan(0)
    expect((await layerIds(page)).filter((id) => id.startsWith('base-'))).toEqual([])
    await page.context().close()
  })

  it('in GCJ-02 has all of ours drawn beside its WGS-84 place, and a click gives back the place itself', async () => {
    await setStyle('GCJ-02')
    const { items } = (await (await admin('/api/devices')).json()) as { items: Device[] }
    const device = items.find(({ location }) => location !== null) ?? expect.fail('no device has a place')
    const place = device.location ?? expect.fail('it has one')
    const page = await opened('/', 'duty')
    await expect.poll(() => page.getByText('© 红图社').count(), patience).toBe(1)
    await expect.poll(async () => distanceMetres(await drawnAt(page, device.id), place), patience).toBeGreaterThan(300)
    const drawn = await drawnAt(page, device.id)
    expect(distanceMetres(drawn, place)).toBeLessThan(700)
    await keepPicture(page, 'basemap-gcj')

    await page.keyboard.press('n')
    await page.getByText('在地图上点').first().waitFor()
    const at = await page.evaluate((centre) => {
      const element = document.querySelector<MapElement>('.map-canvas')
      element?.map?.jumpTo({ center: centre, zoom: 18 })
      const { x = 0, y = 0 } = element?.map?.project(centre) ?? {}
      const { left = 0, top = 0 } = element?.getBoundingClientRect() ?? {}
      return [left + x, top + y] as const
    }, drawn)
    await page.mouse.click(...at)
    const chosen = page.locator('.chosen strong')
    await chosen.waitFor()
    const [lng = 0, lat = 0] = ((await chosen.textContent()) ?? '').replace('✓', '').split(',').map(Number)
    expect(distanceMetres([lng, lat], place)).toBeLessThan(5)
    await page.context().close()
  })

  it('in GCJ-02 leaves the relief out, and says so', async () => {
    await setStyle('GCJ-02')
    const { context, page: signedIn } = await open('/', 'duty')
    await context.unroute('**/api/terrain')
    const page = await signedIn()
    await page.getByText('底图为 GCJ-02 坐标，不显示地形阴影').waitFor()
    expect(await layerIds(page)).not.toContain('relief')
    await page.context().close()
  })

  it('makes pictures of others quiet', async () => {
    await setStyle('WGS-84')
    for (const theme of ['light', 'dark'] as const) {
      const page = await opened('/', 'duty', { theme })
      await expect.poll(() => page.getByText('© 红图社').count(), patience).toBe(1)
      // Bright red would have 255 of red, and next to nothing of green and blue.
      await expect.poll(async () => spread(await commonColour(page)), patience).toBeGreaterThan(10)
      expect(spread(await commonColour(page))).toBeLessThan(90)
      await keepPicture(page, `basemap-quiet-${theme}`)
      await page.context().close()
    }
  })

  it('of a file of pictures is drawn as quietly, and beneath every line of ours', async () => {
    writeFileSync(join(app.dataDir, 'basemap', '影像.pmtiles'), imagery(red))
    await set({ type: 'pmtiles', file: '影像.pmtiles', attribution: OWNER })
    const page = await opened('/', 'duty')
    await expect.poll(async () => spread(await commonColour(page)), patience).toBeGreaterThan(10)
    expect(spread(await commonColour(page))).toBeLessThan(90)
    const layers = await layerIds(page)
    expect(layers.findLastIndex((id) => id.startsWith('base-'))).toBeLessThan(layers.indexOf(LOWEST_OF_OURS))
    expect(await isUncovered(page, OWNER)).toBe(true)
    await keepPicture(page, 'basemap-file-of-pictures')
    await page.context().close()
  })

  it('of 天地图 is asked for with the key, layer and names, and says whose it is in both languages', async () => {
    await set({ type: 'tianditu', key: KEY, layer: 'vec' })
    for (const [language, words] of [
      ['zh', '底图：天地图 · 自然资源部'],
      ['en', 'Base map: Tianditu 天地图 · Ministry of Natural Resources'],
    ] as const) {
      const { context, page: signedIn } = await open('/', 'duty', { language })
      const asked = await standInForTianditu(context, red)
      const page = await signedIn()
      await page.getByText(words).waitFor()
      await expect.poll(() => asked.length, patience).toBeGreaterThan(3)
      const layers = new Set(asked.map((url) => url.searchParams.get('LAYER')))
      expect(layers).toEqual(new Set(['vec', 'cva']))
      for (const { hostname, pathname, searchParams } of asked) {
        expect(hostname).toMatch(/^t[0-7]\.tianditu\.gov\.cn$/)
        expect(pathname).toBe(`/${searchParams.get('LAYER')}_w/wmts`)
        expect(searchParams.get('tk')).toBe(KEY)
        for (const name of ['TILEMATRIX', 'TILEROW', 'TILECOL']) expect(searchParams.get(name)).toMatch(/^\d+$/)
      }
      await expect.poll(async () => spread(await commonColour(page)), patience).toBeGreaterThan(10)
      expect(await isUncovered(page, words)).toBe(true)
      await keepPicture(page, `basemap-tianditu-${language}`)
      await page.context().close()
    }
  })

  it('whose host is dead is said to be missing, and takes nothing of ours with it, also after the graphics were lost', async () => {
    const dying = await startCamera((_path, response) => {
      response.setHeader('access-control-allow-origin', '*')
      response.end(JSON.stringify(redStyle()))
    })
    await set({ type: 'style', url: `${dying.origin}/style.json`, datum: 'WGS-84' })
    await dying.stop()
    for (const [path, username, language, words] of [
      ['/wall', 'wall', 'zh', '底图未加载'],
      ['/', 'duty', 'en', 'Base map not loaded'],
    ] as const) {
      const page = await opened(path, username, { language })
      await page.getByText(words).waitFor()
      await expect.poll(() => oursIsDrawn(page), patience).toBe(true)
      expect(await isUncovered(page, words)).toBe(true)
      await loseGraphics(page)
      await expect.poll(() => oursIsDrawn(page), patience).toBe(true)
      await keepPicture(page, `basemap-missing-${path === '/' ? 'desk' : 'wall'}`)
      await page.context().close()
    }
  })

  it('whose tiles fail is said to be missing too', async () => {
    await set({ type: 'tianditu', key: KEY, layer: 'img' })
    const { context, page: signedIn } = await open('/', 'duty')
    await context.route(/tianditu\.gov\.cn/, (route) => route.fulfill({ status: 403 }))
    const page = await signedIn()
    await page.getByText('底图未加载').waitFor()
    await expect.poll(() => oursIsDrawn(page), patience).toBe(true)
    await page.context().close()
  })

  it('is chosen on a page of the desk, with what is wrong at each field and a look at it beside', async () => {
    await set({ type: 'none' })
    const page = await opened('/basemap', 'admin')
    const choose = (label: string) => page.getByLabel('用什么底图').selectOption({ label })
    const save = () => page.getByRole('button', { name: '保存底图' }).click()

    await choose('天地图')
    await save()
    await page.getByText('密钥是 32 位的数字和字母 a–f').waitFor()
    await choose('地图样式地址（MapLibre 样式）')
    await page.getByLabel('样式地址').fill(`${host.origin}/gone.json`)
    await save()
    await page.getByText(`取不到：`).waitFor()
    expect(await page.getByText(`${host.origin}/gone.json`).count()).toBe(1)
    await keepPicture(page, 'basemap-page-faults')

    await choose('本机的 PMTiles 文件（不需要外网）')
    await page.getByLabel('文件', { exact: true }).selectOption('本乡.pmtiles')
    await save()
    await page.getByText('请写明地图是谁的').waitFor()
    // It is looked at before anything is saved.
    await expect.poll(() => count(page, 'base-archive-water'), patience).toBeGreaterThan(0)
    await page.getByLabel('地图是谁的').fill(OWNER)
    await save()
    await page.getByText('已保存。大屏会自己换上').waitFor()
    await page.getByText(`底图：${OWNER}`).waitFor()
    await keepPicture(page, 'basemap-page-zh-light')

    await choose('地图样式地址（MapLibre 样式）')
    await page.getByLabel('样式地址').fill(`${host.origin}/style.json`)
    await page.getByText('保存以后才能预览').waitFor()
    await save()
    // The page was loaded anew with a policy that names the host.
    await page.getByText('底图：© 红图社').waitFor()
    expect(await page.getByText(host.origin, { exact: true }).count()).toBe(1)
    await page.context().close()

    const other = await opened('/basemap', 'admin', { theme: 'dark', language: 'en' })
    await other.getByText('Base map: © 红图社').waitFor()
    await expect.poll(async () => spread(await commonColour(other)), patience).toBeGreaterThan(10)
    await keepPicture(other, 'basemap-page-en-dark')
    await other.context().close()
  })
})

async function standInForTianditu(context: BrowserContext, body: Buffer): Promise<URL[]> {
  const asked: URL[] = []
  await context.route(/tianditu\.gov\.cn/, (route) => {
    asked.push(new URL(route.request().url()))
    return route.fulfill({ contentType: 'image/png', body, headers: { 'access-control-allow-origin': '*' } })
  })
  return asked
}

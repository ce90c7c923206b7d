import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, startBrowser } from '../support/browser.ts'
import { aFire, closed, madeUpScreen } from '../support/made-up-screen.ts'
import { type StandIn, startStandIn } from '../support/stand-in-server.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const patience = { timeout: 60_000, interval: 100 }
const HOUR_MS = 3600_000
const BEGAN_MS = Date.UTC(2026, 10, 23, 12)

type MapLike = {
  getCanvas(): HTMLCanvasElement
  getStyle(): { layers: { id: string }[] }
  getFeatureState(of: { source: string; id: string }): Record<string, unknown>
  queryRenderedFeatures(options: { layers: string[] }): { properties: { id: string } }[]
  isStyleLoaded(): boolean
  triggerRepaint(): void
}

describe.skipIf(browserPath === null)(`the wall through a long night${skipped}`, () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let standIn: StandIn
  let context: BrowserContext
  let nowMs = BEGAN_MS
  const madeUp = madeUpScreen({ columns: 2, rows: 2, grids: 2, devices: 40 }, BEGAN_MS)
  const grid = madeUp.areas.features.at(-1)

  const fireAt = (n: number) => {
    const device = madeUp.devices[n]
    if (device === undefined || grid === undefined) throw new Error('there is nothing in this township')
    // Near each other: the map shows the ground around the first.
    const location: [number, number] = [112.02 + n * 0.002, 36.52]
    return aFire(n, device, grid, nowMs, { place: { type: 'point', location, radiusMetres: 30 } })
  }
  const open = (n: number) => standIn.change({ type: 'incident', incident: fireAt(n) })
  const close = (n: number) => standIn.change({ type: 'incident', incident: closed(fireAt(n), nowMs) })

  beforeAll(async () => {
    browser = await startBrowser(browserPath ?? '')
  })
  beforeEach(async () => {
    nowMs = BEGAN_MS
    await standIn?.stop()
    standIn = await startStandIn(madeUp, { now: () => nowMs, beatEveryMs: null })
    await context?.close()
    context = await openDevice(browser, [960, 540])
  })
  afterAll(async () => {
    await browser?.close()
    await standIn?.stop()
  })

  /** A wall at whose machine it is `atMs`, its clock standing still; everything it throws is in `thrown`. */
  async function wallAt(atMs: number) {
    const page = await context.newPage()
    const thrown: string[] = []
    page.on('pageerror', (error) => thrown.push(error.stack ?? error.message))
    await page.clock.install({ time: atMs })
    await page.goto(`${standIn.url}/wall`)
    await page.locator('.map-canvas canvas').waitFor()
    await page.locator('.attention .count').waitFor()
    await page.clock.pauseAt(atMs + 30_000)
    nowMs += 30_000
    standIn.beat()
    return { page, thrown }
  }

  /** Lets the page's own clock run until it shows what is wanted. */
  async function until(page: Page, wanted: () => Promise<boolean>) {
    await expect
      .poll(async () => {
        await page.clock.runFor(250)
        return wanted()
      }, patience)
      .toBe(true)
  }
  const timeShown = (page: Page) => page.locator('.header .time').textContent()
  const timeOf = (ms: number) => new Date(ms + 8 * HOUR_MS).toISOString().slice(11, 16)

  it.each([-2, 2])('shows the time of the server when the machine’s clock leaps by %i hours', async (hours) => {
    open(0)
    const { page, thrown } = await wallAt(BEGAN_MS)
    await page.locator('.card').waitFor()
    await page.clock.setSystemTime(nowMs + hours * HOUR_MS)
    // Until the server speaks again, nothing counts below nothing.
    await page.clock.runFor(2000)
    expect(await page.locator('.wall').textContent()).not.toMatch(/-\d/)
    standIn.beat()
    await until(page, async () => (await timeShown(page))?.startsWith(timeOf(nowMs)) === true)
    expect(await page.locator('.card .timer').textContent()).toMatch(/^0[0-2]:\d\d$/)
    expect(await page.locator('.header .late').count()).toBe(0)
    expect(thrown).toEqual([])
  })

  it('says after eight hours of sleep that its data is old, and shows what there is as soon as it hears of it', async () => {
    open(0)
    const { page, thrown } = await wallAt(BEGAN_MS)
    await page.locator('.card').waitFor()
    standIn.cut(true)
    nowMs += 8 * HOUR_MS
    await page.clock.fastForward(8 * HOUR_MS)
    await until(page, async () => (await page.locator('.strip.lost').count()) === 1)
    expect(await page.locator('.strip.lost').textContent()).toMatch(/8:00:\d\d/)
    close(0)
    open(1)
    open(2)
    standIn.cut(false)
    await until(page, async () => (await page.locator('.strip').count()) === 0)
    await until(page, async () => (await page.locator('.attention .count').textContent()) === '2')
    expect(await timeShown(page)).toContain(timeOf(nowMs))
    expect(thrown).toEqual([])
  })

  it('shows after a minute in which the page stood still what came meanwhile, without being loaded anew', async () => {
    await standIn.stop()
    standIn = await startStandIn(madeUp)
    const page = await context.newPage()
    const thrown: string[] = []
    page.on('pageerror', (error) => thrown.push(error.stack ?? error.message))
    await page.goto(`${standIn.url}/wall`)
    await page.locator('.calm').waitFor()
    await page.evaluate(() => Object.assign(window, { loadedOnce: true }))
    await expect.poll(() => standIn.drawn(), patience).toBe(1)
    // No line of the page runs from here on, as when its machine is choked.
    const session = await context.newCDPSession(page)
    await session.send('Debugger.enable')
    const stands = new Promise<unknown>((resolve) => session.once('Debugger.paused', resolve))
    await session.send('Debugger.pause')
    await stands
    nowMs = Date.now()
    open(0)
    open(1)
    close(0)
    await new Promise((resolve) => setTimeout(resolve, 60_000))
    expect(standIn.drawn(), 'the server must not be told that this was painted').toBe(1)
    await session.send('Debugger.resume')
    await page.locator('.card').waitFor()
    await expect.poll(() => page.locator('.attention .count').textContent(), patience).toBe('1')
    await expect.poll(() => standIn.drawn(), patience).toBe(4)
    await expect.poll(() => page.locator('.strip').count(), patience).toBe(0)
    expect(await page.evaluate(() => 'loadedOnce' in window)).toBe(true)
    expect(thrown).toEqual([])
  })

  it('draws what came while the graphics context of its map was lost, and says meanwhile that it cannot', async () => {
    open(0)
    open(1)
    standIn.statuses([{ ...standInStatus(madeUp, 5), health: 'offline' }])
    const page = await context.newPage()
    const thrown: string[] = []
    page.on('pageerror', (error) => thrown.push(error.stack ?? error.message))
    await page.goto(`${standIn.url}/wall`)
    await expect.poll(() => drawnIncidents(page), patience).toEqual(['i0', 'i1'])
    const layers = await layersOf(page)
    await keepPicture(page, 'wall-context-before')
    expect(await healthOf(page, 'd5')).toBe('offline')

    await page.evaluate(() => {
      const { map } = document.querySelector('.map-canvas') as HTMLElement & { map: MapLike }
      const lose = map.getCanvas().getContext('webgl2')?.getExtension('WEBGL_lose_context')
      // Kept, for a lost context gives out no extensions.
      Object.assign(window, { restore: () => lose?.restoreContext() })
      lose?.loseContext()
    })
    await page.locator('.map .note').waitFor()
    close(0)
    open(2)
    standIn.statuses([{ ...standInStatus(madeUp, 6), health: 'offline' }])
    await expect.poll(() => page.locator('.attention .count').textContent(), patience).toBe('2')
    await page.locator('.card', { hasText: '烟雾' }).first().waitFor()
    await expect.poll(() => standIn.drawn(), patience).toBeGreaterThanOrEqual(5)

    await page.evaluate(() => (window as unknown as { restore(): void }).restore())
    await expect.poll(() => page.locator('.map .note').count(), patience).toBe(0)
    await expect.poll(() => drawnIncidents(page), patience).toEqual(['i1', 'i2'])
    expect(await layersOf(page)).toEqual(layers)
    expect([await healthOf(page, 'd5'), await healthOf(page, 'd6')]).toEqual(['offline', 'offline'])
    await keepPicture(page, 'wall-context-restored')
    expect(thrown).toEqual([])
  })
})

function standInStatus({ statuses }: ReturnType<typeof madeUpScreen>, n: number) {
  const status = statuses[n]
  if (status === undefined) throw new Error('there is no such device')
  return status
}

/** The incidents whose symbols are in the picture of the map. */
function drawnIncidents(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { map } = document.querySelector('.map-canvas') as HTMLElement & { map?: MapLike }
    if (map?.getStyle()?.layers.some(({ id }) => id === 'incident-symbol') !== true) return []
    const drawn = map.queryRenderedFeatures({ layers: ['incident-symbol'] })
    return [...new Set(drawn.map(({ properties }) => properties.id))].sort()
  })
}

function layersOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { map } = document.querySelector('.map-canvas') as HTMLElement & { map: MapLike }
    return map.getStyle().layers.map(({ id }) => id)
  })
}

function healthOf(page: Page, id: string): Promise<unknown> {
  return page.evaluate((device) => {
    const { map } = document.querySelector('.map-canvas') as HTMLElement & { map: MapLike }
    return map.getFeatureState({ source: 'devices', id: device })['health']
  }, id)
}

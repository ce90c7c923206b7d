import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped =
  browserPath === null ? ', SKIPPED: this machine has no Chromium or Chrome (set CHROMIUM to its path)' : ''
/** What these tests ask the map that the page keeps on its element. */
type MapElement = HTMLElement & {
  map?: {
    getLayer(id: string): object | undefined
    getStyle(): { layers: { id: string }[] }
    isSourceLoaded(id: string): boolean
    areTilesLoaded(): boolean
  }
}

const patience = { timeout: 60_000, interval: 200 }

describe.skipIf(browserPath === null)(`the relief on the map${skipped}`, () => {
  let demo: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    demo = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  })

  /** The desk of `username`, with what it asked for of the terrain and what it complained of. */
  async function openMap(app: RunningApp, path: string, username: string, password: string, theme: 'light' | 'dark') {
    const context = await openDevice(browser, [1366, 768])
    const tiles: number[] = []
    const complaints: string[] = []
    context.on('response', (response) => {
      if (/\/api\/terrain\/\d/.test(response.url())) tiles.push(response.status())
    })
    context.on('console', (message) => {
      // Whoever is not signed in yet is told so on the way to the form.
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text())
    })
    context.on('weberror', (error) => complaints.push(String(error.error())))
    await context.addInitScript((chosen) => {
      if (location.protocol.startsWith('http')) localStorage.setItem('theme', chosen)
    }, theme)
    const page = await signInAt(context, `${app.url()}${path}`, username, password)
    await page.emulateMedia({ colorScheme: theme })
    await page.locator('.map-canvas canvas').waitFor()
    return { page, tiles, complaints }
  }

  it.each([
    ['/', 'duty', 'light'],
    ['/', 'duty', 'dark'],
    ['/wall', 'wall', 'light'],
    ['/wall', 'wall', 'dark'],
  ] as const)(
    'is drawn on %s under lines and names, and said to be made up (%s, %s)',
    async (path, username, theme) => {
      const { page, tiles, complaints } = await openMap(demo, path, username, DEMO_PASSWORD, theme)
      // Until the first tile is asked for, nothing is waited for either.
      await expect.poll(() => tiles.length, patience).toBeGreaterThan(0)
      await expect.poll(() => drawn(page), patience).toBe(true)
      expect(await page.getByText('演示地形为生成').isVisible()).toBe(true)
      expect(new Set(tiles)).toEqual(new Set([200]))
      const layers = await layerIds(page)
      expect(layers.indexOf('relief')).toBeGreaterThan(layers.indexOf('area-fill'))
      expect(layers.indexOf('relief')).toBeLessThan(layers.indexOf('area-zone-line'))
      expect(complaints).toEqual([])
      await keepPicture(page, `relief-${path === '/' ? 'desk' : 'wall'}-${theme}`)
      await page.context().close()
    },
  )

  it('is absent without a word where nobody has put elevations', async () => {
    const app = await startApp({ demo: false, env: { DATABASE_URL: '', ADMIN_PASSWORD: DEMO_PASSWORD } })
    try {
      const { page, tiles, complaints } = await openMap(app, '/', 'admin', DEMO_PASSWORD, 'light')
      await expect.poll(async () => (await layerIds(page)).includes('area-zone-line'), patience).toBe(true)
      await page.waitForLoadState('networkidle')
      expect(await layerIds(page)).not.toContain('relief')
      expect(await page.getByText('演示地形为生成').count()).toBe(0)
      expect([tiles, complaints]).toEqual([[], []])
      await page.context().close()
    } finally {
      await app.stop()
    }
  })
})

/** Whether the layer is there and the map has drawn all that it wanted of it. */
function drawn(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const map = document.querySelector<MapElement>('.map-canvas')?.map
    return map?.getLayer('relief') !== undefined && map.isSourceLoaded('relief') && map.areTilesLoaded()
  })
}

function layerIds(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      document
        .querySelector<MapElement>('.map-canvas')
        ?.map?.getStyle()
        .layers.map(({ id }) => id) ?? [],
  )
}

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { browserPath, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn, soundAlarm } from '../support/demo-alarms.ts'
import { mosquittoPubInstalled } from '../support/mosquitto-pub.ts'
import { clearRoster } from '../support/own-roster.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const canRun = browserPath !== null && mosquittoPubInstalled
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium or no mosquitto_pub'
const WIDTHS = [360, 768, 1366]
const LONG_NAME = '社会主义新农村建设示范村 Upper Willow Bend Administrative Village'

describe.skipIf(!canRun)(`no page has to be scrolled sideways at 360, 768 or 1366 pixels${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    const ask = visitor(app, await app.signIn('admin'))
    const village = demoTownship().areas.find(({ level }) => level === 'village')
    const { id, geometry, ...properties } = village ?? fail()
    const feature = { type: 'Feature', geometry, properties: { ...properties, name: LONG_NAME } }
    await ask(`/api/areas/${id}`, { method: 'PUT', json: feature })
    await clearRoster(app)
    for (const [post, personId] of [
      ['officer', 'duty'],
      ['leader', 'leader'],
    ] as const) {
      const validUntil = new Date(Date.now() + 24 * 3600_000).toISOString()
      const json = { areaId: 'township', post, personId, validFrom: new Date().toISOString(), validUntil }
      expect((await ask(`/api/shifts/now-${post}`, { method: 'PUT', json })).status).toBe(201)
    }
    await soundAlarm(app.mqttPort() ?? 0, smokeAlarmIn('tulingdi-g1-z1'))
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it.each(['zh', 'en'] as const)('the desk, the review and the set-up, in %s', async (language) => {
    const context = await openDevice(browser, [1366, 768], language)
    const page = await signInAt(context, `${app.url()}/`, 'admin', DEMO_PASSWORD)
    await page.locator('.panel .lines li').first().waitFor()
    expect(await widthsTooNarrowFor(page)).toEqual([])
    const incidentId = await page.evaluate(async () => (await (await fetch('/api/incidents')).json()).items[0].id)
    const pages = [
      ['/devices', 'tbody tr'],
      ['/quarantine', 'h1'],
      ['/danger', '.card form'],
      ['/roster', 'textarea'],
      ['/print/duty-log', '.signatures'],
      ['/sources', 'h1'],
      ['/basemap', 'form'],
      ['/people', 'tbody tr'],
      ['/account', '.session'],
      ['/review', 'tbody tr'],
      [`/review/${incidentId}`, '.timeline li'],
      ['/setup', 'textarea'],
    ] as const
    for (const [path, ready] of pages) {
      await page.goto(`${app.url()}${path}`)
      await page.locator(ready).first().waitFor()
      expect(await widthsTooNarrowFor(page), path).toEqual([])
    }
    await context.close()
  })

  it.each(['zh', 'en'] as const)('the phone, with text of every size, in %s', async (language) => {
    const context = await openDevice(browser, [360, 640], language)
    const page = await signInAt(context, `${app.url()}/m`, 'member', DEMO_PASSWORD)
    for (const [path, ready] of [
      ['/m', 'article'],
      ['/m/report', '[role=radio]'],
      ['/m/devices', '.session'],
      ['/m/away', '.choice'],
    ] as const)
      for (const size of [0, 1, 2, 3]) {
        await page.evaluate((chosen) => localStorage.setItem('phone-text-size', String(chosen)), size)
        await page.goto(`${app.url()}${path}`)
        await page.locator(ready).first().waitFor()
        expect(await widthsTooNarrowFor(page), `${path} with text of size ${size}`).toEqual([])
      }
    await context.close()
  })
})

async function widthsTooNarrowFor(page: Page): Promise<number[]> {
  const found: number[] = []
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 768 })
    // Parts that scroll by themselves hide what the page would otherwise be too wide for: they are asked as well.
    const widest = await page.evaluate(() =>
      Math.max(...[...document.querySelectorAll('html, .desk, .main, .page')].map((e) => e.scrollWidth)),
    )
    if (widest > width) found.push(width)
  }
  return found
}

function fail(): never {
  throw new Error('the demo township has no villages')
}

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowserWithoutWebGl } from '../support/browser.ts'
import { smokeAlarmIn, soundAlarm } from '../support/demo-alarms.ts'
import { mosquittoPubInstalled } from '../support/mosquitto-pub.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const canRun = browserPath !== null && mosquittoPubInstalled
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium or no mosquitto_pub'

describe.skipIf(!canRun)(`on a machine without WebGL 2${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowserWithoutWebGl>>

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowserWithoutWebGl(browserPath ?? '')
    await soundAlarm(app.mqttPort() ?? 0, smokeAlarmIn('tulingdi-g1-z1'))
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  async function open(username: string, path: string, size: readonly [number, number]) {
    const context = await openDevice(browser, size)
    const broken: string[] = []
    context.on('weberror', (error) => broken.push(error.error().message))
    const page = await signInAt(context, `${app.url()}${path}`, username, DEMO_PASSWORD)
    await page.getByText('缺少 WebGL 2').waitFor()
    return { page, broken }
  }

  /** What the still picture says: the names of areas and the words of incidents. */
  const wordsInPicture = (page: Page) => page.locator('.still svg text').allTextContents()

  it('shows on the wall the list, a still picture of the ground with the incident in it, and says why', async () => {
    const { page, broken } = await open('wall', '/wall', [1920, 1080])
    await page.locator('.card', { hasText: '烟雾' }).waitFor()
    await expect.poll(() => wordsInPicture(page), { timeout: 30_000 }).toContain('烟雾')
    // The areas come by a question of their own, after the incident or before it.
    await expect.poll(() => page.locator('.still path.area').count(), { timeout: 30_000 }).toBeGreaterThan(10)
    await keepPicture(page, 'without-webgl-wall')
    expect(broken).toEqual([])
  })

  it('does so on the desk, where reporting an event works without the map', async () => {
    const { page, broken } = await open('duty', '/', [1366, 768])
    await page.locator('.panel .lines li').first().waitFor()
    await expect.poll(() => wordsInPicture(page), { timeout: 30_000 }).toContain('烟雾')
    await page.getByRole('button', { name: '电话接报' }).click()
    await page.locator('.panel form').waitFor()
    expect(await page.getByText('在地图上点出事的地方').count()).toBe(0)
    await keepPicture(page, 'without-webgl-desk')
    expect(broken).toEqual([])
  })
})

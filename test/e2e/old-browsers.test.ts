import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { asOldAs } from '../support/old-browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''

describe.skipIf(browserPath === null)(`a browser with the language of years ago${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    const json = { id: crypto.randomUUID(), kind: 'fire', description: '', location: [112.196, 36.604] }
    await visitor(app, await app.signIn('duty'))('/api/reports', { method: 'POST', json })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it.each([
    ['the wall', 109, 'wall', '/wall', [1920, 1080], '.card'],
    ['the desk', 109, 'duty', '/', [1366, 768], 'li button.row'],
    ['the devices', 109, 'duty', '/devices', [1366, 768], 'tbody tr'],
    ['the roster', 109, 'duty', '/roster', [1366, 768], 'h1'],
    ['the review', 109, 'duty', '/review', [1366, 768], 'h1'],
    ['the phone', 80, 'member', '/m', [360, 640], 'main'],
    ['a report by phone', 80, 'member', '/m/report', [360, 640], 'main button'],
  ] as const)('shows %s without an error', async (name, age, username, path, size, shown) => {
    const device = await openDevice(browser, size)
    await asOldAs(device, age)
    const errors: string[] = []
    device.on('weberror', (error) => errors.push(error.error().message))
    device.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    const page = await signInAt(device, `${app.url()}${path}`, username, DEMO_PASSWORD)
    await page.locator(shown).first().waitFor()
    expect(await page.evaluate(() => 'withResolvers' in Promise)).toBe(false)
    if (path === '/wall' || path === '/') {
      await page.locator('.map-canvas canvas').waitFor()
      await page.waitForFunction(() => {
        type Drawn = { queryRenderedFeatures(): { layer: { id: string } }[] }
        const canvas = document.querySelector<HTMLElement & { map?: Drawn }>('.map-canvas')
        return canvas?.map?.queryRenderedFeatures().some(({ layer }) => layer.id === 'incident-symbol')
      })
    }
    await keepPicture(page, `old-${name.replaceAll(' ', '-')}`)
    expect(errors.filter((words) => !/401|404/.test(words))).toEqual([])
    await device.close()
  })
})

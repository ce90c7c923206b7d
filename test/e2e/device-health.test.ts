import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectPublisher } from '../../server/mqtt/broker-client.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium or Chrome' : ''

describe.skipIf(browserPath === null)(`the list of devices${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it('shows what is wrong with a device, and takes it into maintenance that ends by itself', async () => {
    const headers = { cookie: await app.signIn('admin'), 'content-type': 'application/json' }
    const body = {
      name: '南沟气象站',
      kind: 'weather',
      addresses: [{ source: 'zigbee2mqtt', externalId: 'ditch' }],
      location: [112.196, 36.604],
      expectedIntervalSeconds: 1,
    }
    await fetch(`${app.url()}/api/devices/ditch`, { method: 'PUT', headers, body: JSON.stringify(body) })
    const publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
    await publisher.publish('zigbee2mqtt/ditch', JSON.stringify({ temperature: 3, battery: 9 }), { qos: 1 })
    await publisher.end()

    const device = await openDevice(browser, [1366, 768])
    const page = await signInAt(device, `${app.url()}/devices`, 'admin', DEMO_PASSWORD)
    await page.fill('input[type=search]', '南沟气象站')
    const row = page.locator('tbody tr')
    // Nobody reloads: that it fell silent is told by the passing of time.
    await row.getByText('离线').waitFor()
    await row.getByText('电量低').waitFor()
    await row.getByText('每1秒').waitFor()
    await row.getByText(/^经由/).waitFor()
    await page.locator('header button', { hasText: '有问题' }).click()
    expect(await row.count()).toBe(1)
    await page.fill('input[type=search]', '')
    await keepPicture(page, 'devices-wrong')

    await page.fill('input[type=search]', '南沟气象站')
    await row.locator('button').click()
    await page.getByRole('button', { name: '修改' }).click()
    await page.getByLabel('检修', { exact: true }).selectOption({ label: '检修2小时' })
    await keepPicture(page, 'device-maintenance')
    await page.locator('form button[type=submit]').click()
    // What is being worked on is not wrong.
    await page.getByText('没有符合条件的设备').waitFor()
    await page.locator('header button', { hasText: '有问题' }).click()
    await row.getByText('检修中').waitFor()
    await row.getByText(/^检修至/).waitFor()
    await device.close()
  })
})

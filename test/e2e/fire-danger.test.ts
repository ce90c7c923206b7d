import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { weatherOfLastNoon, wiresOf } from '../../server/demo/telemetry.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn } from '../support/demo-alarms.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import { answerOf, DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''

describe.skipIf(browserPath === null)(`fire danger${skipped}`, () => {
  let app: RunningApp
  let publisher: Publisher
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
    browser = await startBrowser(browserPath ?? '')
    for (const { topic, payload } of weatherOfLastNoon(wiresOf(demoTownship()), new Date(), randomNumbers(3)))
      await publisher.publish(topic, payload, { qos: 1 })
  })
  afterAll(async () => {
    await browser?.close()
    await publisher?.end()
    await app?.stop()
  })

  it('is entered at the desk beside the estimate, stands on wall and phone, and a weak detection is looked at first', async () => {
    const wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    const desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/danger`, 'duty', DEMO_PASSWORD)
    await desk.getByText('现在没有官方等级').waitFor()
    await wall.locator('.danger', { hasText: '未录入' }).waitFor()
    const estimate = desk.locator('.card', { has: desk.getByRole('heading', { name: '系统估算', exact: true }) })
    await estimate.getByText('FWI', { exact: true }).waitFor()
    expect(await estimate.innerText()).toContain('147.2')
    expect(await estimate.innerText()).toContain('不是官方等级')

    await desk.getByLabel('四级 高火险').check()
    await desk.getByRole('button', { name: '录入等级' }).click()
    await desk.locator('.card .grade', { hasText: '四级 高火险' }).waitFor()
    await desk.locator('li', { hasText: '四级 高火险' }).waitFor()
    await wall.locator('.danger', { hasText: '四级' }).waitFor()
    expect(await wall.locator('.danger .estimate').innerText()).toContain('系统估算')
    await keepPicture(desk, 'danger-desk')

    const { location } = smokeAlarmIn('tulingdi-g1-z1')
    const camera = { mastHeightMetres: 20, bearingDegrees: 0, fieldOfViewDegrees: 60, rangeMetres: 3000 }
    const addresses = [{ source: 'native', externalId: 'mast' }]
    const put = await answerOf(
      await fetch(`${app.url()}/api/devices/mast`, {
        method: 'PUT',
        headers: { cookie: await app.signIn('admin'), 'content-type': 'application/json' },
        body: JSON.stringify({ name: '村口摄像头', kind: 'camera', addresses, location, camera }),
      }),
    )
    expect(put.status).toBe(201)
    const phone = await signInAt(await openDevice(browser, [360, 640]), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    const seen = { id: randomUUID(), kind: 'smoke', confidence: 0.4, location, radius: 150 }
    await publisher.publish('xiangshao/mast/event', JSON.stringify(seen), { qos: 1 })
    await phone.getByText('只看，不扑火').waitFor()
    await phone.getByRole('button', { name: '收到，我去看' }).waitFor()
    await wall.locator('.card .state', { hasText: '待核实' }).waitFor()
    await wall.locator('.card .next', { hasText: '先去看' }).waitFor()
    await keepPicture(phone, 'danger-phone')
    await keepPicture(wall, 'danger-wall')

    await desk.getByRole('link', { name: '事件' }).first().click()
    await desk.locator('.panel').getByText('门限45%').waitFor()
    await keepPicture(desk, 'danger-incident')
    await desk.getByRole('button', { name: '直接呼叫' }).click()
    await desk.locator('.panel').getByText('值班室直接呼叫，已于').waitFor()
    await expect.poll(() => wall.locator('.card .state', { hasText: '待核实' }).count(), { timeout: 30_000 }).toBe(0)
    await expect.poll(() => phone.getByText('只看，不扑火').count(), { timeout: 30_000 }).toBe(0)
  })

  it('is readable in English and in the dark', async () => {
    const english = await openDevice(browser, [1366, 768], 'en')
    const desk = await signInAt(english, `${app.url()}/danger`, 'duty', DEMO_PASSWORD)
    await desk.getByText('Grade 4, high').first().waitFor()
    await desk.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'))
    await keepPicture(desk, 'danger-desk-en-dark')
    const wall = await signInAt(
      await openDevice(browser, [1920, 1080], 'en'),
      `${app.url()}/wall`,
      'wall',
      DEMO_PASSWORD,
    )
    await wall.locator('.danger', { hasText: '4 of 5' }).waitFor()
    await wall.evaluate(() => (document.documentElement.dataset['theme'] = 'light'))
    await keepPicture(wall, 'danger-wall-en-light')
    const phone = await signInAt(await openDevice(browser, [360, 640], 'en'), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.getByText('Fire danger today').waitFor()
    await keepPicture(phone, 'danger-phone-en')
    expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1366)
  })
})

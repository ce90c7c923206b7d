import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { snapshotSchema } from '#shared/change.ts'
import { connectPublisher, type Publisher } from '../../server/mqtt/broker-client.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn } from '../support/demo-alarms.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const canRun = browserPath !== null
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium'
const patience = { timeout: 60_000, interval: 100 }
const HOME = smokeAlarmIn('tulingdi-g1-z1').location ?? [0, 0]
/** Thirty calls of three kinds in one zone: each button and each kitchen is an incident of its own. */
const STORM = [
  ...Array.from({ length: 12 }, (_, n) => ({ kind: 'sos', n })),
  ...Array.from({ length: 12 }, (_, n) => ({ kind: 'gas', n: n + 12 })),
  ...Array.from({ length: 6 }, (_, n) => ({ kind: 'missing-person', n: n + 24 })),
]

describe.skipIf(!canRun)(`thirty alarms for one person${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let publisher: Publisher

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    publisher = await connectPublisher({ url: `mqtt://127.0.0.1:${app.mqttPort()}` })
    for (const { kind, n } of STORM) await raise(kind, n)
  })
  afterAll(async () => {
    await publisher?.end()
    await browser?.close()
    await app?.stop()
  })

  async function raise(kind: string, n: number) {
    const location = [HOME[0] + ((n % 6) - 3) * 0.00025, HOME[1] + (Math.floor(n / 6) - 2) * 0.00025]
    const event = { id: `storm-${n}`, kind, location, radius: 1 }
    await publisher.publish(`xiangshao/storm-${n}/event`, JSON.stringify(event), { qos: 1 })
  }

  /** How the calls of the member stand. */
  async function callsOfMember() {
    const { body } = await app.get('/api/snapshot', await app.signIn('duty'))
    const alerts = snapshotSchema.parse(body).incidents.flatMap((incident) => incident.alerts)
    return alerts.filter(({ personId }) => personId === 'member').map(({ state }) => state)
  }

  const group = (page: Page, name: RegExp): Locator => page.getByRole('region', { name })

  it('stand in groups on the phone, with the gravest call for help that nobody answers in full', async () => {
    const phone = await signInAt(await openDevice(browser, [360, 640]), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.getByText('洪峰：10分钟新增30起').waitFor()
    await keepPicture(phone, 'phone-flood')
    expect(await phone.locator('section.group').count()).toBe(3)
    expect(await phone.locator('article').count()).toBe(1)
    expect(
      await group(phone, /求助|SOS|求救/)
        .locator('article')
        .count(),
    ).toBe(1)
    await phone.evaluate(() => {
      document.documentElement.style.fontSize = '150%'
    })
    await keepPicture(phone, 'phone-flood-large-text')
    const box = await phone.getByRole('button', { name: '收到，我去' }).boundingBox()
    expect(box === null ? null : box.y + box.height).toBeLessThanOrEqual(640)
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await phone.context().close()
  })

  it('do not move under a finger: what is new comes when it is lifted', async () => {
    const phone = await signInAt(await openDevice(browser, [360, 640]), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.getByText('洪峰').waitFor()
    const gas = group(phone, /燃气|气/)
    await gas.getByText('12起', { exact: true }).waitFor()
    await phone.mouse.move(5, 5)
    await phone.mouse.down()
    const told = phone.waitForResponse(
      async (answer) => answer.url().includes('/api/changes') && (await answer.text()).includes('"kind":"other"'),
    )
    const location = HOME
    const event = { id: 'late', kind: 'other', location, radius: 5 }
    await publisher.publish('xiangshao/storm-late/event', JSON.stringify(event), { qos: 1 })
    await told
    expect(await phone.locator('section.group').count()).toBe(3)
    await phone.mouse.up()
    await expect.poll(() => phone.locator('main article').count(), patience).toBe(2)
    await phone.context().close()
  })

  it('stand in groups at the desk, which can switch that off, and the wall says how many are new', async () => {
    const desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    await desk.getByText('洪峰：10分钟新增31起').waitFor()
    const rows = desk.locator('section.list button.row')
    // The gravest call for help, and what the desk opened by itself.
    await expect.poll(() => rows.count(), patience).toBeLessThanOrEqual(3)
    await keepPicture(desk, 'desk-flood')
    await desk.getByRole('checkbox', { name: '分组显示' }).uncheck()
    await expect.poll(() => rows.count(), patience).toBe(STORM.length + 1)
    await desk.getByRole('checkbox', { name: '分组显示' }).check()
    for (const head of await desk.locator('section.list button[aria-expanded]').all()) await head.click()
    await expect.poll(() => rows.count(), patience).toBe(STORM.length + 1)
    await desk.context().close()

    const wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    await wall.getByText('洪峰：10分钟新增31起').waitFor()
    await keepPicture(wall, 'wall-flood')
    await wall.context().close()
  })

  it('are each answered by a tap of their own, and no button answers all', async () => {
    const phone = await signInAt(await openDevice(browser, [360, 640]), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.getByText('洪峰').waitFor()
    for (const head of await phone.locator('section.group > button').all()) await head.click()
    await phone.locator('section.group li').first().waitFor()
    await keepPicture(phone, 'phone-flood-opened')
    const go = phone.getByRole('button', { name: '收到，我去' })
    const expected = STORM.length + 1
    await expect.poll(() => go.count(), patience).toBe(expected)
    for (let left = expected; left > 0; left--) {
      await go.first().click()
      await expect.poll(() => go.count(), patience).toBe(left - 1)
    }
    await expect.poll(callsOfMember, patience).toEqual(Array.from({ length: expected }, () => 'accepted'))
    await phone.context().close()
  })
})

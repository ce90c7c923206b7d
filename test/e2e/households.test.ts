import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { addressOf, smokeAlarmIn } from '../support/demo-alarms.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const alarm = smokeAlarmIn('tulingdi-g1-z1')
const home = demoTownship().households.find(({ id }) => alarm.id === `smoke-${id}`)
const DESK = [1366, 768] as const

/** The program's own refusals of what a page tried; the browser says so in its console and by an event. */
async function watchPolicy(page: Page): Promise<string[]> {
  const broken: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) broken.push(message.text())
  })
  return broken
}

describe.skipIf(browserPath === null)(`the household at an alarm${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let incidentId = ''
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    const topic = encodeURIComponent(`zigbee2mqtt/${addressOf(alarm)}`)
    const init = { method: 'POST', body: JSON.stringify({ smoke: true, battery: 97 }) }
    expect((await fetch(`${app.url()}/api/ingest/zigbee2mqtt?topic=${topic}`, init)).status).toBe(200)
    const { body } = await app.get('/api/incidents', await app.signIn('duty'))
    incidentId = (body as { items: { id: string }[] }).items[0]?.id ?? ''
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it('is the first that the called can ring, with the name of its head on the button', async () => {
    const phone = await signInAt(await openDevice(browser, [360, 640]), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    const broken = await watchPolicy(phone)
    await phone.goto(`${app.url()}/m/incident/${incidentId}`)
    const dial = phone.getByRole('link', { name: `打给户主 ${home?.head}` })
    await dial.waitFor()
    expect(await dial.getAttribute('href')).toBe(`tel:${home?.phone}`)
    expect((await dial.boundingBox())?.height).toBeGreaterThanOrEqual(60)
    await keepPicture(phone, 'phone-household')
    const others = phone.getByText(/附近还有 \d+ 户/)
    if ((await others.count()) > 0) await others.click()
    await keepPicture(phone, 'phone-households-open')
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    expect(broken).toEqual([])
    await phone.context().close()
  })

  it('is rung from the desk at once by the duty room', async () => {
    const desk = await signInAt(await openDevice(browser, DESK), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    const broken = await watchPolicy(desk)
    await desk.goto(`${app.url()}/?incident=${incidentId}`)
    const list = desk.getByRole('listitem').filter({ hasText: home?.head ?? '' })
    expect(await list.getByRole('link').first().getAttribute('href')).toBe(`tel:${home?.phone}`)
    await keepPicture(desk, 'desk-households')
    expect(broken).toEqual([])
    await desk.context().close()
  })

  it('is covered for whoever only looks, until they say why', async () => {
    const desk = await signInAt(await openDevice(browser, DESK), `${app.url()}/`, 'admin', DEMO_PASSWORD)
    await desk.goto(`${app.url()}/?incident=${incidentId}`)
    const covered = `${[...(home?.head ?? '')][0]}**`
    const row = desk.getByRole('listitem').filter({ hasText: covered }).first()
    await row.waitFor()
    expect(await desk.getByText(home?.phone ?? '').count()).toBe(0)
    await row.getByRole('button', { name: `显示${covered}的姓名和电话` }).click()
    await desk.getByRole('textbox', { name: '为什么要看' }).fill('户主打不通，找家属')
    await keepPicture(desk, 'desk-household-why')
    await desk.getByRole('button', { name: '显示', exact: true }).click()
    const shown = desk.getByRole('listitem').filter({ hasText: home?.head ?? '' })
    expect(await shown.getByRole('link').first().getAttribute('href')).toBe(`tel:${home?.phone}`)
    await desk.context().close()
  })

  it('is never on the wall', async () => {
    const wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    const broken = await watchPolicy(wall)
    await wall.locator('.card').first().waitFor()
    const text = (await wall.locator('body').textContent()) ?? ''
    expect(text).not.toContain(home?.phone)
    expect(broken).toEqual([])
    await wall.context().close()
  })
})

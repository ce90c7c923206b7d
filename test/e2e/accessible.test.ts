import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { violations } from '../support/axe.ts'
import { browserPath, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn, soundAlarm } from '../support/demo-alarms.ts'
import { mosquittoPubInstalled } from '../support/mosquitto-pub.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const missing = [
  ...(browserPath === null ? ['a Chromium or Chrome (set CHROMIUM to its path)'] : []),
  ...(mosquittoPubInstalled ? [] : ['mosquitto_pub (package mosquitto-clients)']),
]
const skipped = missing.length === 0 ? '' : `, SKIPPED: this machine has no ${missing.join(' and no ')}`

const WALL = [1920, 1080] as const
const DESK = [1366, 768] as const
const PHONE = [360, 640] as const

describe.skipIf(missing.length > 0)(`every page passes axe, light and dark${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  const devices = new Map<string, BrowserContext>()

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  /** A page of somebody who signs in once; `ready` is what it shows when it is whole. */
  async function open(username: string, path: string, size: readonly [number, number], ready: string): Promise<Page> {
    const key = `${username} ${size.join()}`
    const device = devices.get(key)
    const address = `${app.url()}${path}`
    const context = device ?? (await openDevice(browser, size))
    devices.set(key, context)
    const page =
      device === undefined ? await signInAt(context, address, username, DEMO_PASSWORD) : await context.newPage()
    if (device !== undefined) await page.goto(address)
    await page.locator(ready).first().waitFor()
    return page
  }

  async function smokeInTheZoneOf(zoneId: string): Promise<string> {
    const device = smokeAlarmIn(zoneId)
    await soundAlarm(app.mqttPort() ?? 0, device)
    const cookie = await app.signIn('duty')
    const find = async () => {
      // The body is the contract's list of incidents.
      const { items } = (await app.get('/api/incidents', cookie)).body as {
        items: { id: string; deviceIds: string[] }[]
      }
      return items.find(({ deviceIds }) => deviceIds.includes(device.id))?.id
    }
    await expect.poll(find, { timeout: 30_000 }).toBeDefined()
    return (await find()) ?? ''
  }

  it('the sign-in page', async () => {
    const page = await (await openDevice(browser, DESK)).newPage()
    await page.goto(`${app.url()}/login`)
    await page.locator('input[name=password]').waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('the set-up page, before anybody is there and as the administrator sees it', async () => {
    const fresh = await startApp({ demo: false, env: { DATABASE_URL: '' } })
    try {
      const page = await (await openDevice(browser, DESK)).newPage()
      await page.goto(`${fresh.url()}/setup`)
      await page.locator('form').waitFor()
      expect(await violations(page)).toEqual([])
    } finally {
      await fresh.stop()
    }
    expect(await violations(await open('admin', '/setup', DESK, 'textarea'))).toEqual([])
  })

  it('the wall while nothing is wrong, and with an incident, at a contrast of 7 to 1', async () => {
    const wall = await open('wall', '/wall', WALL, '.calm .line')
    expect(await violations(wall, 'enhanced contrast')).toEqual([])
    await smokeInTheZoneOf('liuwan-g1-z1')
    await wall.locator('.card').first().waitFor()
    expect(await violations(wall, 'enhanced contrast')).toEqual([])
  })

  it('the field that finds everything, and the keys on their buttons', async () => {
    const desk = await open('duty', '/', DESK, 'section.list')
    await desk.keyboard.press('Control+k')
    await desk.getByRole('dialog').getByRole('combobox').fill('dhs')
    await desk.getByRole('option').first().waitFor()
    expect(await violations(desk)).toEqual([])
  })

  it('the desk with an incident and everything about it, and the form for a report by telephone', async () => {
    await smokeInTheZoneOf('tulingdi-g1-z1')
    const desk = await open('duty', '/', DESK, '.panel .lines li')
    expect(await violations(desk)).toEqual([])
    await desk.getByRole('button', { name: '电话接报' }).click()
    await desk.locator('.panel form').waitFor()
    expect(await violations(desk)).toEqual([])
  })

  it('the devices and what could not be read', async () => {
    expect(await violations(await open('admin', '/devices', DESK, 'tbody tr'))).toEqual([])
    expect(await violations(await open('admin', '/quarantine', DESK, 'h1'))).toEqual([])
    expect(await violations(await open('admin', '/sources', DESK, 'h1'))).toEqual([])
    expect(await violations(await open('admin', '/basemap', DESK, 'form'))).toEqual([])
  })

  it('the people, one of them, and one’s own devices on the phone', async () => {
    const people = await open('admin', '/people', DESK, 'tbody tr')
    expect(await violations(people)).toEqual([])
    await people.locator('tbody button').first().click()
    await people.locator('#person-title').waitFor()
    await people.getByRole('button', { name: '永久删除…' }).click()
    expect(await violations(people)).toEqual([])
    await people.getByRole('button', { name: '外来检查' }).click()
    await people.locator('input[name=inspector-name]').waitFor()
    expect(await violations(people)).toEqual([])
    expect(await violations(await open('duty', '/account', DESK, '.session'))).toEqual([])
    const devices = await open('cadre', '/m/devices', PHONE, '.session')
    await devices.getByRole('button', { name: '修改密码' }).click()
    await devices.locator('input[name=next]').waitFor()
    expect(await violations(devices)).toEqual([])
  })

  it('who answers for what: plans, one plan, the coverage, the duties, and the list of contacts', async () => {
    expect(await violations(await open('admin', '/plans', DESK, '.list li'))).toEqual([])
    const plan = await open('admin', '/plans?plan=plan-fire', DESK, '.tiers li')
    await plan.getByRole('textbox', { name: '名称' }).fill('火情')
    await plan.getByText('这次改了 1 处').waitFor()
    expect(await violations(plan)).toEqual([])
    expect(await violations(await open('leader', '/coverage', DESK, '.notice'))).toEqual([])
    const duties = await open('admin', '/duties', DESK, '.rows li')
    await duties.locator('.rows .person').first().click()
    await duties.getByRole('heading', { name: '修改责任' }).waitFor()
    expect(await violations(duties)).toEqual([])
    expect(await violations(await open('admin', '/print/contacts', DESK, '.sheet'))).toEqual([])
  })

  it('the fire danger, with the form to enter it', async () => {
    expect(await violations(await open('duty', '/danger', DESK, '.card form'))).toEqual([])
  })

  it('the roster with all its forms, and what is printed of it', async () => {
    const roster = await open('duty', '/roster', DESK, 'textarea')
    await roster.getByRole('button', { name: '加一班' }).click()
    await roster.locator('.panel form').waitFor()
    expect(await violations(roster)).toEqual([])
    expect(await violations(await open('duty', '/print/duty-log', DESK, 'h1'))).toEqual([])
  })

  it('the calls from above, with one overdue, one due soon and all that can be done with it, and the audit log', async () => {
    const cookie = await app.signIn('duty')
    const areaId = demoTownship().areas.find(({ level }) => level === 'township')?.id
    const rest = { areaId, channel: 'call', sender: '县应急局', receivedAt: new Date().toISOString(), content: '…' }
    for (const minutes of [-5, 20])
      await app.post('/api/directives', cookie, {
        ...rest,
        id: `due-${minutes}`,
        replyDueAt: new Date(Date.now() + minutes * 60_000).toISOString(),
      })
    const page = await open('admin', '/directives', DESK, 'article.overdue')
    expect(await violations(page)).toEqual([])
    await page.locator('article').getByRole('button', { name: '叫应' }).first().click()
    await page.getByRole('button', { name: /叫应（\d+ 人）/ }).click()
    await page.getByRole('button', { name: '转告' }).nth(1).click()
    expect(await violations(page)).toEqual([])
    expect(await violations(await open('admin', '/directives/print', DESK, 'table'))).toEqual([])
    expect(await violations(await open('admin', '/audit', DESK, 'tbody tr'))).toEqual([])
  })

  it('the review: the list and one incident', async () => {
    const id = await smokeInTheZoneOf('tulingdi-g1-z1')
    expect(await violations(await open('reviewer', '/review', DESK, 'tbody tr'))).toEqual([])
    expect(await violations(await open('reviewer', `/review/${id}`, DESK, '.timeline li'))).toEqual([])
  })

  it('the phone: without a call, with one, the incident, and a report', async () => {
    expect(await violations(await open('reviewer', '/m', PHONE, '.empty'))).toEqual([])
    const id = await smokeInTheZoneOf('tulingdi-g1-z1')
    expect(await violations(await open('member', '/m', PHONE, 'article'))).toEqual([])
    expect(await violations(await open('member', `/m/incident/${id}`, PHONE, 'ol li'))).toEqual([])
    expect(await violations(await open('member', '/m/report', PHONE, '[role=radio]'))).toEqual([])
    expect(await violations(await open('member', '/m/away', PHONE, '.choice'))).toEqual([])
  })

  it('an address that does not exist', async () => {
    expect(await violations(await open('duty', '/nowhere', DESK, 'h1'))).toEqual([])
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '../../shared/device.ts'
import { inWgs84 } from '../../server/domain/datum.ts'
import { destination } from '../../server/domain/geodesy.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { demoFacts } from '../support/demo-facts.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
/** A position that lies in one village by WGS-84 and in another by GCJ-02. */
const doubtful = (() => {
  const { areas } = demoFacts().arrangement
  for (let lng = 112.1; lng < 112.35; lng += 0.001) {
    const at: [number, number] = [Math.round(lng * 1000) / 1000, 36.6]
    const one = areas.ownerAt('village', at)
    const other = areas.ownerAt('village', inWgs84(at, 'GCJ-02'))
    if (one !== null && other !== null && one.id !== other.id) return at
  }
  throw new Error('the demo township is one village')
})()
const LONG = '聪子峪乡土岭底村第三网格老爷岭护林防火检查站北侧木材堆放场西南角红外人体移动感应报警器（备用）'

describe.skipIf(browserPath === null)(`devices at the desk${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let admin: string
  let desk: Page
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    admin = await app.signIn('admin')
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/devices`, 'admin', DEMO_PASSWORD)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  async function says(device: string, body: object): Promise<void> {
    const init = { method: 'POST', body: JSON.stringify({ device, ...body }) }
    expect((await fetch(`${app.url()}/api/ingest/native`, init)).status).toBe(200)
  }
  async function deviceAt(externalId: string): Promise<Device | undefined> {
    const { body } = await app.get('/api/devices', admin)
    return (body as { items: Device[] }).items.find(({ addresses }) =>
      addresses.some((address) => address.externalId === externalId),
    )
  }
  const inbox = () => desk.getByRole('list', { name: '新设备' })

  it('are placed from the inbox by one click on the map, with a name and a kind', async () => {
    await says('new-boiler', { kind: 'heat', state: 'reading', value: 41, unit: '°C' })
    await desk.getByRole('button', { name: /待登记 \d+ 台/ }).click()
    const row = inbox().getByRole('listitem').filter({ hasText: 'new-boiler' })
    await row.getByText('像是温感').waitFor()
    await row.getByRole('button', { name: '登记' }).click()
    await desk.getByRole('textbox', { name: '名称' }).fill('锅炉房温感')
    const canvas = desk.locator('canvas').first()
    await expect.poll(() => canvas.evaluate((map: HTMLElement) => map.style.cursor)).toBe('crosshair')
    await canvas.click({ position: { x: 90, y: 60 } })
    await desk.locator('p.chosen strong').waitFor()
    await keepPicture(desk, 'desk-inbox-placing')
    await desk.getByRole('button', { name: '保存' }).click()
    await desk.getByText('锅炉房温感已保存').waitFor()
    const placed = await deviceAt('new-boiler')
    expect(placed).toMatchObject({ name: '锅炉房温感', kind: 'heat', registered: true })
    expect(placed?.location).not.toBeNull()
    await expect.poll(() => row.count()).toBe(0)
  })

  it('that are not ours are put aside, and brought back', async () => {
    await says('passing-car', { kind: 'other', state: 'reading', value: 2.3 })
    const row = desk.getByRole('listitem').filter({ hasText: 'passing-car' })
    await row.getByRole('button', { name: '不是我们的' }).click()
    await desk.getByText('已忽略 1 台').click()
    await row.getByRole('button', { name: '恢复' }).click()
    await inbox().getByRole('listitem').filter({ hasText: 'passing-car' }).waitFor()
  })

  it('get armed hours and limits in their form', async () => {
    await says('hall-pir', { kind: 'intrusion', state: 'reading', value: 12, unit: '°C' })
    await inbox().getByRole('listitem').filter({ hasText: 'hall-pir' }).getByRole('button', { name: '登记' }).click()
    // Its values come a moment after it; the form offers those that are known when a limit is added.
    await desk.locator('form').getByText(/12/).waitFor()
    await desk.getByRole('textbox', { name: '名称' }).fill(LONG)
    await desk.getByText('布防', { exact: true }).click()
    await desk.getByRole('button', { name: '加一个布防时段' }).click()
    await desk.getByRole('checkbox', { name: '星期日' }).uncheck()
    await desk.getByText('限值', { exact: true }).first().click()
    await desk.getByRole('button', { name: '加一个限值' }).click()
    await desk.getByRole('spinbutton', { name: '限值' }).fill('60')
    await desk.getByLabel('回差').fill('5')
    await keepPicture(desk, 'desk-device-arranged')
    await desk.getByRole('button', { name: '保存' }).click()
    await desk.getByText(`${LONG}已保存`).waitFor()
    expect(await deviceAt('hall-pir')).toMatchObject({
      armedSchedule: [{ days: [1, 2, 3, 4, 5, 6], from: '22:00', to: '06:00' }],
      limits: [{ value: 'value', above: 60, kind: 'heat', hysteresis: 5 }],
    })
  })

  it('whose coordinates lie in another village by another datum are told so, in words', async () => {
    await says('edge', { kind: 'smoke', state: 'reading' })
    await inbox().getByRole('listitem').filter({ hasText: 'edge' }).getByRole('button', { name: '登记' }).click()
    await desk.getByLabel('地点').fill(doubtful.join(', '))
    await desk.getByRole('button', { name: /用这个坐标/ }).click()
    await desk.getByLabel('坐标系').selectOption('GCJ-02')
    await desk.getByRole('button', { name: '保存' }).click()
    await desk.getByText(/请核对坐标系：按 GCJ-02 在.+、按 WGS-84 在/).waitFor()
    expect((await deviceAt('edge'))?.statedLocation).toMatchObject({ datum: 'GCJ-02' })
    await keepPicture(desk, 'desk-device-datum')
  })

  it('that are cameras are calibrated by a landmark, which is shown before it is written', async () => {
    const location: [number, number] = [112.2, 36.6]
    const camera = { mastHeightMetres: 18, bearingDegrees: 90, fieldOfViewDegrees: 60, tiltDegrees: -2 }
    const addresses = [{ source: 'native', externalId: 'ridge-eye' }]
    const body = JSON.stringify({ name: '试校准摄像头', kind: 'camera', addresses, location, camera })
    const headers = { cookie: admin, 'content-type': 'application/json' }
    await fetch(`${app.url()}/api/devices/ridge-eye`, { method: 'PUT', headers, body })
    await desk.getByRole('button', { name: '已登记的设备' }).click()
    await desk.getByRole('searchbox').fill('试校准')
    await desk.getByRole('button', { name: '试校准摄像头' }).click()
    await desk.getByRole('button', { name: '用地标校准方向' }).click()
    const landmark = destination(location, 95, 3000)
    await desk.getByLabel('地标在哪里').fill(landmark.join(', '))
    await desk.getByRole('button', { name: /用这个坐标/ }).click()
    await desk.getByRole('button', { name: '试算' }).click()
    await desk.getByText('方位角 95.0°').waitFor()
    await desk.getByText('与登记的相差 5.0°').waitFor()
    expect((await deviceAt('ridge-eye'))?.camera).toMatchObject(camera)
    await keepPicture(desk, 'desk-calibrating')
    await desk.getByRole('button', { name: '写入登记' }).click()
    await desk.getByText('试校准摄像头的方向已校准').waitFor()
    const written = (await deviceAt('ridge-eye'))?.camera
    expect(written).toMatchObject({ ...camera, bearingDegrees: expect.closeTo(95, 3) })
  })
})

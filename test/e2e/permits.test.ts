import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import type { Incident } from '../../shared/incident.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const spot = demoTownship().devices.find(({ id }) => id === 'weather-tulingdi')?.location ?? [0, 0]

describe.skipIf(browserPath === null)(`permits and drills at the desk${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let admin: string
  let desk: Page
  let wall: Page
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    admin = await app.signIn('admin')
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/permits`, 'duty', DEMO_PASSWORD)
    wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const item = () => desk.getByRole('article', { name: '张家祖坟' })
  const form = () => desk.getByRole('form', { name: '登记报备' })
  const incidents = async () => {
    return ((await app.get('/api/incidents?limit=5', admin)).body as { items: Incident[] }).items
  }

  it('enters what is approved at a place typed as coordinates, and lists it with how it stands', async () => {
    await desk.getByText('今天没有报备').waitFor()
    await form().getByLabel('批准号').fill('报〔2026〕17号')
    await form().getByLabel('名称').fill('张家祖坟')
    await form().getByLabel('守护人姓名').fill('看守甲')
    await form().getByLabel('守护人电话').fill('13900001234')
    await form().getByRole('textbox', { name: '地点' }).fill(spot.join(', '))
    await form()
      .getByRole('button', { name: /用这个坐标/ })
      .click()
    await form().getByLabel('半径（米）').fill('400')
    await form().getByLabel('每天从').fill('00:00')
    await form().getByLabel('到', { exact: true }).fill('24:00')
    await keepPicture(desk, 'desk-permits-form')
    await form().getByRole('button', { name: '登记', exact: true }).click()
    await item()
      .getByText(/有效，至/)
      .waitFor()
    // Whoever stands by it is covered in the list, and whole in the form that changes it.
    await item().getByText('139****1234').waitFor()
    await item().getByRole('button', { name: '修改' }).click()
    await expect.poll(() => desk.getByLabel('守护人电话').inputValue()).toBe('13900001234')
    await desk.getByRole('button', { name: '不改了' }).click()
    await keepPicture(desk, 'desk-permits')
  })

  it('shows smoke there as permitted, with whom to ring first, and counts it on the wall', async () => {
    const addresses = [{ source: 'native', externalId: 'e2e' }]
    const outside = { name: '林边烟感', kind: 'smoke', indoor: false, addresses, location: spot }
    expect((await app.request('PUT', '/api/devices/e2e', admin, outside)).status).toBeLessThan(300)
    const event = { kind: 'smoke', device: 'e2e', id: 'e2e-1', location: spot, radius: 30 }
    expect((await app.post('/api/ingest/native', admin, event)).status).toBeLessThan(300)
    const [incident] = await incidents()
    expect(incident?.cover).toMatchObject({ brokenAt: null })
    await desk.goto(`${app.url()}/?incident=${incident?.id}`)
    const row = desk.getByRole('button', { name: /已报备/ }).first()
    await row.getByText('已报备 报〔2026〕17号').waitFor()
    await row.click()
    const panel = desk.getByRole('article', { name: /烟雾/ })
    await panel.getByRole('link', { name: /打给守护人 看守甲 13900001234/ }).waitFor()
    await keepPicture(desk, 'desk-covered')
    await wall.getByText('已报备待核实').waitFor()
    await expect.poll(() => wall.locator('.counts').innerText()).toMatch(/报备\s*1/)
    await keepPicture(wall, 'wall-covered')
  })

  it('says that a fire ban makes it void, and that the chain was called', async () => {
    await wall.close()
    const beside = await desk.context().newPage()
    await beside.goto(`${app.url()}/permits`)
    await beside.getByText('发布禁火令').click()
    const bans = beside.getByRole('region', { name: '禁火令' })
    await bans.getByLabel('说明').fill('大风天气')
    await bans.getByRole('button', { name: '发布', exact: true }).click()
    await bans.getByText('大风天气').waitFor()
    await beside.getByRole('article', { name: '张家祖坟' }).getByText('今天因禁火令失效').waitFor()
    await keepPicture(beside, 'desk-permits-void')
    await beside.close()
    await expect.poll(async () => (await incidents())[0]?.cover?.why).toBe('fire-ban')
    // Whoever looked at it sees it at once.
    await desk.getByText('报备 报〔2026〕17号 已失效：有禁火令').first().waitFor()
    await keepPicture(desk, 'desk-cover-broken')
  })

  it('begins a drill after asking twice, and says how the plan did when it is over', async () => {
    await desk.goto(`${app.url()}/drills`)
    await desk.getByText('还没有演练').waitFor()
    await desk.getByLabel('名称').fill('春季山火演练')
    await desk.getByRole('button', { name: '开始演练' }).click()
    await desk.getByRole('button', { name: /会真的打电话给人/ }).click()
    const drill = desk.getByRole('article', { name: '春季山火演练' })
    await drill.getByText('脚本已走 1/2 步').waitFor()
    await drill.getByText(/第1层 \d+ 人中 0 人在/).waitFor()
    await keepPicture(desk, 'desk-drill-running')
    await drill.getByRole('button', { name: '结束演练' }).click()
    await drill.getByRole('button', { name: '确定结束' }).click()
    await drill.getByText(/去的人一直不够/).waitFor()
    await expect.poll(() => drill.getByRole('button', { name: '结束演练' }).count()).toBe(0)
    await keepPicture(desk, 'desk-drill-scored')
  })
})

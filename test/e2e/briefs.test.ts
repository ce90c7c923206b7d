import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const DESK = [1366, 900] as const

describe.skipIf(browserPath === null)(`the report to the county at the desk${skipped}`, () => {
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

  it('is read aloud as it was drafted, changed, signed by phone, told, and taken away as a paper', async () => {
    const location = demoTownship().households[0]?.location
    const report = { id: randomUUID(), kind: 'fire', description: '柴垛着火', location }
    const reported = await app.post('/api/reports', await app.signIn('member'), report)
    const { incidentId } = reported.body as { incidentId: string }

    const desk = await signInAt(await openDevice(browser, DESK), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    await desk.goto(`${app.url()}/?incident=${incidentId}`)
    const panel = desk.getByRole('region', { name: '上报' })
    const spoken = panel.locator('.spoken')
    await spoken.getByText(/聪子峪乡报告：.*火情/).waitFor()
    expect(await spoken.evaluate((element) => getComputedStyle(element).fontSize)).toBe('24px')
    await desk
      .getByText(/首报 (仅剩|剩)/)
      .first()
      .waitFor()
    await panel.scrollIntoViewIfNeeded()
    await keepPicture(desk, 'brief-drafted')

    await panel.getByRole('button', { name: '修改' }).click()
    await panel.getByLabel('电话里这样说').fill('聪子峪乡报告：柴垛起火，一户受影响。')
    await panel.getByRole('button', { name: '保存修改' }).click()
    await spoken.getByText('柴垛起火，一户受影响').waitFor()
    // Somebody else learns more meanwhile: what was written stays, and the desk says so.
    const service = { id: randomUUID(), action: 'service', service: '119', isCalled: true }
    await app.post(`/api/incidents/${incidentId}/actions`, await app.signIn('leader'), service)
    await panel.getByText('改过以后情况有变化').waitFor()
    await spoken.getByText('柴垛起火，一户受影响').waitFor()
    await panel.scrollIntoViewIfNeeded()
    await keepPicture(desk, 'brief-moved-on')

    const signing = panel.getByLabel('电话请示，由谁签发')
    const cookie = await app.signIn('leader')
    const { person } = (await app.get('/api/session', cookie)).body as { person: { personId: string } }
    await signing.selectOption(person.personId)
    await panel.getByRole('button', { name: '签发', exact: true }).click()
    await panel.getByText('电话记录').waitFor()
    await panel.getByLabel('单位和接听人').fill('县应急管理局 值班员')
    await panel.getByRole('button', { name: '登记报送' }).click()
    await panel.getByText(/电话报 县应急管理局 值班员/).waitFor()
    await desk.getByText('首报 按时').first().waitFor()
    await panel.scrollIntoViewIfNeeded()
    await keepPicture(desk, 'brief-told')

    const [download] = await Promise.all([
      desk.waitForEvent('download'),
      panel.getByRole('link', { name: '下载 DOCX' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('first-1.docx')
    const [paper] = await Promise.all([
      desk.context().waitForEvent('page'),
      panel.getByRole('link', { name: '打印或存为 PDF' }).click(),
    ])
    await paper.getByRole('heading', { name: /关于土岭底村.*火情的报告（首报）/ }).waitFor()
    await paper.getByText('报送单位：聪子峪乡').waitFor()
    await keepPicture(paper, 'brief-paper')

    const wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    await wall.locator('[data-clock]').first().waitFor()
    await keepPicture(wall, 'clock-wall')
    const phone = await signInAt(await openDevice(browser, [360, 640]), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.locator('[data-clock]').first().waitFor()
    await keepPicture(phone, 'clock-phone')
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const DESK = [1366, 768] as const
const PHONE = [360, 640] as const
const SENDER = '县应急局 李某某'
const CONTENT = '今夜有大到暴雨，低洼处的户先转移'

describe.skipIf(browserPath === null)(`a call from above at the desk${skipped}`, () => {
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

  it('is not lost by a reload while it is typed, is entered once, and reaches the phones of those it concerns', async () => {
    const url = `${app.url()}/directives`
    const desk = await signInAt(await openDevice(browser, DESK), url, 'duty', DEMO_PASSWORD)
    const sender = desk.getByLabel('来电来文单位和人')
    const content = desk.getByLabel('内容')
    await sender.fill(SENDER)
    await content.pressSequentially(CONTENT.slice(0, 6))
    await desk.reload()
    expect([await sender.inputValue(), await content.inputValue()]).toEqual([SENDER, CONTENT.slice(0, 6)])

    await content.fill(CONTENT)
    await desk.getByRole('button', { name: '30分钟内' }).click()
    await desk.getByRole('button', { name: '登记', exact: true }).click()
    const entry = desk.getByRole('article').filter({ hasText: CONTENT })
    await entry.waitFor()
    expect(await content.inputValue()).toBe('')
    await entry.getByText('快到期').waitFor()
    await desk.reload()
    await entry.waitFor()
    expect([await entry.count(), await content.inputValue()]).toEqual([1, ''])
    await desk.getByRole('navigation').getByText('1 件待回复，0 件逾期').waitFor()

    const phone = await signInAt(await openDevice(browser, PHONE), `${app.url()}/m`, 'leader', DEMO_PASSWORD)
    await phone
      .getByRole('button', { name: '上报' })
      .or(phone.getByRole('link', { name: '上报' }))
      .first()
      .waitFor()
    expect(await phone.locator('article').count()).toBe(0)
    await entry.getByRole('button', { name: '叫应' }).click()
    await entry.getByText(/马上呼叫 \d+ 人/).waitFor()
    await keepPicture(desk, 'directive-roll-call')
    await entry.getByRole('button', { name: /叫应（\d+ 人）/ }).click()
    await entry.getByRole('button', { name: /确认呼叫 \d+ 人/ }).click()
    await entry.getByRole('link', { name: '已叫应，看事件' }).waitFor()
    await phone.locator('article').getByRole('button', { name: '收到', exact: true }).waitFor()
    await keepPicture(phone, 'directive-roll-call-phone')

    await entry.getByRole('button', { name: '回复' }).click()
    await entry.getByLabel('怎么回复的').fill('已通知各村')
    await entry.getByRole('button', { name: '回复' }).last().click()
    await entry.getByText('回复：已通知各村').waitFor()
    await desk.getByRole('navigation').getByText('件待回复').waitFor({ state: 'detached' })
    await phone.context().close()
    await desk.context().close()
  })

  it('is not sent before its township is known, and says that it waits', async () => {
    const device = await openDevice(browser, DESK)
    let arrive = () => {}
    const held = new Promise<void>((resolve) => (arrive = resolve))
    await device.routeWebSocket(/socket\.io/, async (line) => {
      await held
      line.connectToServer()
    })
    for (const way of ['**/socket.io/**', '**/api/snapshot'])
      await device.route(way, async (route) => held.then(() => route.continue()))
    const desk = await signInAt(device, `${app.url()}/directives`, 'duty', DEMO_PASSWORD)
    await desk.getByLabel('来电来文单位和人').fill(SENDER)
    await desk.getByLabel('内容').fill('第二件')
    const send = desk.getByRole('button', { name: '登记', exact: true })
    expect([await send.isDisabled(), await send.getAttribute('aria-busy')]).toEqual([true, 'true'])
    arrive()
    await send.click()
    await desk.getByRole('article').filter({ hasText: '第二件' }).waitFor()
    await device.close()
  })

  it('is seen in the audit log by the administrator, who has it verified', async () => {
    const desk = await signInAt(await openDevice(browser, DESK), `${app.url()}/audit`, 'admin', DEMO_PASSWORD)
    await desk.getByRole('row').filter({ hasText: '由来电来文叫应' }).filter({ hasText: '完成' }).waitFor()
    await desk.getByRole('button', { name: '核对全部记录' }).click()
    await desk.getByText('没有被改动').waitFor()
    await desk.context().close()
  })
})

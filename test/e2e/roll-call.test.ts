import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { visitor } from '../support/visitor.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const DESK = [1366, 768] as const
const PHONE = [360, 640] as const
const UNRUNG = '吴示山'
const WALL = [1920, 1080] as const

describe.skipIf(browserPath === null)(`a roll call${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    // Somebody without a telephone that rings.
    const ask = visitor(app, await app.signIn('admin'))
    const json = { name: UNRUNG, roles: ['cadre'], phone: null }
    expect((await ask('/api/people/tulingdi-secretary', { method: 'PUT', json })).status).toBeLessThan(300)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it('is typed in at the desk, answered on a phone, and households are visited without signal and counted on the wall', async () => {
    const desk = await signInAt(await openDevice(browser, DESK), `${app.url()}/directives`, 'duty', DEMO_PASSWORD)
    await desk.getByRole('button', { name: '直接叫应' }).click()
    const form = desk.getByRole('group', { name: '叫应' })
    await form.getByLabel('全聪子峪乡').uncheck()
    await form.getByLabel('土岭底村').check()
    await form.getByText(/马上呼叫 \d+ 人/).waitFor()
    // Nothing is called before somebody says what for.
    expect(await form.getByRole('button', { name: /^叫应（\d+ 人）/ }).isDisabled()).toBe(true)
    await form.getByLabel('说什么').fill('今夜特大暴雨，沟口各户立即转移')
    await form.getByText('要入户 85 户').waitFor()
    await form.getByText(`1 人没有能打通的电话，发出后就派人敲门：${UNRUNG}`).waitFor()
    await form.getByRole('button', { name: /^叫应（\d+ 人）/ }).click()
    await keepPicture(desk, 'roll-call-start')
    await form.getByRole('button', { name: /确认呼叫 \d+ 人/ }).click()
    await desk.getByRole('link', { name: '已叫应，看事件' }).click()
    const panel = desk.getByRole('region', { name: '叫应' })
    await panel.getByText(/叫应 0\/\d+ 人 · 转移 0\/85 户/).waitFor()
    await panel.getByText(/秒后再打一轮 · 1 人没叫醒，正派人敲门/).waitFor()
    await panel
      .getByRole('listitem')
      .filter({ hasText: UNRUNG })
      .getByText(/敲门：/)
      .waitFor()
    const paper = await desk.context().newPage()
    await paper.goto(
      new URL((await panel.getByRole('link', { name: '打印名单' }).getAttribute('href')) ?? '', app.url()).href,
    )
    await paper.getByRole('row').filter({ hasText: UNRUNG }).waitFor()
    await keepPicture(paper, 'roll-call-paper')
    await paper.close()

    const wall = await signInAt(await openDevice(browser, WALL), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    await wall.getByText(/叫应 0\/\d+ 人 · 转移 0\/85 户/).waitFor()
    // What somebody typed may name somebody.
    expect(await wall.getByText('今夜特大暴雨').count()).toBe(0)

    const phone = await signInAt(await openDevice(browser, PHONE), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    const card = phone.locator('article')
    await card.getByRole('button', { name: '收到', exact: true }).waitFor()
    await card.getByText('今夜特大暴雨，沟口各户立即转移').waitFor()
    expect(
      (await card.getByRole('button', { name: '收到', exact: true }).boundingBox())?.height,
    ).toBeGreaterThanOrEqual(60)
    await keepPicture(phone, 'roll-call-phone')
    await card.getByRole('button', { name: '收到', exact: true }).click()
    await card.getByText('您已应答').waitFor()
    await panel.getByText(/叫应 1\/\d+ 人/).waitFor()
    await card.getByRole('link', { name: '入户登记' }).click()
    const sheet = phone.getByRole('region', { name: '入户登记' })
    const rows = sheet.getByRole('listitem')
    await sheet.getByText(/^0\/\d+ 户$/).waitFor()
    const total = await rows.count()
    expect(await rows.first().getByRole('link').getAttribute('href')).toMatch(/^tel:/)
    await keepPicture(phone, 'roll-call-sheet')

    // In the gully there is no signal: it is kept, shown as done, and sent later.
    await phone.context().setOffline(true)
    await rows.nth(0).getByRole('button', { name: '已转移' }).click()
    await rows.nth(1).getByRole('button', { name: '不愿转移' }).click()
    await sheet.getByText(`2/${total} 户`).waitFor()
    expect(await rows.nth(0).getByRole('button', { name: '已转移' }).getAttribute('aria-pressed')).toBe('true')
    await keepPicture(phone, 'roll-call-sheet-offline')
    expect(await panel.getByText(/转移 0\/85 户/).count()).toBe(1)
    await phone.context().setOffline(false)
    await panel.getByText(/转移 1\/85 户/).waitFor()
    await wall.getByText(/叫应 1\/\d+ 人 · 转移 1\/85 户/).waitFor()
    await panel.getByRole('row').filter({ hasText: '土岭底村' }).getByText('2/85').waitFor()
    await keepPicture(desk, 'roll-call-desk')
    await keepPicture(wall, 'roll-call-wall')
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await phone.getByRole('button', { name: /字/ })
    // Large text, as old eyes have it.
    await phone.getByRole('button', { name: /字大小/ }).click()
    await phone.getByRole('button', { name: /字大小/ }).click()
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await phone.evaluate(() => scrollTo(0, 500))
    await keepPicture(phone, 'roll-call-sheet-after')
    for (const page of [desk, wall, phone]) await page.context().close()
  })
})

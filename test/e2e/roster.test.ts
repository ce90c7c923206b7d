import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayIn } from '#shared/township-day.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { clearRoster, HOUR_MS } from '../support/own-roster.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const skipped = browserPath !== null ? '' : ', SKIPPED: this machine has no Chromium'
const DESK = [1366, 768] as const
const PHONE = [360, 640] as const
const nameOf = (id: string) => demoTownship().people.find((person) => person.id === id)?.name ?? ''

describe.skipIf(browserPath === null)(`the duty room’s roster${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    await clearRoster(app)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  async function desk(who: string, path = '/roster', language: 'zh' | 'en' = 'zh'): Promise<Page> {
    return signInAt(await openDevice(browser, DESK, language), `${app.url()}${path}`, who, DEMO_PASSWORD)
  }
  async function phone(who: string, path = '/m'): Promise<Page> {
    return signInAt(await openDevice(browser, PHONE), `${app.url()}${path}`, who, DEMO_PASSWORD)
  }
  /** The shifts of the days ahead, beginning and person. */
  async function shifts() {
    const { body } = await app.get(`/api/shifts?from=${new Date().toISOString()}`, await app.signIn('admin'))
    return (body as { items: { id: string; personId: string; validFrom: string }[] }).items
  }

  it('says what to do while it is empty, and is filled for a week in one go', async () => {
    const page = await desk('duty')
    // This week had shifts until a moment ago.
    await page.getByRole('button', { name: '下一周' }).click()
    await page.getByText('这一周还没有排班').waitFor()
    await keepPicture(page, 'roster-empty')
    const form = page.getByRole('form', { name: '排班' })
    for (const id of ['duty', 'duty-deputy']) {
      await form.getByLabel('轮流的人').selectOption({ label: nameOf(id) })
      await form.getByRole('button', { name: '加入', exact: true }).click()
    }
    await form.getByRole('button', { name: '先看看' }).click()
    await form.getByText('会新排 14 班；0 段时间已有人').waitFor()
    expect(await shifts()).toEqual([])
    await form.getByRole('button', { name: '排好' }).click()
    await form.getByText('已排好 14 班').waitFor()
    await page.locator('.week .shift').nth(13).waitFor()
    await keepPicture(page, 'roster-week')
    expect((await shifts()).map(({ personId }) => personId).slice(0, 3)).toEqual(['duty', 'duty-deputy', 'duty'])
    await page.context().close()
  })

  it('lets one ask for a swap, and a leader consent on the phone', async () => {
    const page = await desk('duty')
    await page.getByRole('button', { name: '下一周' }).click()
    const cell = page.locator('.week .shift', { hasText: nameOf('duty') }).nth(2)
    await cell.click()
    const form = page.getByRole('form', { name: '申请换班' })
    await form.getByLabel('换给谁').selectOption({ label: nameOf('member') })
    await form.getByLabel('说明').fill('孩子家长会')
    await form.getByRole('button', { name: '提出换班' }).click()
    await page.getByText('已提出，等带班领导同意').waitFor()
    await page.getByText('孩子家长会').waitFor()
    expect(await page.getByRole('button', { name: '同意', exact: true }).count()).toBe(0)
    await keepPicture(page, 'roster-swap-asked')

    // Who leads only a village decides nothing about the township's duty room; whoever has a shift as its leader does.
    const inCharge = { areaId: 'township', post: 'leader', personId: 'leader' }
    const [from, until] = [24, 48].map((hours) => new Date(Date.now() + hours * HOUR_MS).toISOString())
    const ask = visitor(app, await app.signIn('admin'))
    const json = { ...inCharge, validFrom: from, validUntil: until }
    expect((await ask('/api/shifts/in-charge', { method: 'PUT', json })).status).toBe(201)
    const leader = await phone('leader')
    await leader.getByText('孩子家长会').waitFor()
    await keepPicture(leader, 'roster-swap-on-the-phone')
    await leader.getByRole('button', { name: '同意', exact: true }).click()
    // The table at the desk follows by itself.
    await page.locator('.week .shift', { hasText: nameOf('member') }).waitFor()
    await page.getByText('没有等待同意的换班').waitFor()
    expect((await shifts()).filter(({ personId }) => personId === 'member')).toHaveLength(1)
    await Promise.all([page.context().close(), leader.context().close()])
  })

  it('shows at the desk who tapped 今天不在村 on the phone, also where there was no signal then', async () => {
    const page = await desk('duty')
    await page.getByText('没有人请假').waitFor()
    const member = await phone('member', '/m/away')
    const choice = member.locator('.choice').first()
    await choice.waitFor()
    await keepPicture(member, 'phone-away')
    await member.context().setOffline(true)
    await choice.click()
    await member.getByText(/我不在村，到/).waitFor()
    await member
      .getByText(/没有信号|正在发送/)
      .first()
      .waitFor()
    await keepPicture(member, 'phone-away-offline')
    await member.context().setOffline(false)
    await member
      .getByText(/系统已收到/)
      .first()
      .waitFor()
    await page
      .getByText(`${nameOf('member')}：`)
      .first()
      .waitFor()
    await keepPicture(page, 'roster-away')
    // It stands on the first page too, with the way back.
    await member.goto(`${app.url()}/m`)
    await member.getByText(/我不在村，到/).waitFor()
    await keepPicture(member, 'phone-away-state')
    await member.getByRole('button', { name: '我回来了' }).click()
    await page.getByText('没有人请假').waitFor()
    await member.getByText(/我不在村，到/).waitFor({ state: 'detached' })
    await Promise.all([page.context().close(), member.context().close()])
  })

  it('keeps the note for the next shift until it is read, through a reload before it is sent', async () => {
    const ask = visitor(app, await app.signIn('admin'))
    const page = await desk('admin')
    await page.getByRole('textbox', { name: '给下一班留言' }).fill('东沟水位偏高，凌晨两点再看一次')
    await page.getByText('草稿已保存').waitFor()
    await page.reload()
    const box = page.getByRole('textbox', { name: '给下一班留言' })
    await expect.poll(() => box.inputValue()).toContain('东沟水位偏高')
    await page.getByRole('button', { name: '交班', exact: true }).click()
    await page.getByText(/已交班/).waitFor()
    expect(await box.inputValue()).toBe('')
    await page.getByText('还没有人看过').waitFor()

    const next = await desk('duty', '/')
    await next.locator('.desk').waitFor()
    expect(await next.getByRole('button', { name: '已阅' }).count()).toBe(0)
    const body = {
      areaId: 'township',
      post: 'officer',
      personId: 'duty',
      // Before this the demo had somebody sit there.
      validFrom: new Date().toISOString(),
      validUntil: new Date(Date.now() + 8 * HOUR_MS).toISOString(),
    }
    expect((await ask('/api/shifts/now', { method: 'PUT', json: body })).status).toBe(201)
    await next.getByText('东沟水位偏高，凌晨两点再看一次').waitFor()
    await keepPicture(next, 'handover-must-be-read')
    await next.goto(`${app.url()}/devices`)
    await next.getByRole('button', { name: '已阅' }).click()
    await next.getByText('东沟水位偏高').waitFor({ state: 'detached' })
    await page.getByText(/已阅：/).waitFor()
    await Promise.all([page.context().close(), next.context().close()])
  })

  it('names who is on duty on the wall and over the desk', async () => {
    const words = new RegExp(`值班 ${nameOf('duty')}`)
    const wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    await wall.getByText(words).waitFor()
    await keepPicture(wall, 'wall-on-duty')
    const page = await desk('reviewer', '/')
    await page.getByText(words).waitFor()
    await Promise.all([wall.context().close(), page.context().close()])
  })

  it('is printed as the log of a day and the record of a hand-over, with lines to sign', async () => {
    const page = await desk('duty')
    await page.getByRole('link', { name: '打印值班日志' }).waitFor()
    const id = await page.evaluate(async () => (await (await fetch('/api/handovers')).json()).items[0].id)
    const today = dayIn('Asia/Shanghai', new Date())
    await page.goto(`${app.url()}/print/duty-log?day=${today}`)
    await page.getByText('值班员（签字）').waitFor()
    await page.getByText(nameOf('duty')).first().waitFor()
    await page.getByText('当日无事件').waitFor()
    expect(await page.locator('header, nav').count()).toBe(0)
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
    await keepPicture(page, 'print-duty-log')
    await page.emulateMedia({ media: 'screen' })
    await page.goto(`${app.url()}/print/handover?id=${id}`)
    await page.getByText('接班人（签字）').waitFor()
    await page.getByText('东沟水位偏高').waitFor()
    await keepPicture(page, 'print-handover')
    await page.context().close()
  })

  it('lets whoever comes on shift from their phone to the desk, warns of leave, and prints who stood in', async () => {
    const own = await phone('cadre')
    await own.getByText('现在没有您的告警').waitFor()
    expect(await own.getByRole('link', { name: '打开值班台' }).count()).toBe(0)
    const ask = visitor(app, await app.signIn('admin'))
    const during = {
      validFrom: new Date().toISOString(),
      validUntil: new Date(Date.now() + 4 * HOUR_MS).toISOString(),
    }
    const shift = { areaId: 'township', post: 'officer', personId: 'cadre', ...during }
    expect((await ask('/api/shifts/cadre-now', { method: 'PUT', json: shift })).status).toBe(201)
    await own.getByRole('link', { name: '打开值班台' }).click()
    await own.getByRole('link', { name: '值班请假' }).waitFor()
    await own.goto(`${app.url()}/roster`)
    await own.locator('.week .shift', { hasText: nameOf('cadre') }).waitFor()
    // The desk is theirs for the shift, its roster is not.
    expect(await own.getByRole('button', { name: '加一班' }).count()).toBe(0)
    await own.context().close()

    const leave = { personId: 'cadre', deputyId: 'member', reason: '进城', ...during }
    expect((await ask('/api/absences/cadre-now', { method: 'PUT', json: leave })).status).toBe(201)
    const page = await desk('duty')
    await page.locator('.week .shift', { hasText: nameOf('cadre') }).click()
    await page.getByRole('button', { name: '保存班次' }).click()
    await page.getByText(new RegExp(`注意：${nameOf('cadre')}.*请假`)).waitFor()
    await keepPicture(page, 'roster-on-leave')
    await page.goto(`${app.url()}/print/duty-log?day=${dayIn('Asia/Shanghai', new Date())}`)
    await page.getByText(new RegExp(`${nameOf('cadre')} .*不在岗，由${nameOf('member')}代`)).waitFor()
    await keepPicture(page, 'print-duty-log-stood-in')
    await page.context().close()
  })

  it.each(['zh', 'en'] as const)(
    'needs no scrolling sideways and stands in light and dark, in %s',
    async (language) => {
      const page = await desk('duty', '/roster', language)
      await page.locator('.week').waitFor()
      for (const [width, height] of [
        [1920, 1080],
        [1366, 768],
        [360, 640],
      ] as const) {
        await page.setViewportSize({ width, height })
        for (const theme of ['light', 'dark']) {
          await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme)
          await keepPicture(page, `roster-${language}-${width}-${theme}`)
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBe(width)
      }
      await page.context().close()
    },
  )
})

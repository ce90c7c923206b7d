import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn } from '../support/demo-alarms.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const canRun = browserPath !== null
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium'
const PHONE = [360, 640] as const
const DESK = [1366, 768] as const

describe.skipIf(!canRun)(`the search for a missing person${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let duty: string
  let missingId: string

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    duty = await app.signIn('duty')
    missingId = await report('missing-person')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  async function report(kind: string): Promise<string> {
    const { location } = smokeAlarmIn('tulingdi-g1-z1')
    const body = { id: randomUUID(), kind, description: '老人没回家', location, accuracyMetres: 20 }
    const { incidentId } = (await app.post('/api/reports', duty, body)).body as { incidentId: string }
    return incidentId
  }
  async function incident(id: string): Promise<Incident> {
    return (await app.get(`/api/incidents/${id}`, duty)).body as Incident
  }

  it('goes on at a member’s phone without a signal: lines are ticked, ground is searched, and all of it arrives', async () => {
    const context = await openDevice(browser, PHONE)
    const phone = await signInAt(context, `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.evaluate(() => {
      document.documentElement.style.fontSize = '150%'
    })
    await phone.locator('article').getByRole('link').last().click()
    const [first] = (await incident(missingId)).checklist
    const box = phone.getByRole('checkbox', { name: first ?? '' })
    await box.waitFor()
    const label = await phone.locator('label', { has: box }).boundingBox()
    expect(label?.height).toBeGreaterThanOrEqual(44)
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360)

    await context.setOffline(true)
    await box.check()
    const [sector] = (await incident(missingId)).search?.sectors ?? []
    await phone
      .getByRole('button', { name: `标为已搜 ${sector?.name}` })
      .first()
      .click()
    await phone.getByText('待上传').nth(1).waitFor()
    await phone.getByText('已搜 1/').waitFor()
    await phone.getByRole('heading', { name: '走失人员搜寻' }).scrollIntoViewIfNeeded()
    await keepPicture(phone, 'people-phone-offline')
    expect((await incident(missingId)).ticks).toEqual([])
    await context.setOffline(false)
    await expect.poll(async () => (await incident(missingId)).ticks.length, { timeout: 60_000 }).toBe(1)
    await expect
      .poll(async () => (await incident(missingId)).search?.sectors.filter(({ searchedAt }) => searchedAt !== null), {
        timeout: 60_000,
      })
      .toMatchObject([{ id: sector?.id, personId: 'member' }])
    await box.scrollIntoViewIfNeeded()
    await keepPicture(phone, 'people-phone-ticked')
    await phone.getByRole('button', { name: '与我有关，我回避' }).click()
    await phone.getByLabel('回避原因').fill('走失的是我父亲')
    const ground = phone.getByLabel('搜过的别处')
    await ground.fill('老窑洞后面')
    // The phone throws the page away, or whoever has it does: what was typed is there again.
    await phone.reload()
    await expect.poll(() => ground.inputValue(), { timeout: 60_000 }).toBe('老窑洞后面')
    await expect.poll(() => phone.getByLabel('回避原因').inputValue()).toBe('走失的是我父亲')
    await phone.getByRole('button', { name: '回避', exact: true }).click()
    await expect.poll(async () => (await incident(missingId)).recusedIds, { timeout: 60_000 }).toEqual(['member'])
    await context.close()
  })

  it('is led from the desk: who it is, a photo, what was searched, beside a map that shows it', async () => {
    const context = await openDevice(browser, DESK)
    const desk = await signInAt(context, `${app.url()}/`, 'duty', DEMO_PASSWORD)
    await desk.goto(`${app.url()}/?incident=${missingId}`)
    await desk.getByText(/清单 1\//).waitFor()
    await desk.getByText('回避，跳过').waitFor()
    await desk.getByRole('button', { name: '填写走失人员' }).click()
    await desk.getByRole('textbox', { name: '姓名' }).fill('张老汉')
    await desk.getByRole('textbox', { name: '衣着' }).fill('蓝布褂子')
    const buffer = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#28c' } })
      .jpeg()
      .toBuffer()
    await desk.locator('input[type=file]').setInputFiles({ name: 'p.jpg', mimeType: 'image/jpeg', buffer })
    await desk.getByRole('button', { name: '保存' }).click()
    await desk.getByText('蓝布褂子').waitFor()
    await desk.getByRole('button', { name: '看照片' }).click()
    await desk.locator('img.photo').waitFor()
    expect(await desk.locator('img.photo').evaluate((image: HTMLImageElement) => image.decode().then(() => true))).toBe(
      true,
    )
    await desk
      .getByRole('button', { name: /^标为已搜/ })
      .nth(2)
      .click()
    await desk.getByText('已搜 2/').waitFor()
    await desk.getByRole('heading', { name: '走失人员搜寻' }).scrollIntoViewIfNeeded()
    await keepPicture(desk, 'people-desk-search-zh-light')
    const checkbox = desk.getByRole('checkbox').nth(1)
    await checkbox.check()
    await expect.poll(async () => (await incident(missingId)).ticks.length, { timeout: 60_000 }).toBe(2)
    await desk.getByRole('heading', { name: '处置要点' }).scrollIntoViewIfNeeded()
    await keepPicture(desk, 'people-desk-ticks-zh-light')
    await context.close()

    const english = await openDevice(browser, DESK, 'en')
    const dark = await signInAt(english, `${app.url()}/`, 'duty', DEMO_PASSWORD)
    await dark.emulateMedia({ colorScheme: 'dark' })
    await dark.goto(`${app.url()}/?incident=${missingId}`)
    await dark.getByText('Searched 2/').scrollIntoViewIfNeeded()
    await keepPicture(dark, 'people-desk-search-en-dark')
    await english.close()
  })

  it('ends a dispute, or says when somebody comes back to it', async () => {
    const disputeId = await report('dispute')
    const context = await openDevice(browser, DESK)
    const desk = await signInAt(context, `${app.url()}/`, 'duty', DEMO_PASSWORD)
    await desk.goto(`${app.url()}/?incident=${disputeId}`)
    await desk.getByText('未记录').waitFor()
    await desk.getByRole('button', { name: '记录结果' }).click()
    await desk.getByLabel('未化解·回访').check()
    await desk.getByLabel('回访日期').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10))
    await desk.getByRole('heading', { name: '化解结果' }).scrollIntoViewIfNeeded()
    await keepPicture(desk, 'people-desk-dispute-zh-light')
    await desk.getByRole('button', { name: '记录结果' }).click()
    await expect
      .poll(async () => (await incident(disputeId)).settlement, { timeout: 60_000 })
      .toMatchObject({
        isSettled: false,
      })
    await desk.getByRole('button', { name: '再记一次结果' }).waitFor()
    await context.close()
  })
})

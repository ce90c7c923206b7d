import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const LONG_NAME = '古丽巴哈尔·阿卜杜热依木江·买买提艾力·吐尔逊江·穆罕默德·艾合买提江'
const { toLngLat } = createTangentPlane([112.196, 36.604])

describe.skipIf(browserPath === null)(`what is typed at the desk${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let desk: Page
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    const duty = await app.signIn('duty')
    for (const [kind, east] of [
      ['fire', 0],
      ['dispute', 2000],
    ] as const) {
      const location = toLngLat([east, 0])
      const body = { id: randomUUID(), kind, description: '对方说的话', location, accuracyMetres: 20 }
      expect((await app.post('/api/reports', duty, body)).status).toBe(201)
    }
    const admin = visitor(app, await app.signIn('admin'))
    // The body is the contract's person.
    const { id: _, ...person } = (await (await admin('/api/people/duty')).json()) as Record<string, unknown>
    const json = { ...person, name: LONG_NAME }
    expect((await admin('/api/people/duty', { method: 'PUT', json })).status).toBe(200)
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/`, 'duty', DEMO_PASSWORD)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })
  const choose = (kind: string) => desk.locator('li button.row', { hasText: kind }).click()
  const panel = () => desk.locator('section.panel')

  it('for one incident is never under another, and is still there afterwards and after a reload', async () => {
    await choose('矛盾纠纷')
    await panel().getByRole('button', { name: '让某人回避' }).click()
    const form = panel().getByRole('form', { name: '回避' })
    await form.getByRole('combobox').selectOption({ index: 1 })
    await form.getByRole('textbox').fill('是当事人的亲戚')
    await choose('火情')
    // Another incident is read from its beginning.
    await expect.poll(() => panel().evaluate((element) => element.scrollTop)).toBe(0)
    expect(await form.count()).toBe(0)
    await choose('矛盾纠纷')
    await panel().getByRole('button', { name: '让某人回避' }).click()
    expect(await form.getByRole('textbox').inputValue()).toBe('是当事人的亲戚')
    await desk.reload()
    await choose('矛盾纠纷')
    await panel().getByRole('button', { name: '让某人回避' }).click()
    expect(await form.getByRole('textbox').inputValue()).toBe('是当事人的亲戚')
  })

  it('of a report by telephone outlives Escape and a reload, and goes with the datum of its coordinates', async () => {
    await desk.locator('body').press('n')
    const form = desk.getByRole('form', { name: '电话接报' })
    await form.getByRole('combobox').first().selectOption('missing-person')
    await form.locator('textarea').fill('老人早上出门没回来')
    await form.locator('textarea').press('Escape')
    await desk.reload()
    await desk.locator('li button.row').first().waitFor()
    await desk.locator('body').press('n')
    await form.getByText('上次没填完的内容已恢复').waitFor()
    expect(await form.locator('textarea').inputValue()).toBe('老人早上出门没回来')
    await form.getByRole('textbox', { name: '地点' }).fill('112.2022, 36.6054')
    await form.getByRole('button', { name: /用这个坐标/ }).click()
    await form.getByRole('combobox', { name: '坐标系' }).selectOption('GCJ-02')
    await keepPicture(desk, 'desk-report-datum')
    const sent = desk.waitForRequest((request) => request.url().endsWith('/api/reports') && request.method() === 'POST')
    await form.getByRole('button', { name: '登记并通知责任人' }).click()
    expect((await sent).postDataJSON()).toMatchObject({ datum: 'GCJ-02', location: [112.2022, 36.6054] })
    await desk.locator('li button.row', { hasText: '人员走失' }).waitFor()
    // A click means our own map, whatever was typed before it.
    await desk.locator('body').press('n')
    await form.getByRole('combobox').first().selectOption('other')
    await form.getByRole('textbox', { name: '地点' }).fill('112.2022, 36.6054')
    await form.getByRole('button', { name: /用这个坐标/ }).click()
    await form.getByRole('combobox', { name: '坐标系' }).selectOption('GCJ-02')
    await desk.locator('.map-canvas canvas').click({ position: { x: 200, y: 200 } })
    await form.getByRole('combobox', { name: '坐标系' }).waitFor({ state: 'detached' })
    const clicked = desk.waitForRequest((one) => one.url().endsWith('/api/reports') && one.method() === 'POST')
    await form.getByRole('button', { name: '登记并通知责任人' }).click()
    expect((await clicked).postDataJSON()).not.toHaveProperty('datum')
    await form.waitFor({ state: 'detached' })
    await desk.locator('body').press('n')
    expect(await form.locator('textarea').inputValue()).toBe('')
    await desk.keyboard.press('Escape')
  })

  it('of the place of a call is found by its pinyin, and by the whole name of a householder', async () => {
    const [house] = demoTownship().households
    if (house === undefined) throw new Error('nobody lives in this township')
    await desk.locator('body').press('n')
    const form = desk.getByRole('form', { name: '电话接报' })
    const place = form.getByRole('textbox', { name: '地点' })
    await place.fill('dhs')
    await form.getByRole('button', { name: '大槐树' }).click()
    await form.getByText(/^✓ /).waitFor()

    await place.fill(house.head.slice(0, 2))
    await place.press('Enter')
    await form.getByText(`没有户主叫“${house.head.slice(0, 2)}”`).waitFor()
    await place.fill(house.head)
    // What an input method takes for itself asks for nothing.
    await place.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
    await form.getByRole('button', { name: '找户主' }).waitFor()
    await place.press('Enter')
    await keepPicture(desk, 'desk-report-household')
    await form
      .getByRole('button', { name: `${house.head}家` })
      .first()
      .click()
    await form.getByText(`✓ ${house.location.map((degrees) => degrees.toFixed(5)).join(', ')}`).waitFor()
    await desk.keyboard.press('Escape')
  })

  it('says what is still to fill in, takes the keys, and shows what became of it', async () => {
    await choose('火情')
    await panel().getByRole('button', { name: '有人去（代签收）' }).click()
    // A long name among the choices pushes nothing out of sight.
    await panel().getByRole('option', { name: LONG_NAME }).first().waitFor({ state: 'attached' })
    expect(await panel().evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
    await panel().getByRole('button', { name: '暂缓提醒' }).click()
    const form = panel().getByRole('form', { name: '暂缓提醒' })
    await form.getByText('还要填：原因或内容').waitFor()
    expect(await form.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    await form.getByText('其他时间').click()
    await form.locator('input[type=datetime-local]').fill('2020-01-01T10:00')
    await form.getByText('还要填：到什么时候，要晚于现在、原因或内容').waitFor()
    await keepPicture(desk, 'desk-lacking')
    await desk.keyboard.press('Escape')
    expect(await desk.evaluate(() => document.activeElement?.textContent.trim())).toMatch(/^暂缓提醒/)

    await panel().getByRole('button', { name: '记一笔' }).click()
    await panel().getByRole('form', { name: '记一笔' }).getByLabel('记录内容').fill('已通知供电所')
    await panel().getByRole('button', { name: '记录：记一笔' }).click()
    const done = panel().getByText('✓ 记一笔已记录')
    await done.waitFor()
    const box = await done.boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(768)
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''

describe.skipIf(browserPath === null)(`everything is found from one field of the desk${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let desk: Page
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    const ask = visitor(app, await app.signIn('member'))
    for (const [kind, location] of [
      ['fire', [112.196, 36.604]],
      ['infrastructure', [112.22, 36.59]],
    ] as const)
      await ask('/api/reports', { method: 'POST', json: { id: crypto.randomUUID(), kind, description: '', location } })
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    await desk.getByRole('article', { name: /火情/ }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const options = () => desk.getByRole('dialog').getByRole('option')
  async function seek(words: string) {
    await desk.keyboard.press('Control+k')
    await desk.getByRole('dialog').getByRole('combobox').fill(words)
  }

  it('an incident by its initials, without the mouse, and the one before it again', async () => {
    await seek('ssgz')
    await options().filter({ hasText: '设施故障' }).waitFor()
    await keepPicture(desk, 'palette')
    await desk.keyboard.press('Enter')
    await desk.getByRole('article', { name: /设施故障/ }).waitFor()
    await seek('hq')
    await options().filter({ hasText: '火情' }).first().waitFor()
    await desk.keyboard.press('Enter')
    await desk.getByRole('article', { name: /火情/ }).waitFor()
    await desk.goBack()
    await desk.getByRole('article', { name: /设施故障/ }).waitFor()
  })

  it('a person on their own page, a device on its own, twice in a row', async () => {
    const { body } = await app.get('/api/devices', await app.signIn('admin'))
    const { items } = body as { items: { name: string; registered: boolean }[] }
    const [device] = items.filter(({ registered }) => registered)
    for (let n = 0; n < 2; n++) {
      await seek(device?.name ?? '')
      await options().first().waitFor()
      await desk.keyboard.press('Enter')
      await desk.waitForURL(/\/devices\?device=/)
      await desk.getByRole('textbox', { name: '名称' }).waitFor()
    }
    const people = (await app.get('/api/people', await app.signIn('admin'))).body as { items: { name: string }[] }
    const name = people.items.at(-1)?.name ?? ''
    await seek(name)
    await options().filter({ hasText: '人' }).first().waitFor()
    await options().filter({ hasText: name }).first().click()
    await desk.waitForURL(/\/people\?person=/)
    await desk.locator('#person-title').waitFor()
  })

  it('says that there is nothing, and goes away with Escape, leaving what stood there', async () => {
    const url = desk.url()
    await desk.keyboard.press('/')
    await desk.getByRole('dialog').getByRole('combobox').fill('没有这个东西')
    await desk.getByText('没有找到“没有这个东西”').waitFor()
    await desk.keyboard.press('Escape')
    await expect.poll(() => desk.getByRole('dialog').count()).toBe(0)
    expect(desk.url()).toBe(url)
  })
})

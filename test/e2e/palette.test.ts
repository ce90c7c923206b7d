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
      await desk.getByRole('button', { name: device?.name ?? '', pressed: true }).waitFor()
    }
    const { body: roll } = await app.get('/api/people', await app.signIn('duty'))
    const name = (roll as { items: { name: string }[] }).items[0]?.name ?? ''
    await seek(name)
    await options().filter({ hasText: name }).first().click()
    await desk.waitForURL(/\/people\?person=/)
    await desk.locator('#person-title').waitFor()
  })

  it('the list and the map narrowed by a link, which says loudly what it leaves out, and back', async () => {
    const { body } = await app.get('/api/areas', await app.signIn('duty'))
    const { features } = body as { features: { id: string; properties: { level: string; name: string } }[] }
    const villages = features.filter(({ properties }) => properties.level === 'village')
    const rows = desk.locator('section.list li')
    await desk.goto(`${app.url()}/`)
    await expect.poll(() => rows.count()).toBe(2)
    const counts: number[] = []
    for (const { id, properties } of villages) {
      await desk.getByRole('combobox', { name: '按区域筛选' }).selectOption(id)
      await desk.waitForURL(`${app.url()}/?area=${id}`)
      await desk.locator('section.list').getByText('没有符合条件的事件').or(rows.first()).first().waitFor()
      const shown = await rows.count()
      const drawn = await desk.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const { map } = document.querySelector('.map-canvas') as HTMLElement & {
              map: { getSource: (id: string) => { getData: () => Promise<{ features: unknown[] }> } }
            }
            void map
              .getSource('incident-anchors')
              .getData()
              .then(({ features }) => resolve(features.length))
          }),
      )
      expect(drawn, properties.name).toBe(shown)
      counts.push(shown)
      if (shown < 2) await desk.getByText(`筛选之外还有 ${2 - shown} 件无人应答`).waitFor()
    }
    expect(counts.reduce((sum, n) => sum + n)).toBe(2)
    expect(Math.max(...counts)).toBe(1)
    await keepPicture(desk, 'narrowed')
    await desk.goBack()
    await desk.waitForURL(`${app.url()}/?area=${villages.at(-2)?.id ?? ''}`)
    await desk.reload()
    await expect.poll(() => rows.count()).toBe(counts.at(-2))
    await desk.getByRole('button', { name: '清除筛选' }).first().click()
    await expect.poll(() => rows.count()).toBe(2)
  })

  it('each action has its key, shown on its button, and closing one can be taken back at once', async () => {
    await desk.locator('section.list button.row').filter({ hasText: '设施故障' }).click()
    await desk.getByRole('article', { name: /设施故障/ }).waitFor()
    await desk.keyboard.press('p')
    await desk.getByRole('form', { name: '暂缓提醒' }).waitFor()
    await desk.keyboard.press('Escape')
    await expect.poll(() => desk.getByRole('form').count()).toBe(0)
    await desk.keyboard.press('w')
    await desk.getByRole('form', { name: '办结' }).getByRole('button', { name: '记录：办结' }).click()
    await desk.getByRole('button', { name: '撤销' }).click()
    const form = desk.getByRole('form', { name: '重新打开' })
    await form.getByRole('textbox').last().fill('按错了')
    await form.getByRole('button', { name: '记录：重新打开' }).click()
    await desk.locator('section.list button.row').filter({ hasText: '设施故障' }).waitFor()
  })

  it('says that there is nothing, and goes away with Escape, leaving what stood there', async () => {
    const url = desk.url()
    await desk.keyboard.press('n')
    const report = desk.getByRole('form', { name: '电话接报' })
    await report.waitFor()
    await desk.getByRole('heading', { level: 1 }).click()
    await desk.keyboard.press('/')
    await desk.getByRole('dialog').getByRole('combobox').fill('没有这个东西')
    await desk.getByText('没有找到“没有这个东西”').waitFor()
    await desk.keyboard.press('Escape')
    await expect.poll(() => desk.getByRole('dialog').count()).toBe(0)
    expect(await report.count()).toBe(1)
    await desk.keyboard.press('Escape')
    await expect.poll(() => report.count()).toBe(0)
    expect(desk.url()).toBe(url)
  })
})

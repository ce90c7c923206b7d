import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '../../shared/incident.ts'
import type { Plan } from '../../shared/plan.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn } from '../support/demo-alarms.ts'
import { answerOf, DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''

describe.skipIf(browserPath === null)(`a plan at the desk${skipped}`, () => {
  const at = smokeAlarmIn('tulingdi-g1-z1').location ?? [0, 0]
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let admin: string
  let desk: Page
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    admin = await app.signIn('admin')
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/plans`, 'admin', DEMO_PASSWORD)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const planNow = async () => (await app.get('/api/plans/plan-smoke', admin)).body as Plan
  async function put(plan: object): Promise<void> {
    const init = { method: 'PUT', headers: { cookie: admin, 'content-type': 'application/json' } }
    const path = `${app.url()}/api/plans/plan-smoke`
    expect((await answerOf(await fetch(path, { ...init, body: JSON.stringify(plan) }))).status).toBe(200)
  }
  const tiers = () => desk.getByRole('group', { name: '呼叫顺序' })
  const tried = () => desk.getByRole('region', { name: '照这里填的' })

  it('is found by its kind, with who is called when in words', async () => {
    const row = desk.getByRole('listitem').filter({ hasText: '烟雾与高温核实' })
    await row.getByText('包户党员；1分钟后包片干部；2分钟后包村领导；3分钟后值班室').waitFor()
    await keepPicture(desk, 'desk-plans')
    await row.getByRole('link').click()
    await desk.getByRole('heading', { name: '修改预案' }).waitFor()
  })

  it('keeps what was typed over a reload', async () => {
    await tiers().getByRole('button', { name: '第3批往前移' }).click()
    await tiers().getByRole('button', { name: '第2批往前移' }).click()
    await desk.getByLabel('要几个人去').fill('3')
    await desk.reload()
    await desk.getByText('这是上次没保存的修改').waitFor()
    await expect.poll(() => desk.getByLabel('要几个人去').inputValue()).toBe('3')
    await tiers().getByRole('listitem').first().getByRole('button', { name: '从第1批去掉包村领导' }).waitFor()
    expect(await planNow()).toMatchObject({ respondersNeeded: 2 })
  })

  it('is tried at a place before it is saved, beside what is saved', async () => {
    await desk.getByLabel('在哪里').fill(at.join(', '))
    await desk.getByRole('button', { name: /用这个坐标/ }).click()
    await tried().getByText('要 3 人去').waitFor()
    const first = tried().locator('.turn').first()
    await first.getByText('包村领导').waitFor()
    await first.getByText('更早').waitFor()
    await desk.getByRole('region', { name: '照已保存的' }).locator('.turn').first().getByText('包户党员').waitFor()
    await desk.getByLabel('什么时候').selectOption('night')
    await desk.locator('.answer').getByText(/02:00/).waitFor()
    await keepPicture(desk, 'desk-plan-tried')
    expect(await planNow()).toMatchObject({ respondersNeeded: 2 })
  })

  it('with something wrong in it is not saved, says where, and loses nothing', async () => {
    await desk.getByRole('textbox', { name: '名称' }).fill('')
    await desk.getByRole('button', { name: '保存' }).click()
    await desk.getByText('请填名称').waitFor()
    await desk.getByText('填的内容都还在').waitFor()
    expect(await desk.getByLabel('要几个人去').inputValue()).toBe('3')
    await desk.getByRole('textbox', { name: '名称' }).fill('烟雾核实')
  })

  it('that somebody else changed meanwhile says so, and waits for a choice', async () => {
    await put({ ...(await planNow()), respondersNeeded: 4 })
    await desk.getByText('打开之后，别人改了这份预案').waitFor()
    expect(await desk.getByRole('button', { name: '保存', exact: true }).isDisabled()).toBe(true)
    await keepPicture(desk, 'desk-plan-changed-meanwhile')
    await desk.getByRole('button', { name: '按我的保存' }).click()
    await desk.getByRole('button', { name: '保存', exact: true }).click()
    await desk.getByText('预案“烟雾核实”已保存').waitFor()
    expect(await planNow()).toMatchObject({
      name: '烟雾核实',
      respondersNeeded: 3,
      tiers: [{ duties: ['village'] }, {}, {}, {}],
    })
  })

  it('calls at the next alarm as it was tried', async () => {
    const body = JSON.stringify({ device: 'kitchen', kind: 'smoke', state: 'active', location: at })
    expect((await fetch(`${app.url()}/api/ingest/native`, { method: 'POST', body })).status).toBe(200)
    const { items } = (await app.get('/api/incidents', admin)).body as { items: Incident[] }
    const [incident] = items
    expect(incident).toMatchObject({ kind: 'smoke', respondersNeeded: 3 })
    expect(incident?.chain[0]).toMatchObject({ duty: 'village', order: 0, called: true })
  })

  it('shows what changed when, and is put back as it was', async () => {
    await desk.getByRole('link', { name: '烟雾核实' }).click()
    await desk.getByText('修改历史').click()
    const history = desk.locator('.history')
    await history.getByText('最初的内容').waitFor()
    await history.getByText('4 → 3').or(history.getByText('要几个人去')).first().waitFor()
    await keepPicture(desk, 'desk-plan-history')
    await history.getByRole('button', { name: /^改回/ }).last().click()
    await expect.poll(() => desk.getByRole('textbox', { name: '名称' }).inputValue()).toBe('烟雾与高温核实')
    await desk.getByRole('button', { name: '保存', exact: true }).click()
    await desk.getByText('预案“烟雾与高温核实”已保存').waitFor()
    expect(await planNow()).toMatchObject({ respondersNeeded: 2, tiers: [{ duties: ['household'] }, {}, {}, {}] })
  })

  it('is read by a leader, who has no other page of the desk', async () => {
    const device = await openDevice(browser, [1366, 768])
    const page = await signInAt(device, `${app.url()}/plans`, 'leader', DEMO_PASSWORD)
    await page.getByRole('link', { name: '火情处置' }).click()
    await page.getByRole('heading', { name: '预案内容' }).waitFor()
    expect(await page.getByRole('button', { name: '保存' }).count()).toBe(0)
    await page.goto(`${app.url()}/devices`)
    await page.waitForURL(`${app.url()}/m`)
    await device.close()
  })
})

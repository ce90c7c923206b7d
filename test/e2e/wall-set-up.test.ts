import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { soundAlarm, smokeAlarmIn } from '../support/demo-alarms.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { mosquittoPubInstalled } from '../support/mosquitto-pub.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const canRun = browserPath !== null && mosquittoPubInstalled
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium or no mosquitto_pub'
const village = demoTownship().areas.find(({ level }) => level === 'village')?.id ?? ''
const patience = { timeout: 60_000, interval: 200 }

describe.skipIf(!canRun)(`a wall that is set up at the desk${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let desk: Page
  let wall: Page

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/people`, 'admin', DEMO_PASSWORD)
    const ask = visitor(app, await app.signIn('admin'))
    const made = await ask('/api/kiosks', { method: 'POST', json: { name: '一楼大厅屏' } })
    const { link } = (await made.json()) as { link: string }
    // No language of its own is chosen in this browser.
    wall = await (await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })).newPage()
    await wall.addInitScript(() => {
      // A machine with a voice, which writes down what it says.
      const said: string[] = []
      Object.assign(globalThis, { said })
      const speech = {
        speaking: false,
        getVoices: () => [{ lang: 'zh-CN', localService: true }],
        speak: ({ text }: SpeechSynthesisUtterance) => void said.push(text),
        cancel() {},
      }
      Object.defineProperty(globalThis, 'speechSynthesis', { value: speech })
      Object.defineProperty(globalThis, 'SpeechSynthesisUtterance', {
        value: class {
          text: string
          constructor(text: string) {
            this.text = text
          }
        },
      })
    })
    await wall.goto(link)
    await wall.locator('.calm .line').first().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  async function setUp() {
    await desk.reload()
    await desk.locator('input[type=search]').fill('一楼大厅屏')
    await desk.getByRole('button', { name: '一楼大厅屏', exact: true }).click()
    return desk.locator('section[aria-labelledby=person-wall]')
  }
  const save = async () => {
    await desk.getByRole('button', { name: '保存大屏设置' }).click()
    await desk.getByText('已保存，大屏马上会跟着变').waitFor()
  }
  const language = () => wall.evaluate(() => document.documentElement.lang)
  const root = () => wall.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize))

  it('speaks the language that is chosen there', async () => {
    for (const [label, lang] of [
      ['English', 'en'],
      ['中文', 'zh-CN'],
    ] as const) {
      await (await setUp()).getByLabel('语言').selectOption({ label })
      await save()
      await expect.poll(language, patience).toBe(lang)
      await wall.locator('.calm .line').first().waitFor()
    }
  })

  it('grows its words for the farthest seat, shows a ruler that is as long as it says, and goes dark', async () => {
    const form = await setUp()
    await form.getByLabel('屏幕对角线（英寸）').fill('65')
    await form.getByText('两个数要么都填，要么都不填').waitFor()
    expect(await desk.getByRole('button', { name: '保存大屏设置' }).isDisabled()).toBe(true)
    await form.getByLabel('最远的座位（米）').fill('6')
    await form.getByLabel('明暗').selectOption({ label: '深色' })
    await form.getByText('在大屏上显示尺子').click()
    await save()
    await keepPicture(desk, 'wall-set-up')
    await expect.poll(root, patience).toBeCloseTo(19.2, 1)
    await expect.poll(() => wall.evaluate(() => document.documentElement.dataset['theme']), patience).toBe('dark')
    const line = await wall.locator('.ruler .line').boundingBox()
    // 65 inches are 1,651 mm across the corner of 1920 by 1080.
    expect(line?.width).toBeCloseTo((300 * Math.hypot(1920, 1080)) / 1651, 0)
    await wall.getByText('最小的字高 34.9 毫米，6 米处为 20 角分').waitFor()
    await keepPicture(wall, 'wall-ruler')
  })

  it('keeps that through a start without the server’s word, and cuts nothing of its header and its cards', async () => {
    await (await setUp()).getByText('在大屏上显示尺子').click()
    await save()
    await expect.poll(() => wall.locator('.ruler').count(), patience).toBe(0)
    await wall.route('**/api/wall', (route) => route.abort())
    await wall.reload()
    await wall.locator('.calm .line').first().waitFor()
    expect(await root()).toBeCloseTo(19.2, 1)
    await wall.unroute('**/api/wall')
    await soundAlarm(app.mqttPort() ?? 0, smokeAlarmIn(`${village}-g1-z1`))
    await wall.locator('.card').waitFor()
    const said = () => wall.evaluate(() => (globalThis as unknown as { said: string[] }).said)
    await expect
      .poll(said, patience)
      .toEqual([expect.stringMatching(/^重要，烟雾。土岭底村 1网格 1片区、大槐树以南170米。$/)])
    await keepPicture(wall, 'wall-grown')
    const cut = await wall.evaluate(() =>
      [...document.querySelectorAll('.header, .header > *, .card, .card *, .foot')]
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
        .map((element) => `${element.className} ${element.textContent}`),
    )
    expect(cut).toEqual([])
  })

  it('shows the kinds that were chosen, and what cannot wait always', async () => {
    const form = await setUp()
    await form.getByLabel('设施故障').check()
    await save()
    const report = (kind: string, description: string) => ({
      id: crypto.randomUUID(),
      kind,
      description,
      location: [112.196, 36.604],
    })
    const ask = visitor(app, await app.signIn('member'))
    for (const [kind, words] of [
      ['intrusion', '有人翻墙'],
      ['infrastructure', '电线断了'],
    ] as const)
      expect((await ask('/api/reports', { method: 'POST', json: report(kind, words) })).status).toBe(201)
    const shown = async () => {
      const words = (await wall.locator('.attention').textContent()) ?? ''
      return [/烟/, /设施/, /闯入/].map((word) => word.test(words))
    }
    await expect.poll(shown, patience).toEqual([true, true, false])
    expect(await wall.locator('.attention .count').textContent()).toBe('2')
  })

  it('waits with what makes it begin anew for as long as somebody waits for an answer', async () => {
    const form = await setUp()
    await form.getByLabel('语言').selectOption({ label: 'English' })
    await form.getByLabel('最远的座位（米）').fill('5')
    await form.getByLabel('明暗').selectOption({ label: '浅色' })
    const asked = wall.waitForResponse('**/api/wall')
    await save()
    await asked
    await wall.waitForResponse('**/api/wall')
    expect(await language()).toBe('zh-CN')
    expect(await root()).toBeCloseTo(19.2, 1)
    // Whatever needs no new beginning follows at once.
    expect(await wall.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
  })
})

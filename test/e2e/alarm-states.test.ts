import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { addressOf, smokeAlarmIn } from '../support/demo-alarms.ts'
import { freePort } from '../support/free-port.ts'
import { hush, listenTo, notesHeard } from '../support/heard-tones.ts'
import { mosquittoPubInstalled, publishOutside } from '../support/mosquitto-pub.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const canRun = browserPath !== null && mosquittoPubInstalled
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium or no mosquitto_pub'
/** Half a wall each way: its words grow and shrink with it. */
const WALL = [960, 540] as const
const patience = { timeout: 60_000, interval: 100 }
/** In the zone that the member answers for. */
const FIRE_AT = smokeAlarmIn('tulingdi-g1-z1').location ?? []

/** What each voice of surfaces is made of: kind of wave, and from which to which pitch. */
const URGENT = 'square 660-990'
const IMPORTANT = ['triangle 587-587', 'triangle 784-784']
const REMINDER = ['sine 880-880', 'sine 659-659']
const LOST = ['triangle 330-247', 'triangle 247-220']

describe.skipIf(!canRun)(`every state of an alarm is drawn and sounds as it should${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let wall: Page
  let desk: Page
  let phone: Page

  beforeAll(async () => {
    app = await startApp({ env: { PORT: String(await freePort()), DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    const device = await openDevice(browser, WALL, 'zh', { moves: true })
    await listenTo(device)
    wall = await signInAt(device, `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    phone = await signInAt(await openDevice(browser, [360, 640]), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await wall.locator('.map-canvas canvas').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const asDuty = async () => visitor(app, await app.signIn('duty'))
  async function report(kind: string, location: readonly number[]): Promise<string> {
    const ask = await asDuty()
    const sent = await ask('/api/reports', {
      method: 'POST',
      json: { id: crypto.randomUUID(), kind, description: '', location },
    })
    expect(sent.status).toBeLessThan(300)
    const { incidentId } = (await sent.json()) as { incidentId: string }
    return incidentId
  }
  async function act(id: string, body: Record<string, unknown>): Promise<Incident> {
    const answer = await (
      await asDuty()
    )(`/api/incidents/${id}/actions`, { method: 'POST', json: { id: crypto.randomUUID(), ...body } })
    expect(answer.status, JSON.stringify(body)).toBeLessThan(300)
    return ((await answer.json()) as { incident: Incident }).incident
  }
  const says = (alarm: Device, smoke: boolean) =>
    publishOutside(app.mqttPort() ?? 0, `zigbee2mqtt/${addressOf(alarm)}`, { smoke, battery: 97, linkquality: 92 })
  const card = (word: string) => wall.locator('.card', { hasText: word })
  const mark = (word: string) => card(word).locator('.head .mark')
  const flashOf = (word: string) =>
    mark(word).evaluate((element) => {
      const { animationName, animationDuration } = getComputedStyle(element)
      return animationName === 'none' ? 'steady' : animationDuration
    })
  const heard = async () =>
    new Set((await notesHeard(wall)).map(({ wave, fromHertz, toHertz }) => `${wave} ${fromHertz}-${toHertz}`))
  /** Whether the symbol of an incident on the map goes on and off. */
  const blinks = (id: string) =>
    wall.evaluate(async (incidentId) => {
      type Drawn = { getFeatureState(of: { source: string; id: string }): { dark?: boolean } }
      const canvas = document.querySelector<HTMLElement & { map?: Drawn }>('.map-canvas')
      const seen = new Set<boolean>()
      for (let n = 0; n < 24; n++) {
        const state = canvas?.map?.getFeatureState({ source: 'incident-anchors', id: incidentId })
        seen.add(state?.dark === true)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return seen.size === 2
    }, id)

  let fire = ''

  it('says that sound is blocked, and has none, until somebody touches the wall', async () => {
    const device = await openDevice(browser, WALL)
    await listenTo(device)
    await (await signInAt(device, `${app.url()}/wall`, 'wall', DEMO_PASSWORD)).close()
    // A wall that starts by itself was touched by nobody. Playwright's own questions count as a touch; these do not.
    const mute = await device.newPage()
    const session = await device.newCDPSession(mute)
    const asked = async (expression: string): Promise<unknown> =>
      (await session.send('Runtime.evaluate', { expression, returnByValue: true })).result.value
    const sound = () => asked(`document.querySelector('.header')?.textContent.match(/声音../)?.[0]`)
    await mute.goto(`${app.url()}/wall`)
    await expect.poll(sound, patience).toBe('声音未启')
    // The desk hears of it, and a browser that allows sound would have begun long before.
    await desk.getByText(/没有声音：请在大屏上按任意键或点一下/).waitFor(patience)
    expect(await sound()).toBe('声音未启')
    expect(await asked('notes.every(({ loudest }) => loudest === 0)')).toBe(true)
    await keepPicture(mute, 'state-mute')
    await mute.mouse.click(300, 500)
    await mute.getByText('声音正常').waitFor()
    await desk.getByText(/没有声音：请在大屏上/).waitFor({ ...patience, state: 'detached' })
    await device.close()
  })

  it('nobody answers a fire: red frame, symbol that flashes once a second here and on the map, a loop that rises', async () => {
    await wall.mouse.click(300, 500)
    await wall.getByText('声音正常').waitFor()
    await hush(wall)
    fire = await report('fire', FIRE_AT)
    await card('火情').waitFor()
    await expect.poll(async () => (await notesHeard(wall)).length, patience).toBeGreaterThanOrEqual(8)
    expect(await heard()).toEqual(new Set([URGENT]))
    const notes = await notesHeard(wall)
    expect(notes[0]?.loudest).toBeGreaterThan(0.1)
    expect(notes.at(-1)?.loudest).toBeGreaterThan(notes[0]?.loudest ?? 1)
    expect(await flashOf('火情')).toBe('1s')
    expect(await card('火情').evaluate((element) => getComputedStyle(element).boxShadow)).toMatch(/inset/)
    expect(await blinks(fire)).toBe(true)
    await card('火情').getByText('无人应答').waitFor()
    await desk.locator('li button.row', { hasText: '无人应答' }).waitFor()
    await keepPicture(wall, 'state-unanswered')
  })

  it('the duty room takes notice by one key: silence at once, while the symbol goes on flashing', async () => {
    await desk.locator('body').press('a')
    await card('火情').getByText('已接警').waitFor()
    await hush(wall)
    expect(await flashOf('火情')).toBe('1s')
    expect(await blinks(fire)).toBe(true)
    // Longer than a round of any loop.
    await wall.waitForTimeout(7000)
    expect(await notesHeard(wall)).toEqual([])
    await keepPicture(wall, 'state-answered')
  })

  it('enough go: steady on wall, desk and phone, each soon after it is written down', async () => {
    const { alerts } = await act(fire, { action: 'note', note: '已打电话' })
    const others = alerts.map(({ personId }) => personId).filter((id) => id !== 'member')
    await act(fire, { action: 'acknowledge', onBehalfOf: others[0] })
    const call = phone.locator('article').filter({ hasText: '火情' })
    await call.getByRole('button', { name: '收到，我去' }).click()
    const atMs = Date.now()
    const seen = async (what: Promise<unknown>) => what.then(() => Date.now() - atMs)
    const soon = await Promise.all([
      seen(card('已有人去').waitFor()),
      seen(desk.locator('li button.row', { hasText: '已有人去' }).waitFor()),
      seen(call.getByRole('button', { name: '到场' }).waitFor()),
    ])
    console.info(`steady after ${soon.join(', ')} ms on wall, desk and phone`)
    expect(Math.max(...soon)).toBeLessThan(20_000)
    expect(await flashOf('火情')).toBe('steady')
    expect(await blinks(fire)).toBe(false)
    await keepPicture(wall, 'state-attended')
  })

  it('a signal that vanishes and was not verified flashes at half the rate, after one other tone', async () => {
    const smoke = smokeAlarmIn('liuwan-g1-z1')
    await hush(wall)
    await says(smoke, true)
    await card('烟雾').waitFor()
    await expect.poll(heard, patience).toEqual(new Set(IMPORTANT))
    expect(await flashOf('烟雾')).toBe('1s')
    await hush(wall)
    await says(smoke, false)
    await card('烟雾').getByText('信号消失').waitFor()
    expect(await flashOf('烟雾')).toBe('2s')
    await expect.poll(async () => [...(await heard())], patience).toEqual(expect.arrayContaining(REMINDER))
    await hush(wall)
    await wall.waitForTimeout(7000)
    expect(await notesHeard(wall)).toEqual([])
    await keepPicture(wall, 'state-cleared')
  })

  it('what is put off leaves the cards for a count that stays, and comes back by itself', async () => {
    const gone = await report('infrastructure', [112.22, 36.59])
    await card('设施故障').waitFor()
    await act(gone, { action: 'postpone', note: '等天亮', until: new Date(Date.now() + 12_000).toISOString() })
    await expect.poll(() => card('设施故障').count(), patience).toBe(0)
    await wall.locator('.foot', { hasText: '暂缓' }).waitFor()
    await keepPicture(wall, 'state-postponed')
    await card('设施故障').waitFor()
    await act(gone, { action: 'verify', outcome: 'false-alarm', cause: 'test', onBehalfOf: null })
    await act(gone, { action: 'close' })
    await expect.poll(() => card('设施故障').count(), patience).toBe(0)
  })

  it('a drill wears its stripes, and is not heard while a real fire is not over', async () => {
    await hush(wall)
    const drill = smokeAlarmIn('qingshuiquan-g1-z1')
    await publishOutside(app.mqttPort() ?? 0, 'xiangshao/drill-button/event', {
      id: crypto.randomUUID(),
      kind: 'smoke',
      location: drill.location,
      exercise: true,
    })
    await wall.locator('.wall > .drill').waitFor()
    await wall.waitForTimeout(5000)
    expect(await heard()).toEqual(new Set())
    await keepPicture(wall, 'state-drill')
  })

  it('a device out of service is counted, grey, and calls nobody', async () => {
    const ask = visitor(app, await app.signIn('admin'))
    const smoke = smokeAlarmIn('tulingdi-g1-z1')
    const known = (await (await ask(`/api/devices/${smoke.id}`)).json()) as Record<string, unknown>
    const before = await wall.locator('.foot').textContent()
    const body = { ...known, maintenance: true, maintenanceUntil: null }
    expect((await ask(`/api/devices/${smoke.id}`, { method: 'PUT', json: body })).status).toBe(200)
    await expect.poll(() => wall.locator('.foot').textContent(), patience).not.toBe(before)
    await wall.locator('.foot', { hasText: /检修\s*1/ }).waitFor()
  })

  it('without the server first a strip, then a hatched frame with a tone of its own; back without a reload, missing nothing', async () => {
    await wall.evaluate(() => Object.assign(window, { loadedOnce: true }))
    await app.kill9()
    await wall.getByText('数据迟到').waitFor()
    await keepPicture(wall, 'state-stale')
    await wall.getByText('数据中断').waitFor({ timeout: 120_000 })
    await hush(wall)
    expect(await wall.locator('.frame').evaluate((element) => getComputedStyle(element).borderImageSource)).toMatch(
      /repeating-linear-gradient/,
    )
    await expect.poll(heard, patience).toEqual(new Set(LOST))
    await keepPicture(wall, 'state-lost')
    await app.startAgain()
    await says(smokeAlarmIn('shibanping-g1-z1'), true)
    await expect.poll(() => wall.getByText(/数据(迟到|中断)/).count(), patience).toBe(0)
    await wall.locator('.attention', { hasText: '石板坪村' }).waitFor()
    await hush(wall)
    await wall.waitForTimeout(3000)
    expect(await wall.evaluate(() => 'loadedOnce' in window)).toBe(true)
    expect([...(await heard())].filter((note) => LOST.includes(note))).toEqual([])
  })

  it('a wall whose link is taken back shows nothing of the township any more', async () => {
    const ask = visitor(app, await app.signIn('admin'))
    const made = await ask('/api/kiosks', { method: 'POST', json: { name: '一楼大厅屏' } })
    expect(made.status).toBe(201)
    const { link, personId } = (await made.json()) as { link: string; personId: string }
    const hung = await (await openDevice(browser, WALL)).newPage()
    await hung.goto(link)
    await hung.locator('.card').first().waitFor()
    const { items } = (await (await ask(`/api/sessions?personId=${personId}`)).json()) as { items: { id: string }[] }
    expect(items).toHaveLength(1)
    expect((await ask(`/api/sessions/${items[0]?.id}`, { method: 'DELETE' })).status).toBeLessThan(300)
    await hung.getByText('登录已失效').waitFor()
    await keepPicture(hung, 'state-revoked')
    expect(await hung.locator('.card, .map, .foot').count()).toBe(0)
    await hung.reload()
    await hung.locator('input[name=username]').or(hung.getByText('登录已失效')).first().waitFor()
    expect(await hung.locator('.card, .map, .foot').count()).toBe(0)
    await hung.context().close()
  })

  it('a wall that cannot draw what it got is never blank, and recovers by itself', async () => {
    const broken = await openDevice(browser, WALL)
    let isBad = true
    await broken.route('**/api/areas', (route) =>
      isBad ? route.fulfill({ json: { type: 'FeatureCollection', features: [null] } }) : route.continue(),
    )
    const page = await signInAt(broken, `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    await page.getByText('大屏出错了').waitFor()
    await keepPicture(page, 'state-broken')
    isBad = false
    await page.locator('.attention .count').waitFor()
    expect(await page.getByText('大屏出错了').count()).toBe(0)
    await broken.close()
  })
})

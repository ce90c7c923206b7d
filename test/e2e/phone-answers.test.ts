import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn, soundAlarm } from '../support/demo-alarms.ts'
import { mosquittoPubInstalled } from '../support/mosquitto-pub.ts'
import { clearRoster } from '../support/own-roster.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const canRun = browserPath !== null && mosquittoPubInstalled
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium or no mosquitto_pub'
const PHONE = [360, 640] as const
const LONG_NAME = '社会主义新农村建设示范村'
const township = demoTownship()
const dutyRoom = township.people.filter(({ id }) => id === 'duty' || id === 'duty-deputy')

describe.skipIf(!canRun)(`a member who is called, on a small phone${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    await soundAlarm(app.mqttPort() ?? 0, smokeAlarmIn('tulingdi-g1-z1'))
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  async function openPhone(language: 'zh' | 'en' = 'zh') {
    const phone = await signInAt(await openDevice(browser, PHONE, language), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.locator('article').waitFor()
    return phone
  }

  async function openIncidents(): Promise<{ id: string }[]> {
    // The body is the contract's list of incidents.
    return ((await app.get('/api/incidents', await app.signIn('duty'))).body as { items: { id: string }[] }).items
  }

  it('finds three answers: going, not going, and the telephone of the duty room', async () => {
    const phone = await openPhone()
    const article = phone.locator('article')
    await article.getByRole('button', { name: '收到，我去' }).waitFor()
    await article.getByRole('button', { name: '收到，去不了' }).waitFor()
    const dial = article.getByRole('link', { name: '打电话给值班室' })
    expect(await dial.getAttribute('href')).toBe(`tel:${dutyRoom[0]?.phone}`)
    await phone.context().close()
  })

  it('sees the button that says so without scrolling, with text at one and a half times its size', async () => {
    const phone = await openPhone()
    await phone.evaluate(() => {
      document.documentElement.style.fontSize = '150%'
    })
    const button = phone.getByRole('button', { name: '收到，我去' })
    await keepPicture(phone, 'phone-large-text')
    const box = await button.boundingBox()
    expect(box === null ? null : box.y + box.height).toBeLessThanOrEqual(640)
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await phone.context().close()
  })

  it('sees it too where names are long, in English, while somebody with a long name already goes', async () => {
    const ask = visitor(app, await app.signIn('admin'))
    for (const { id, geometry, ...properties } of township.areas.filter(({ id }) => 'tulingdi-g1-z1'.startsWith(id))) {
      const feature = { type: 'Feature', geometry, properties: { ...properties, name: `${LONG_NAME} ${id}` } }
      expect((await ask(`/api/areas/${id}`, { method: 'PUT', json: feature })).status).toBe(200)
    }
    await ask('/api/people/duty', { method: 'PUT', json: { ...only(dutyRoom[0]), name: '古丽巴哈尔·阿卜杜热依木江' } })
    const [incident] = await openIncidents()
    const going = { id: 'duty-goes', action: 'acknowledge', at: new Date().toISOString() }
    await app.post(`/api/incidents/${only(incident).id}/actions`, await app.signIn('duty'), going)
    const phone = await openPhone('en')
    await phone.evaluate(() => {
      document.documentElement.style.fontSize = '150%'
    })
    await phone.getByText(LONG_NAME).first().waitFor()
    await keepPicture(phone, 'phone-large-text-long-names')
    const box = await phone.getByRole('button', { name: 'Got it, I am going' }).boundingBox()
    expect(box === null ? null : box.y + box.height).toBeLessThanOrEqual(640)
    await phone.context().close()
  })

  it('is told when nobody has entered a number of the duty room', async () => {
    const ask = visitor(app, await app.signIn('admin'))
    // Whoever is on shift there can be rung as well.
    await clearRoster(app)
    for (const { id, name, roles, username } of dutyRoom)
      expect(
        (await ask(`/api/people/${id}`, { method: 'PUT', json: { name, roles, username, phone: null } })).status,
      ).toBe(200)
    const phone = await openPhone()
    await phone.getByText('系统里没有值班室的电话').waitFor()
    expect(await phone.getByRole('link', { name: '打电话给值班室' }).count()).toBe(0)
    await phone.context().close()
  })

  it('is the only kind of person who is given that number: the wall and the reviewer are not', async () => {
    for (const username of ['wall', 'reviewer'])
      expect((await app.get('/api/snapshot', await app.signIn(username))).body).toMatchObject({ dutyRoom: [] })
  })
})

function only<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('there is no such thing')
  return found
}

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import { beginTrack, followTrack, trackEvent } from '../../server/demo/messages/frigate.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { addressOf, smokeAlarmIn, soundAlarm } from '../support/demo-alarms.ts'
import { mosquittoPubInstalled, publishOutside } from '../support/mosquitto-pub.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const missing = [
  ...(browserPath === null ? ['a Chromium or Chrome (set CHROMIUM to its path)'] : []),
  ...(mosquittoPubInstalled ? [] : ['mosquitto_pub (package mosquitto-clients)']),
]
const skipped = missing.length === 0 ? '' : `, SKIPPED: this machine has no ${missing.join(' and no ')}`

const WALL = [1920, 1080] as const
const DESK = [1440, 900] as const
const PHONE = [360, 640] as const
/** How long to wait for what must come; no promise is measured by it. */
const patience = { timeout: 30_000, interval: 100 }

const township = demoTownship()
const member = only(township.people.find(({ username }) => username === 'member'))
// One household in the member's own zone, and one in another village: too far apart to be one fire.
const ownSmoke = smokeAlarmIn('tulingdi-g1-z1')
const liuwanSmoke = smokeAlarmIn('liuwan-g1-z1')
const ridgeCamera = only(township.devices.find(({ id }) => id === 'cam-muchang'))

describe.skipIf(missing.length > 0)(`the whole sentence${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let wall: Page

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    wall = await signIn('wall', '/wall', WALL)
    await wall.locator('.map-canvas').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  /** Somebody with a device of their own. */
  async function signIn(username: string, path: string, size: readonly [number, number]): Promise<Page> {
    return signInAt(await openDevice(browser, size), `${app.url()}${path}`, username, DEMO_PASSWORD)
  }

  /** The state a smoke alarm reports, from outside; answers with the incident it opened or joined. */
  async function smoke(device: Device): Promise<Incident> {
    await soundAlarm(app.mqttPort() ?? 0, device)
    return incidentOf(device)
  }

  async function seenByCamera(device: Device, label: 'smoke' | 'fire'): Promise<Incident> {
    const sighting = { camera: addressOf(device), label, across: 0.4, moves: false }
    const first = beginTrack(sighting, 0.82, new Date(), Math.random)
    const { topic, payload } = trackEvent('frigate', first, followTrack(first, 0.86, 0.4, new Date(), Math.random))
    await publishOutside(app.mqttPort() ?? 0, topic, JSON.parse(payload))
    return incidentOf(device)
  }

  async function incidentOf(device: Device): Promise<Incident> {
    const find = async () => (await openIncidents(wall)).find(({ deviceIds }) => deviceIds.includes(device.id))
    await expect.poll(find, patience).toBeDefined()
    return only(await find())
  }

  // The member's answer is the subject of one test and the past of another; either may be run alone.
  let answered: Promise<{ incident: Incident; shownMs: number }> | null = null
  const memberGoes = () => (answered ??= answerOnThePhone())

  async function answerOnThePhone() {
    const incident = await smoke(ownSmoke)
    const phone = await signIn('member', '/m', PHONE)
    const call = phone.locator('article', { hasText: wordsOfPlace(ownSmoke) })
    await call.waitFor()
    await keepPicture(phone, '3-phone-called')
    await call.getByRole('button', { name: '收到，我去' }).click()
    await goingOnTheWall(wall, member.name)
    const shownAt = await wall.evaluate(() => Date.now())
    await call.getByRole('button', { name: '到场' }).waitFor()
    await keepPicture(phone, '3-phone-going')
    await phone.context().close()
    const record = await replayOf(wall, incident.id)
    const acceptedAt = only(record.actions.find(({ action }) => action === 'acknowledge')).recordedAt
    return { incident, shownMs: shownAt - Date.parse(acceptedAt) }
  }

  it('shows the smoke alarm of a household in the list with its zone and the person called, and on the map', async () => {
    const incident = await smoke(ownSmoke)
    const card = wall.locator('.card', { hasText: wordsOfPlace(ownSmoke) })
    await expect.poll(() => card.count(), patience).toBe(1)
    expect(await card.textContent()).toContain('烟雾')
    expect(incident.alerts.map(({ personId }) => personId)).toContain(member.id)
    expect(await card.textContent()).toContain(member.name)
    await expect.poll(() => drawnTypes(wall, incident.id), patience).toContain('point')
    await keepPicture(wall, '1-wall-smoke')
  })

  it('shows what a ridge camera sees as a sector on the map, and in the list with its village and grid', async () => {
    const incident = await seenByCamera(ridgeCamera, 'fire')
    expect(incident.place.type).toBe('sector')
    const card = wall.locator('.card', { hasText: '疑似火情' })
    await expect.poll(() => card.count(), patience).toBe(1)
    // Of all it may have touched, a village and a grid of that village.
    const touched = township.areas.filter(({ id }) => incident.areas.some(({ areaId }) => areaId === id))
    const village = only(touched.find(({ name }) => name === '白草坡村'))
    const grids = touched.filter(({ level, parentId }) => level === 'grid' && parentId === village.id)
    const words = grids.map(({ name }) => `${village.name} ${name.slice(village.name.length)}`)
    const told = (await card.textContent()) ?? ''
    expect(
      words.filter((place) => told.includes(place)),
      told,
    ).toHaveLength(1)
    await expect.poll(() => drawnTypes(wall, incident.id), patience).toContain('sector')
    await keepPicture(wall, '2-wall-sector')
  })

  it('shows on the wall who goes, once the member has tapped 收到，我去', async () => {
    const { shownMs } = await memberGoes()
    await keepPicture(wall, '3-wall-going')
    console.info(`the wall showed who goes ${shownMs} ms after the server had recorded the answer`)
  })

  it('keeps every step for the review, in order: opened, called, seen, answered', async () => {
    const { incident } = await memberGoes()
    const review = await signIn('reviewer', `/review/${incident.id}`, DESK)
    await review.getByRole('checkbox', { name: '系统事件' }).check()
    const lines = review.locator('.timeline li .line')
    const steps = ['发现告警', '呼叫', '已看到', '收到，我去']
    // System entries are hidden at first; this one stands there when they are drawn.
    await lines.filter({ hasText: '已看到' }).waitFor()
    const told = (await lines.allTextContents()).map((line) => line.trim())
    const firsts = steps.map((step) => told.findIndex((line) => line.startsWith(step)))
    await keepPicture(review, '4-review')
    expect(firsts, told.join(' | ')).not.toContain(-1)
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
    for (const index of firsts.slice(1)) expect(told[index]).toContain(member.name)
    await review.context().close()
  })

  it('brings a screen that was offline up to date without loading it again', async () => {
    const second = await signIn('wall', '/wall', WALL)
    await second.locator('.foot, footer').first().waitFor()
    await second.evaluate(() => Object.assign(window, { loadedOnce: true }))
    await second.context().setOffline(true)
    await smoke(liuwanSmoke)
    const card = (page: Page) => page.locator('.card', { hasText: wordsOfPlace(liuwanSmoke) })
    await expect.poll(() => card(wall).count(), patience).toBe(1)
    await keepPicture(second, '5-offline')
    expect(await card(second).count()).toBe(0)
    await second.context().setOffline(false)
    await expect.poll(() => card(second).count(), patience).toBe(1)
    expect(await second.evaluate(() => 'loadedOnce' in window)).toBe(true)
    await keepPicture(second, '5-back')
    await second.context().close()
  })
})

function only<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the demo township has no such thing')
  return found
}

/** The zone of a household's device as every list writes it: 土岭底村 1网格 1片区. */
function wordsOfPlace(device: Device): string {
  const zone = only(township.areas.find(({ id, level }) => level === 'zone' && device.id.startsWith(`smoke-${id}-`)))
  return zone.name.replace(/^(.+村)(\d+网格)(.+)/, '$1 $2 $3')
}

function openIncidents(page: Page): Promise<Incident[]> {
  return page.evaluate(async () => (await (await fetch('/api/snapshot')).json()).incidents)
}

/** The shapes of place the map has drawn for an incident, by what the map itself says is in its picture. */
function drawnTypes(page: Page, incidentId: string): Promise<string[]> {
  return page.evaluate((id) => {
    type Drawn = { properties: { id?: string; place?: string } }
    const canvas = document.querySelector<HTMLElement & { map?: { queryRenderedFeatures(): Drawn[] } }>('.map-canvas')
    const drawn = canvas?.map?.queryRenderedFeatures() ?? []
    return drawn.filter(({ properties }) => properties.id === id).map(({ properties }) => properties.place ?? '')
  }, incidentId)
}

function replayOf(page: Page, id: string): Promise<{ actions: { action: string; recordedAt: string }[] }> {
  return page.evaluate(async (path) => (await fetch(path)).json(), `/api/incidents/${id}/replay`)
}

async function goingOnTheWall(page: Page, name: string): Promise<void> {
  await page.locator('.card', { hasText: name }).filter({ hasText: '能去1' }).waitFor({ timeout: 10_000 })
}

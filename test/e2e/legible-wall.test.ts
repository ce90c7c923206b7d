import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoTownship } from '../../server/demo/township.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { smokeAlarmIn, soundAlarm } from '../support/demo-alarms.ts'
import { mosquittoPubInstalled } from '../support/mosquitto-pub.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

const canRun = browserPath !== null && mosquittoPubInstalled
const skipped = canRun ? '' : ', SKIPPED: this machine has no Chromium or no mosquitto_pub'

/** Twenty minutes of arc from five metres, on a wall of 65 inches that is 1920 wide. */
const LEAST_PIXELS = 42
const patience = { timeout: 60_000, interval: 100 }
const villages = demoTownship().areas.filter(({ level }) => level === 'village')
const LONG_NAMES = ['社会主义新农村建设示范村', 'Upper Willow Bend Administrative Village']

const SHIFT = {
  validFrom: new Date().toISOString(),
  validUntil: new Date(Date.now() + 24 * 3600_000).toISOString(),
}

describe.skipIf(!canRun)(`the wall can be read from five metres${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  /** Smoke in one household of each of some villages: too far apart to be one fire. */
  async function alarms(villageIds: readonly string[]) {
    for (const id of villageIds) await soundAlarm(app.mqttPort() ?? 0, smokeAlarmIn(`${id}-g1-z1`))
  }

  async function nameVillages() {
    const ask = visitor(app, await app.signIn('admin'))
    for (const [at, name] of LONG_NAMES.entries()) {
      const { id, geometry, ...properties } = villages[at] ?? villages[0] ?? fail()
      const feature = { type: 'Feature', geometry, properties: { ...properties, name } }
      expect((await ask(`/api/areas/${id}`, { method: 'PUT', json: feature })).status).toBe(200)
    }
  }

  const openWall = async (size: readonly [number, number], language: 'zh' | 'en') =>
    signInAt(await openDevice(browser, size, language), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)

  it('shows one incident alone with a headline of 95 pixels', async () => {
    await alarms(villages.slice(0, 1).map(({ id }) => id))
    const wall = await openWall([1920, 1080], 'zh')
    await wall.locator('.card').waitFor()
    await expect.poll(() => sizeOf(wall, '.card .kind'), patience).toBeCloseTo(95, 0)
    expect(await shown(wall)).toEqual({ cards: 1, lines: 0, more: 0, smallest: LEAST_PIXELS, cut: [] })
    await wall.context().close()
  })

  it.each(['zh', 'en'] as const)('never cuts the name of the township or who is on duty, in %s', async (language) => {
    const ask = visitor(app, await app.signIn('admin'))
    const { id, geometry, ...properties } = demoTownship().areas.find(({ level }) => level === 'township') ?? fail()
    const feature = { type: 'Feature', geometry, properties: { ...properties, name: '聪子岭土家族乡镇' } }
    expect((await ask(`/api/areas/${id}`, { method: 'PUT', json: feature })).status).toBe(200)
    // One officer more than the demo has just now, so that several sit there whatever the hour is.
    const json = { areaId: id, post: 'officer', personId: 'member', ...SHIFT }
    expect((await ask('/api/shifts/one-more', { method: 'PUT', json })).status).toBeLessThan(300)
    const wall = await openWall([1920, 1080], language)
    await wall.locator('.header .duty', { hasText: /等\d人|\+\d/ }).waitFor()
    await keepPicture(wall, `wall-head-${language}`)
    const cut = await wall.evaluate(() =>
      [...document.querySelectorAll('.header, .header > *')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.textContent),
    )
    expect(cut).toEqual([])
    await wall.context().close()
  })

  it('shows two incidents whole, and draws nothing where the lines of others would stand', async () => {
    await alarms(villages.slice(0, 2).map(({ id }) => id))
    const wall = await openWall([1920, 1080], 'zh')
    await expect.poll(async () => (await shown(wall)).cards, patience).toBe(2)
    await keepPicture(wall, 'wall-two')
    expect(await shown(wall)).toMatchObject({ cards: 2, lines: 0, more: 0, cut: [] })
    // A card may reach down to there: ground drawn there would hide its last words.
    const drawn = await wall.evaluate(() =>
      [...document.querySelectorAll('.rest, .rest *')]
        .map((element) => getComputedStyle(element))
        .filter(
          ({ visibility, backgroundColor }) => visibility === 'visible' && backgroundColor !== 'rgba(0, 0, 0, 0)',
        ),
    )
    expect(drawn).toEqual([])
    await wall.context().close()
  })

  it.each([
    [[1920, 1080], 'zh'],
    [[1920, 1080], 'en'],
    [[1366, 768], 'zh'],
    [[3840, 2160], 'en'],
  ] as const)(
    'shows fewer of eight incidents, never smaller words, on a screen of %j in %s',
    async (size, language) => {
      await nameVillages()
      await alarms(villages.slice(0, 8).map(({ id }) => id))
      const wall = await openWall(size, language)
      const count = wall.locator('.attention .count')
      await expect.poll(() => count.textContent(), patience).toBe('8')
      await expect.poll(async () => (await shown(wall)).cards, patience).toBeGreaterThanOrEqual(2)
      const { cards, lines, more, smallest, cut } = await shown(wall)
      await keepPicture(wall, `wall-eight-${size[0]}-${language}`)
      expect(cards + lines + more).toBe(8)
      expect(smallest).toBeCloseTo(LEAST_PIXELS, 0)
      expect(cut).toEqual([])
      await wall.context().close()
    },
  )
})

function fail(): never {
  throw new Error('the demo township has no villages')
}

/** The size of a word, in pixels of a screen that is 1920 wide. */
function sizeOf(page: Page, selector: string): Promise<number> {
  return page.evaluate((wanted) => {
    const element = document.querySelector(wanted)
    const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
    return element === null ? 0 : (Number.parseFloat(getComputedStyle(element).fontSize) / unit) * 16
  }, selector)
}

/** How many cards can be seen whole, how many incidents have a line, how many are said to be missing, the smallest word, and what is cut off. */
function shown(page: Page): Promise<{ cards: number; lines: number; more: number; smallest: number; cut: string[] }> {
  return page.evaluate(() => {
    const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
    const isSeen = (element: Element) => getComputedStyle(element).visibility === 'visible'
    const room = document.querySelector('.room')?.getBoundingClientRect()
    const cards = [...document.querySelectorAll('.card')].filter(isSeen)
    const words: Element[] = []
    const walker = document.createTreeWalker(document.querySelector('.wall') ?? document, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      // What is only read out, and what the map draws for itself, is not a word of the wall.
      if (element === null || element.closest('.heard, .map-canvas') !== null || !isSeen(element)) continue
      if ((node.textContent ?? '').trim() !== '' && element.getClientRects().length > 0) words.push(element)
    }
    const pixels = words.map((element) => Number.parseFloat(getComputedStyle(element).fontSize) / unit)
    const below = cards.filter((card) => card.getBoundingClientRect().bottom > (room?.bottom ?? 0) + 1)
    const wide = cards.flatMap((card) =>
      [...card.querySelectorAll('span')].filter((e) => e.scrollWidth > e.clientWidth + 1),
    )
    const more = document.querySelector('.more')
    return {
      cards: cards.length,
      lines: document.querySelectorAll('.lines .line').length,
      more: more !== null && isSeen(more) ? Number.parseInt(more.textContent?.trim().slice(1) ?? '0', 10) : 0,
      smallest: Math.round(Math.min(...pixels) * 10) / 10,
      // Inline words have no width of their own to be cut at.
      cut: [...below, ...wide.filter((e) => e.clientWidth > 0)].map((element) => element.textContent ?? ''),
    }
  })
}

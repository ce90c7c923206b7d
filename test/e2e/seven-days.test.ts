import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WALL_DEFAULTS } from '#shared/wall-settings.ts'
import { browserPath, keepPicture, openDevice, startBrowser } from '../support/browser.ts'
import { madeUpScreen } from '../support/made-up-screen.ts'
import { madeUpShifts } from '../support/made-up-shifts.ts'
import { type StandIn, startStandIn } from '../support/stand-in-server.ts'
import { createTraffic } from '../support/traffic.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Eight in the morning in the township. */
const BEGAN_MS = Date.UTC(2026, 10, 23)
const DAYS = 7
/**
 * A day is 24 hours, one leap of the clock each. After a leap an hour's share of the day's news arrives at once, and
 * then the page lives through some seconds of its own in steps in which each of its timers fires as often as it is due.
 */
const HOURS = 24
const LIVED_MS = 2500
const STEP_MS = 500
/** Seven times 24: some forty incidents a day, each opened, taken notice of, accepted, closed. */
const INCIDENT_STEPS = 7
const MOST_OPEN = 6

/** What a page holds after its garbage was collected. */
type Held = { heapKb: number; nodes: number; listeners: number; layers: number; sources: number; images: number }

describe.skipIf(browserPath === null)(`a wall that nobody touches for seven days${skipped}`, () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let standIn: StandIn
  let nowMs = BEGAN_MS
  const madeUp = madeUpScreen({ columns: 2, rows: 2, grids: 2, devices: 80 }, BEGAN_MS)

  beforeAll(async () => {
    standIn = await startStandIn(madeUp, { now: () => nowMs, beatEveryMs: null })
    standIn.settings = { ...WALL_DEFAULTS, theme: 'by-night' }
    standIn.shifts = madeUpShifts(BEGAN_MS, DAYS + 1)
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await standIn?.stop()
  })

  it('does not grow, and shows at the end what is true then', async () => {
    const context = await openDevice(browser, [640, 360])
    const page = await context.newPage()
    const said = complaintsOf(page)
    await page.clock.install({ time: BEGAN_MS })
    await page.goto(`${standIn.url}/wall`)
    await page.locator('.map-canvas canvas').waitFor()
    await page.locator('.count').waitFor()
    const session = await context.newCDPSession(page)
    const traffic = createTraffic(standIn, madeUp, MOST_OPEN, () => nowMs)
    const themes = new Set<string>()

    /** Leaps to the next hour, tells what happened in it, and waits until the wall has painted that. */
    async function hour(happens: () => void) {
      nowMs += HOUR_MS - LIVED_MS
      await page.clock.setSystemTime(nowMs)
      happens()
      const { seq } = standIn.beat()
      const began = nowMs
      while (nowMs < began + LIVED_MS || standIn.drawn() < seq) {
        if (nowMs > began + MINUTE_MS) throw new Error(`the wall has painted ${standIn.drawn()} of ${seq}`)
        nowMs += STEP_MS
        await page.clock.fastForward(STEP_MS)
      }
      themes.add((await page.locator('html').getAttribute('data-theme')) ?? '')
    }

    await page.clock.pauseAt(BEGAN_MS + 5 * MINUTE_MS)
    nowMs = BEGAN_MS + 5 * MINUTE_MS
    const days: Held[] = []
    for (let day = 1; day <= DAYS; day++) {
      for (let step = 0; step < HOURS; step++)
        await hour(() => {
          for (let n = 0; n < 12; n++) traffic.device()
          traffic.tellStatuses()
          for (let n = 0; n < INCIDENT_STEPS; n++) traffic.incident()
          // Names of areas and people change now and then, as a day's roster does.
          if (step === 12) standIn.change({ type: 'arrangement' })
          standIn.ill = step % 8 < 2 ? [{ part: 'outbox', since: new Date(nowMs).toISOString() }] : []
        })
      // Compared are evenings on which everything is closed and well.
      await hour(() => {
        traffic.closeAll()
        standIn.ill = []
      })
      days.push(await held(session, page))
      console.info(`day ${day}: ${JSON.stringify(days.at(-1))}`)
    }

    // On the first day whatever is made once is made: code is compiled, formats and shapes are kept.
    const [first, last] = [days[1], days.at(-1)]
    if (first === undefined || last === undefined) throw new Error('no day has passed')
    expect({ ...last, heapKb: 0, nodes: 0, listeners: 0 }).toEqual({ ...first, heapKb: 0, nodes: 0, listeners: 0 })
    // In the five days between there are some two hundred incidents: one thing left of each would be that many. Which of
    // the header's words stand there makes a difference of a dozen nodes.
    expect(last.nodes - first.nodes).toBeLessThan(100)
    expect(last.listeners - first.listeners).toBeLessThan(50)
    // A card that is not let go, with its incident, is more than 20 kB. What the browser itself keeps is less each day.
    expect(last.heapKb - first.heapKb).toBeLessThan(2000)

    while (traffic.open() < 3) await hour(() => traffic.incident())
    await expect.poll(() => page.locator('.attention .count').textContent()).toBe(String(traffic.open()))
    const clock = new Date(nowMs + 8 * HOUR_MS).toISOString().slice(11, 16)
    expect(await page.locator('.header .time').textContent()).toContain(clock)
    expect(await page.locator('.header .late').count()).toBe(0)
    expect([...themes].sort()).toEqual(['dark', 'light'])
    await keepPicture(page, 'wall-after-seven-days')
    expect(said).toEqual([])
    await context.close()
  })
})

/** Everything a page complains of, thrown or written. */
function complaintsOf(page: Page): string[] {
  const said: string[] = []
  page.on('pageerror', (error) => said.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text())
  })
  return said
}

async function held(session: CDPSession, page: Page): Promise<Held> {
  // What the first collection makes free by its finalizers goes with the second.
  for (let n = 0; n < 2; n++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  const drawn = await page.evaluate(() => {
    type MapLike = { getStyle(): { layers: unknown[]; sources: object }; listImages(): string[] }
    const { map } = document.querySelector('.map-canvas') as HTMLElement & { map: MapLike }
    const { layers, sources } = map.getStyle()
    return { layers: layers.length, sources: Object.keys(sources).length, images: map.listImages().length }
  })
  return { heapKb: Math.round(usedSize / 1024), nodes, listeners: jsEventListeners, ...drawn }
}

import type { CDPSession, Page } from 'playwright-core'
import { browserPath, openDevice, startBrowser } from '../support/browser.ts'
import { createTraffic } from '../support/traffic.ts'
import { besideBareMap } from './bare-map.ts'
import type { Figure } from './figure.ts'

const MINUTES = 30
/** Small: what a page holds has nothing to do with how many points it draws, but drawing them takes long. */
const WINDOW = [640, 360] as const
const MINUTE_MS = 60_000
/** The clock leaps so far at a time, and each timer of the page fires as often as it is due. */
const STEP_MS = 1000
/** In a step: ten changes a second, one in five of an incident. */
const [OF_INCIDENTS, OF_DEVICES] = [2, 8]
const BEAT_EVERY_MS = 5000
const MOST_OPEN = 20
const BEGAN_MS = Date.UTC(2026, 10, 23, 4)

/**
 * The memory of the wall beside a bare map, each after one minute and after thirty of a clock that runs faster, under
 * the same changes. Measured after garbage was collected: what is counted is held.
 */
export async function run(): Promise<Figure[]> {
  if (browserPath === null) return []
  let nowMs = BEGAN_MS
  const browser = await startBrowser(browserPath)
  const { standIn, madeUp, pages } = await besideBareMap(browser, { now: () => nowMs, beatEveryMs: null })
  const traffic = createTraffic(standIn, madeUp, MOST_OPEN, () => nowMs)
  const figures: Figure[] = []
  try {
    for (const { name, url, ready } of pages) {
      const context = await openDevice(browser, WINDOW)
      const page = await context.newPage()
      await page.clock.install({ time: nowMs })
      await page.goto(url)
      await page.locator(ready).first().waitFor()
      const session = await context.newCDPSession(page)
      await page.clock.pauseAt(nowMs + MINUTE_MS)
      nowMs += MINUTE_MS
      const held: number[] = []
      for (let minute = 0; minute <= MINUTES; minute++) {
        held.push(await megabytesOf(session))
        if (minute < MINUTES) await aMinute(page)
      }
      traffic.closeAll()
      const [first, last] = [held[1] ?? NaN, held.at(-1) ?? NaN]
      process.stderr.write(`  ${name} ${held.map((mb) => mb.toFixed(1)).join(' ')} MB\n`)
      figures.push(
        { name: `wall-memory-${name}`, value: last, unit: 'MB' },
        { name: `wall-memory-${name}-grown`, value: last - first, unit: 'MB' },
      )
      await context.close()
    }
  } finally {
    await browser.close()
    await standIn.stop()
  }
  return figures

  async function aMinute(page: Page): Promise<void> {
    for (let ms = 0; ms < MINUTE_MS; ms += STEP_MS) {
      for (let n = 0; n < OF_DEVICES; n++) traffic.device()
      traffic.tellStatuses()
      for (let n = 0; n < OF_INCIDENTS; n++) traffic.incident()
      nowMs += STEP_MS
      if (nowMs % BEAT_EVERY_MS === 0) standIn.beat()
      await page.clock.fastForward(STEP_MS)
    }
    const { seq } = standIn.beat()
    while (standIn.drawn() < seq) await page.clock.fastForward(STEP_MS)
  }
}

async function megabytesOf(session: CDPSession): Promise<number> {
  // What the first collection makes free by its finalizers goes with the second.
  for (let n = 0; n < 2; n++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

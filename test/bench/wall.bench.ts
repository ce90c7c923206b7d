import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { browserPath, openDevice, startBrowser } from '../support/browser.ts'
import { createTraffic } from '../support/traffic.ts'
import { besideBareMap, WARM_MS, WINDOW } from './bare-map.ts'
import { type Figure, median, quantile } from './figure.ts'

const ROUNDS = 5
const MEASURED_MS = 8000
const CHANGES_A_SECOND = 50
/** One change in five is of an incident, the others are words of devices. */
const INCIDENTS_SHARE = 0.2
/** The server tells words of devices together, this often. */
const TELL_EVERY_MS = 250
const MOST_OPEN = 20
const LONG_FRAME_MS = 50
const GOAL = { op: '<=', n: 1.25 } as const

/** What one page cost in one round. */
type Cost = { frames: number[]; busy: number; cpu: number }

/**
 * The wall beside a bare map in one browser, in turns, under the same changes: the time between frames, the share of the
 * time in which the page's main thread is busy, and the processor time of the page with its workers.
 */
export async function run(): Promise<Figure[]> {
  if (browserPath === null) return []
  const browser = await startBrowser(browserPath)
  const { standIn, madeUp, pages } = await besideBareMap(browser)
  const { device, incident, tellStatuses } = createTraffic(standIn, madeUp, MOST_OPEN)
  let owed = 0
  const traffic = setInterval(() => {
    if (++owed % Math.round(1 / INCIDENTS_SHARE) === 0) incident()
    else device()
  }, 1000 / CHANGES_A_SECOND)
  const telling = setInterval(tellStatuses, TELL_EVERY_MS)
  const costs: Record<'wall' | 'bare', Cost>[] = []
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const cost: Partial<Record<'wall' | 'bare', Cost>> = {}
      for (const { name, url, ready } of pages) {
        cost[name] = await costOf(browser, url, ready)
        process.stderr.write(`  ${name} ${said(cost[name])}\n`)
      }
      // The first round only warms up.
      if (round > 0) costs.push(cost as Record<'wall' | 'bare', Cost>)
    }
  } finally {
    clearInterval(traffic)
    clearInterval(telling)
    await browser.close()
    await standIn.stop()
  }
  const side = (name: string, unit: string, of: (cost: Cost) => number, goal?: Figure['goal']): Figure[] => [
    { name: `wall-${name}`, value: median(costs.map(({ wall }) => of(wall))), unit },
    { name: `wall-${name}-bare`, value: median(costs.map(({ bare }) => of(bare))), unit },
    {
      name: `wall-${name}-vs-bare`,
      value: median(costs.map(({ wall, bare }) => of(wall) / of(bare))),
      unit: 'x',
      ...(goal === undefined ? {} : { goal }),
    },
  ]
  return [
    ...side('frame-p50', 'ms', ({ frames }) => median(frames), GOAL),
    ...side('frame-p95', 'ms', ({ frames }) => quantile(frames, 0.95), GOAL),
    ...side('long-frames', '%', ({ frames }) => longShare(frames)).slice(0, 2),
    ...side('busy', '%', ({ busy }) => busy * 100),
    ...side('processor', '%', ({ cpu }) => cpu * 100),
  ]
}

const longShare = (frames: readonly number[]) =>
  (frames.filter((ms) => ms > LONG_FRAME_MS).length / Math.max(1, frames.length)) * 100

const said = ({ frames, busy, cpu }: Cost) =>
  `p50 ${median(frames).toFixed(1)} ms, p95 ${quantile(frames, 0.95).toFixed(1)} ms, busy ${(busy * 100).toFixed(0)} %, processor ${(cpu * 100).toFixed(0)} %`

async function costOf(browser: Browser, url: string, ready: string): Promise<Cost> {
  const context = await openDevice(browser, WINDOW)
  const page = await context.newPage()
  await page.goto(url)
  await page.locator(ready).first().waitFor()
  await delay(WARM_MS)
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'timeTicks' })
  const before = await spent(browser, session)
  const frames = await framesWithin(page, MEASURED_MS)
  const after = await spent(browser, session)
  await context.close()
  const seconds = after.at - before.at
  return { frames, busy: (after.tasks - before.tasks) / seconds, cpu: (after.cpu - before.cpu) / seconds }
}

/** In seconds: the clock, what the main thread has been busy, and what the renderers have used of the processors. */
async function spent(browser: Browser, session: CDPSession) {
  const whole = await browser.newBrowserCDPSession()
  const { metrics } = await session.send('Performance.getMetrics')
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
  await whole.detach()
  const named = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  return {
    at: named('Timestamp'),
    tasks: named('TaskDuration'),
    cpu: renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
  }
}

function framesWithin(page: Page, spanMs: number): Promise<number[]> {
  return page.evaluate(
    (span) =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = []
        const began = performance.now()
        let last = began
        const next = (now: number) => {
          frames.push(now - last)
          last = now
          if (now - began < span) requestAnimationFrame(next)
          else resolve(frames.slice(1))
        }
        requestAnimationFrame(next)
      }),
    spanMs,
  )
}

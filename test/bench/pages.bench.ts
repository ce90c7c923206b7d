import type { Browser } from 'playwright-core'
import { browserPath, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, startApp } from '../support/running-app.ts'
import { type Figure, median } from './figure.ts'

const ROUNDS = 3
const KB = 1024
/** A phone on a bad line must not wait: so much script and style, compressed, in front of its first screen. */
const PHONE = { script: { op: '<=', n: 90 }, style: { op: '<=', n: 15 } } as const

type Surface = { name: string; path: string; username: string; size: readonly [number, number]; shows: string }

const SURFACES: readonly Surface[] = [
  { name: 'wall', path: '/wall', username: 'wall', size: [1920, 1080], shows: '.foot .tile' },
  { name: 'desk', path: '/', username: 'duty', size: [1366, 768], shows: '.panel' },
  { name: 'phone', path: '/m', username: 'member', size: [360, 640], shows: 'main' },
  { name: 'review', path: '/review', username: 'reviewer', size: [1366, 768], shows: 'main' },
]

/** What each surface of the demo township loads on an empty cache, and how long it takes until it shows something. */
export async function run(): Promise<Figure[]> {
  if (browserPath === null) return []
  const app = await startApp({ env: { DATABASE_URL: '' } })
  const browser = await startBrowser(browserPath)
  const figures: Figure[] = []
  try {
    for (const surface of SURFACES) {
      const loads: Load[] = []
      for (let round = 0; round < ROUNDS; round++) loads.push(await loadOf(browser, app.url(), surface))
      const { name } = surface
      const of = (pick: (load: Load) => number) => median(loads.map(pick))
      const limits = name === 'phone' ? PHONE : null
      figures.push(
        { name: `${name}-script-sent`, value: of(({ sent }) => sent.script / KB), unit: 'KB', ...goal(limits?.script) },
        { name: `${name}-script`, value: of(({ whole }) => whole.script / KB), unit: 'KB' },
        { name: `${name}-style-sent`, value: of(({ sent }) => sent.style / KB), unit: 'KB', ...goal(limits?.style) },
        { name: `${name}-first-paint`, value: of(({ paintMs }) => paintMs), unit: 'ms' },
        { name: `${name}-shown`, value: of(({ shownMs }) => shownMs), unit: 'ms' },
      )
    }
  } finally {
    await browser.close()
    await app.stop()
  }
  return figures
}

const goal = (limit: Figure['goal'] | undefined) => (limit === undefined ? {} : { goal: limit })

/** Bytes of scripts and styles, as they were sent with their headers and as they are read; milliseconds from the start. */
type Load = { sent: Bytes; whole: Bytes; paintMs: number; shownMs: number }
type Bytes = { script: number; style: number }

async function loadOf(browser: Browser, url: string, { path, username, size, shows }: Surface): Promise<Load> {
  const context = await openDevice(browser, size)
  // The page to sign in shares parts with the others: what is measured begins with an empty cache.
  await (await signInAt(context, url + path, username, DEMO_PASSWORD)).close()
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.clearBrowserCache')
  const kinds = new Map<string, keyof Bytes>()
  const [sent, whole]: [Bytes, Bytes] = [
    { script: 0, style: 0 },
    { script: 0, style: 0 },
  ]
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') kinds.set(requestId, 'script')
    if (type === 'Stylesheet') kinds.set(requestId, 'style')
  })
  session.on('Network.dataReceived', ({ requestId, dataLength }) => {
    const kind = kinds.get(requestId)
    if (kind !== undefined) whole[kind] += dataLength
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId)
    if (kind !== undefined) sent[kind] += encodedDataLength
  })
  await page.goto(url + path)
  await page.locator(shows).first().waitFor()
  const [paintMs, shownMs] = await page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    performance.now(),
  ])
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await context.close()
  return { sent, whole, paintMs, shownMs }
}

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { browserPath, openDevice, startBrowser } from '../support/browser.ts'
import { startApp } from '../support/running-app.ts'
import { signInOnce } from './sign-in-once.ts'
import { createStage, STATES } from './stage.ts'

// Pictures of every state for people to look at: both themes, both languages, at the sizes the screens have. They lie
// in a folder that is not kept. With `readme`, the four that are.

const OUT = join(import.meta.dirname, '..', 'e2e', 'screenshots', 'states')
const README = join(import.meta.dirname, '..', '..', 'web', 'pictures')
const LANGUAGES = ['zh', 'en'] as const
const THEMES = ['light', 'dark'] as const

/** Who looks at what, and how large their screen is. */
const SURFACES = [
  { name: 'wall', username: 'wall', path: '/wall', size: [1920, 1080] },
  { name: 'wall-small', username: 'wall', path: '/wall', size: [1366, 768] },
  { name: 'desk', username: 'duty', path: '/', size: [1920, 1080] },
  { name: 'desk-small', username: 'duty', path: '/', size: [1366, 768] },
  { name: 'phone', username: 'member', path: '/m', size: [360, 640] },
] as const
/** What a page needs after news until its map stands still. */
const SETTLE_MS = 2500

if (browserPath === null) {
  process.stderr.write('there is no Chromium here; CHROMIUM names one\n')
  process.exit(1)
}
const browser = await startBrowser(browserPath)
try {
  await (process.argv[2] === 'readme' ? takeForReadme(browser) : takeStates(browser))
} finally {
  await browser.close()
}

async function takeStates(from: Browser): Promise<void> {
  await mkdir(OUT, { recursive: true })
  const app = await startApp({ env: { DATABASE_URL: '', PORT: '0' } })
  try {
    const stage = createStage(app)
    const cookies = await signInOnce(app, ['wall', 'duty', 'member'])
    for (const state of STATES) {
      await stage[state]()
      // One browser window at a time: sixteen maps at once are drawn by no processor.
      for (const language of LANGUAGES)
        for (const theme of THEMES)
          for (const { name, username, path, size } of SURFACES) {
            const device = await openDevice(from, size, language)
            await device.addCookies(cookies(username))
            const page = await device.newPage()
            await page.emulateMedia({ colorScheme: theme })
            await page.goto(app.url() + path)
            await settled(page, path)
            await page.screenshot({ path: join(OUT, `${state}-${name}-${language}-${theme}.png`) })
            await device.close()
          }
      process.stderr.write(`${state}\n`)
    }
    await takeOfLostLink(from, app, cookies)
  } finally {
    await app.stop()
  }
  process.stdout.write(`${OUT}\n`)
}

/** Screens that were loaded while the server was there, and then it was not. */
async function takeOfLostLink(
  from: Browser,
  app: Awaited<ReturnType<typeof startApp>>,
  cookies: Awaited<ReturnType<typeof signInOnce>>,
): Promise<void> {
  const pages = await Promise.all(
    LANGUAGES.flatMap((language) =>
      THEMES.map(async (theme) => {
        const device = await openDevice(from, [1920, 1080], language)
        await device.addCookies(cookies('wall'))
        const page = await device.newPage()
        await page.emulateMedia({ colorScheme: theme })
        await page.goto(`${app.url()}/wall`)
        await settled(page, '/wall')
        return { page, language, theme }
      }),
    ),
  )
  await app.kill9()
  for (const [state, strip] of [
    ['stale', '.strip:not(.lost)'],
    ['lost', '.strip.lost'],
  ] as const)
    for (const { page, language, theme } of pages) {
      await page.locator(strip).waitFor({ timeout: 120_000 })
      await page.screenshot({ path: join(OUT, `${state}-wall-${language}-${theme}.png`) })
    }
  await Promise.all(pages.map(({ page }) => page.context().close()))
}

/** The demo as somebody sees it who follows the README, a while after its hill fire began. */
async function takeForReadme(from: Browser): Promise<void> {
  await mkdir(README, { recursive: true })
  const app = await startApp({ env: { DATABASE_URL: '', SIMULATOR: 'on' }, fromNothing: true })
  try {
    const cookies = await signInOnce(app, ['wall', 'duty', 'member', 'reviewer'])
    const wall = await opened(from, 'wall', '/wall', [1920, 1080])
    await wall.locator('.card', { hasText: '火情' }).waitFor({ timeout: 300_000 })
    await wall.waitForTimeout(30_000)
    await keep(wall, 'wall')
    const incident = await wall.evaluate(async () => {
      const { incidents } = (await (await fetch('/api/snapshot')).json()) as {
        incidents: { id: string; kind: string }[]
      }
      return incidents.find(({ kind }) => kind === 'fire')?.id ?? ''
    })
    await keep(await opened(from, 'duty', `/?incident=${incident}`, [1440, 900]), 'desk')
    await keep(await opened(from, 'member', '/m', [360, 640]), 'phone')
    await keep(await opened(from, 'reviewer', `/review/${incident}`, [1440, 900]), 'review')

    async function opened(
      via: Browser,
      username: string,
      path: string,
      size: readonly [number, number],
    ): Promise<Page> {
      const device = await openDevice(via, size)
      await device.addCookies(cookies(username))
      const page = await device.newPage()
      await page.goto(app.url() + path)
      await settled(page, path)
      return page
    }
  } finally {
    await app.stop()
  }
  process.stdout.write(`${README}\n`)
}

async function keep(page: Page, name: string): Promise<void> {
  const png = await sharp(await page.screenshot())
    .png({ palette: true, quality: 90, effort: 10 })
    .toBuffer()
  await writeFile(join(README, `${name}.png`), png)
  process.stderr.write(`${name} ${Math.round(png.byteLength / 1000)} kB\n`)
}

async function settled(page: Page, path: string): Promise<void> {
  if (path === '/wall') await page.locator('.attention .count').waitFor()
  else await page.locator('main').first().waitFor()
  await page.waitForTimeout(SETTLE_MS)
  await page
    .waitForFunction(
      () => {
        const canvas = document.querySelector<HTMLElement & { map?: { areTilesLoaded(): boolean } }>('.map-canvas')
        return canvas?.map?.areTilesLoaded() ?? true
      },
      undefined,
      { timeout: 30_000 },
    )
    .catch(() => undefined)
}

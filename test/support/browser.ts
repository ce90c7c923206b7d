import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core'

const SCREENSHOTS = join(import.meta.dirname, '../e2e/screenshots')
const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
// Nothing but the page under test speaks to any network.
const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
// Maps are drawn without a graphics card.
const SOFTWARE_WEBGL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']
const NO_WEBGL = ['--disable-gpu', '--disable-3d-apis']

/** The browser of this machine, or null where it has none of the known ones; `CHROMIUM` names another. */
export const browserPath: string | null =
  CANDIDATES.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null

/** Starts the browser at `path`, without a window. */
export function startBrowser(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: [...QUIET, ...SOFTWARE_WEBGL] })
}

/** The same browser as an office machine without a graphics card has it: no WebGL of any version. */
export function startBrowserWithoutWebGl(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: [...QUIET, ...NO_WEBGL] })
}

/**
 * A device of its own: cookies, storage and network that no other one shares, `width` by `height` pixels. It asks for
 * less motion unless it `moves`: each flash of a map is drawn by the processor here, and few tests look at it.
 */
export async function openDevice(
  browser: Browser,
  [width, height]: readonly [number, number],
  language: 'zh' | 'en' = 'zh',
  { moves = false } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: moves ? 'no-preference' : 'reduce',
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
  })
  context.setDefaultTimeout(60_000)
  await context.addInitScript((chosen) => {
    // The empty page a tab begins with has no storage.
    if (location.protocol.startsWith('http')) localStorage.setItem('PARAGLIDE_LOCALE', chosen)
  }, language)
  return context
}

/** Opens `url`, signs in by the form it leads to, and answers with the page when it shows `url`. */
export async function signInAt(
  context: BrowserContext,
  url: string,
  username: string,
  password: string,
): Promise<Page> {
  const page = await context.newPage()
  const { origin, pathname } = new URL(url)
  await page.goto(`${origin}/login?next=${encodeURIComponent(pathname)}`)
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL(url)
  return page
}

/** Keeps a picture of what the page shows now, for people to look at; no test reads it, so none fails without it. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true })
  await page
    .screenshot({ path: join(SCREENSHOTS, `${name}.png`), timeout: 20_000 })
    .catch((error: unknown) => console.info(`no picture ${name}: ${String(error)}`))
}

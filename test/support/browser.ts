import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core'

const ROOT = join(import.meta.dirname, '../..')
const SCREENSHOTS = join(ROOT, 'test/e2e/screenshots')
const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
// Maps are drawn without a graphics card, and nothing but the page under test speaks to any network.
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
]

/** The browser of this machine, or null where it has none of the known ones; `CHROMIUM` names another. */
export const browserPath: string | null =
  CANDIDATES.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null

/** Starts the browser at `path`, without a window. */
export function startBrowser(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: FLAGS })
}

/** A device of its own: cookies, storage and network that no other one shares, in Chinese, `width` by `height` pixels. */
export async function openDevice(browser: Browser, [width, height]: readonly [number, number]): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addInitScript(() => localStorage.setItem('PARAGLIDE_LOCALE', 'zh'))
  return context
}

/** Opens `url`, signs in by the form it leads to, and answers with the page when it shows `url`. */
export async function signInAt(context: BrowserContext, url: string, username: string, password: string): Promise<Page> {
  const page = await context.newPage()
  const { origin, pathname } = new URL(url)
  await page.goto(`${origin}/login?next=${encodeURIComponent(pathname)}`)
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL(url)
  return page
}

/** Keeps a picture of what the page shows now, for people to look at; no test reads it. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
}

/** The real program with the demo township, in a process and a data directory of its own; nothing is simulated. */
export type DemoApp = {
  url: string
  mqttPort: number
  /** Ends the program as an operator would. */
  halt(): Promise<void>
  /** Starts it again where it was: same data, same ports. */
  resume(): Promise<void>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

/** Starts the program on free ports; rejects with what it said when it ends before it has greeted. */
export async function startDemo(): Promise<DemoApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'xiangshao-e2e-'))
  const program = await runProgram(dataDir, 0, 0)
  let { child } = program
  const { url, mqttPort } = program

  async function halt() {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(hard)
  }
  return {
    url,
    mqttPort,
    halt,
    async resume() {
      child = (await runProgram(dataDir, Number(new URL(url).port), mqttPort)).child
    },
    async remove() {
      await halt()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function runProgram(dataDir: string, port: number, mqttPort: number) {
  const settings = { PORT: `${port}`, MQTT_PORT: `${mqttPort}`, DATA_DIR: dataDir, SIMULATOR: 'off', LOG_LEVEL: 'warn' }
  const child: ChildProcess = spawn(process.execPath, ['server/main.ts', '--demo'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  return new Promise<{ child: ChildProcess; url: string; mqttPort: number }>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const greeting = /(http:\/\/[\d.:]+)\/wall[^]*mqtt:\/\/[\d.]+:(\d+)/.exec(said)
      if (greeting?.[1] !== undefined) resolve({ child, url: greeting[1], mqttPort: Number(greeting[2]) })
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', (code) => reject(new Error(`the program ended with ${code} before it greeted:\n${said}`)))
  })
}

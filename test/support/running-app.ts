import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Publisher } from '../../server/mqtt/broker-client.ts'
import { copyTemplate } from './database-template.ts'
import { freePort } from './free-port.ts'
import { createDatabase, postgresServer, type TestDatabase } from './postgres.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')
const STOP_PATIENCE_MS = 20_000

/** The password of every account of the demo township. */
export const DEMO_PASSWORD = 'xiangshao-demo'

/** What the server answered; `body` is parsed where it is JSON of any kind, text otherwise. */
export type HttpAnswer = { status: number; type: string; body: unknown; headers: Headers }

/** How a process that was left to itself ended. */
export type Ending = { code: number | null; stdout: string; stderr: string }

/** The real program in a process of its own. */
export type RunningApp = {
  /** The address of the pages and the API; another one after `startAgain`. */
  url(): string
  /** The port of the embedded broker, the same after `startAgain`; null with an outside broker. */
  mqttPort(): number | null
  pid(): number
  dataDir: string
  /** Everything the program has said on standard error; also after it has stopped. */
  stderr(): string
  /** Everything it has said to people; also after it has stopped. */
  stdout(): string
  /** Signs in with the demo password; resolves with the cookie, throws when refused. */
  signIn(username: string): Promise<string>
  get(path: string, cookie?: string): Promise<HttpAnswer>
  post(path: string, cookie: string | undefined, body: unknown): Promise<HttpAnswer>
  /** Any other method; with a body it is JSON. */
  request(method: string, path: string, cookie: string, body?: unknown): Promise<HttpAnswer>
  isRunning(): boolean
  /** Ends the process as a power switch would; resolves when it is gone. */
  kill9(): Promise<void>
  /** Starts it again on the same data directory, database and broker port. */
  startAgain(): Promise<void>
  /** Stops the program, drops its database and removes its directory. Throws when it does not stop by itself. */
  stop(): Promise<void>
}

export type StartOptions = {
  /** With the demo township; on unless told. */
  demo?: boolean
  /** Settings beside those given here; nothing of the test's own environment reaches the program. */
  env?: Record<string, string>
  /** A directory of the caller's, not removed; a fresh one that is removed where absent. */
  dataDir?: string
  /** Whether the program makes its embedded database itself, as it does when it is started for the first time. */
  fromNothing?: boolean
}

const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/**
 * Starts the program on free loopback ports and resolves when it has greeted. Where there is a test server of
 * PostgreSQL and `DATABASE_URL` is not given, it gets a database of its own there; an empty one means the embedded.
 */
export async function startApp({
  demo = true,
  env = {},
  dataDir,
  fromNothing = false,
}: StartOptions = {}): Promise<RunningApp> {
  const folder = mkdtempSync(join(tmpdir(), 'xiangshao-test-'))
  const wantsDatabase = env['DATABASE_URL'] === undefined && postgresServer !== null
  const database: TestDatabase | null = wantsDatabase ? await createDatabase() : null
  const directory = dataDir ?? join(folder, 'data')
  const isEmbedded = database === null && (env['DATABASE_URL'] ?? '') === ''
  if (isEmbedded && dataDir === undefined && !fromNothing) copyTemplate(directory)
  const settings: Record<string, string> = {
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    MQTT_PORT: String(await freePort()),
    ...env,
    DATA_DIR: directory,
    TMPDIR: folder,
  }
  let running: Awaited<ReturnType<typeof greeted>> | null = null
  let last: Awaited<ReturnType<typeof greeted>> | null = null

  async function clean() {
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    running = last = await greeted(spawnApp(settings, demo))
  } catch (error) {
    await clean()
    throw error
  }
  const { mqttPort } = running
  const now = () => {
    if (running === null) throw new Error('the program does not run')
    return running
  }
  const ask = async (path: string, init: RequestInit) => answerOf(await fetch(now().url + path, init))

  return {
    url: () => now().url,
    mqttPort: () => mqttPort,
    pid: () => now().child.pid ?? -1,
    dataDir: directory,
    stderr: () => last?.stderr() ?? '',
    stdout: () => last?.stdout() ?? '',
    isRunning: () => running !== null && isAlive(running.child),
    async signIn(username) {
      const { status, headers } = await ask('/api/session', jsonPost({ username, password: DEMO_PASSWORD }))
      const [cookie] = headers.getSetCookie()
      if (status !== 200 || cookie === undefined) throw new Error(`${username} could not sign in: ${status}`)
      return cookie.split(';')[0] ?? ''
    },
    get: (path, cookie) => ask(path, { headers: cookie === undefined ? {} : { cookie } }),
    post: (path, cookie, body) => ask(path, jsonPost(body, cookie)),
    request: (method, path, cookie, body) =>
      ask(path, body === undefined ? { method, headers: { cookie } } : { ...jsonPost(body, cookie), method }),
    async kill9() {
      await ended(now().child, 'SIGKILL')
      running = null
    },
    async startAgain() {
      running = last = await greeted(spawnApp(settings, demo))
    },
    async stop() {
      const child = running?.child
      running = null
      const impatience = setTimeout(() => child?.kill('SIGKILL'), STOP_PATIENCE_MS)
      const signal = child === undefined || !isAlive(child) ? null : await ended(child, 'SIGTERM')
      clearTimeout(impatience)
      await clean()
      if (signal === 'SIGKILL') throw new Error('the program did not stop when asked to')
    },
  }
}

/** Starts the program and waits for its end: for settings that must keep it from starting. */
export async function runToEnd(env: Record<string, string>, demo = false): Promise<Ending> {
  const child = spawnApp(env, demo)
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

function spawnApp(settings: Record<string, string>, demo: boolean): ChildProcess {
  const defaults = { PORT: '0', MQTT_PORT: '0', SIMULATOR: 'off', LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [MAIN, ...(demo ? ['--demo'] : [])], {
    env: { PATH: process.env['PATH'] ?? '', ...defaults, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Resolves with the addresses in the greeting; rejects with what was said instead. */
async function greeted(child: ChildProcess) {
  let [stdout, stderr] = ['', '']
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      const [, found] = /desk\s+(https?:\/\/\S+?)\/\n/.exec(stdout) ?? []
      // The greeting is one write, but a pipe may cut it: its empty last line says that it is whole.
      if (found !== undefined && stdout.endsWith('\n\n')) resolve(found)
    })
    child.once('close', (code) => reject(new Error(`the program ended with ${code} before it greeted: ${stderr}`)))
  })
  const [, port] = /MQTT\s+mqtt:\/\/\S+:(\d+)/.exec(stdout) ?? []
  return { child, url, mqttPort: port === undefined ? null : Number(port), stderr: () => stderr, stdout: () => stdout }
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
  if (isAlive(child)) {
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return child.signalCode
}

function jsonPost(body: unknown, cookie?: string): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) },
    body: JSON.stringify(body),
  }
}

/** Reads an answer whole. */
export async function answerOf(response: Response): Promise<HttpAnswer> {
  const type = response.headers.get('content-type') ?? ''
  const text = await response.text()
  const body: unknown = /json/.test(type) && text !== '' ? JSON.parse(text) : text
  return { status: response.status, type, body, headers: response.headers }
}

/**
 * Resolves when the program hears what the broker is told: until it has subscribed for the first time, nothing is kept
 * for it. Publishes signs of life of a device named `probe`.
 */
export async function hearsBroker(app: RunningApp, publisher: Publisher): Promise<void> {
  const cookie = await app.signIn('admin')
  for (;;) {
    await publisher.publish('xiangshao/probe/event', JSON.stringify({ kind: 'smoke', state: 'reading' }), { qos: 1 })
    const { body } = await app.get('/api/observations?limit=1', cookie)
    if (probedSchema.parse(body).items.length > 0) return
    await delay(100)
  }
}

const probedSchema = z.object({ items: z.array(z.unknown()) })

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../support/free-port.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')
const PATIENCE_MS = 60_000

/** The real program with the demo township, without its simulator, as a process of its own. */
export type Program = {
  url: string
  /** From the start of the process until /readyz said 200. */
  readyMs: number
  /** Messages committed since the start, by its own metrics. */
  messagesTaken(): Promise<number>
  /** Signs in to a demo account; resolves with the cookie. */
  signIn(username: string): Promise<string>
  /** Resident memory of the process in bytes. */
  memoryBytes(): number
  stop(): Promise<void>
}

/** Starts the program and waits until it is ready. Without `dataDir` it gets an empty one, removed at the end. */
export async function startProgram(settings: {
  databaseUrl?: string
  mqttUrl?: string
  dataDir?: string
}): Promise<Program> {
  const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), 'xiangshao-bench-'))
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...profiling(), MAIN, '--demo'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      MQTT_PORT: '0',
      DATA_DIR: dataDir,
      SIMULATOR: 'off',
      LOG_LEVEL: 'error',
      ...(settings.databaseUrl === undefined ? {} : { DATABASE_URL: settings.databaseUrl }),
      ...(settings.mqttUrl === undefined ? {} : { MQTT_URL: settings.mqttUrl }),
    },
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(`${url}/readyz`))) {
    if (child.exitCode !== null || performance.now() - began > PATIENCE_MS) {
      child.kill('SIGKILL')
      throw new Error('the program did not become ready')
    }
    await delay(10)
  }
  const readyMs = performance.now() - began
  return {
    url,
    readyMs,
    async messagesTaken() {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(/^xiangshao_messages_total (\d+)/m.exec(text)?.[1])
    },
    async signIn(username) {
      const answer = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: 'xiangshao-demo' }),
      })
      return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    },
    memoryBytes: () =>
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    async stop() {
      await ended(child, 'SIGTERM')
      if (settings.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A process of `peers/` that answers over the channel between parent and child. */
export type Peer = {
  /** What it said when it was ready. */
  started: Record<string, number>
  /** Resolves with the next thing the peer says that has a field of this name. */
  says(field: string): Promise<Record<string, number>>
  send(message: object): void
  stop(): Promise<void>
}

/** Starts a peer and waits until it says that it is `ready`. */
export async function startPeer(name: string, parameters: string[]): Promise<Peer> {
  const child = fork(join(import.meta.dirname, 'peers', `${name}.ts`), parameters, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const says = (field: string) =>
    new Promise<Record<string, number>>((resolve, reject) => {
      const hear = (message: object) => {
        if (!(field in message)) return
        child.off('message', hear)
        // Peers speak in numbers only.
        resolve(message as Record<string, number>)
      }
      child.on('message', hear)
      child.once('exit', () => reject(new Error(`the ${name} ended`)))
    })
  const started = await says('ready')
  return { started, says, send: (message) => void child.send(message), stop: () => ended(child, 'SIGKILL') }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

/** With XS_BENCH_PROFILE the program writes a CPU profile into that folder when it stops. */
function profiling(): string[] {
  const folder = process.env['XS_BENCH_PROFILE']
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

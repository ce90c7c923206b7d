import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const SHIPPED = join(import.meta.dirname, '../../server/mqtt/mosquitto')
const BINARY = '/usr/sbin/mosquitto'

/** Whether this machine has the broker; without it the tests that need it are skipped. */
export const mosquittoInstalled = existsSync(BINARY)

/** A real Mosquitto with the shipped configuration on a free loopback port. */
export type Mosquitto = {
  port: number
  /** The address with an account in it; the password is the user's name, reversed. */
  url(user: string): string
  /** The file in which the broker keeps what must survive. */
  databaseFile: string
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  startAgain(): Promise<void>
  stop(): Promise<void>
}

const passwordOf = (user: string) => [...user].reverse().join('')

async function listening(port: number, process: ChildProcess): Promise<void> {
  while (process.exitCode === null) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = createConnection(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await delay(20)
  }
  throw new Error('mosquitto ended before it listened')
}

/**
 * Starts the broker with an account for each of `users`. `savesEveryChange: false` leaves out the one setting that makes
 * it write all it holds after every message: for measurements, which would otherwise measure that.
 */
export async function startMosquitto(users: string[], { savesEveryChange = true } = {}): Promise<Mosquitto> {
  const directory = await mkdtemp(join(tmpdir(), 'xiangshao-mosquitto-'))
  const port = await freePort()
  const shipped = await readFile(join(SHIPPED, 'mosquitto.conf'), 'utf8')
  // Only what a test machine needs differs: the port, and no change of user when it runs as root.
  const local = shipped.replace(/^listener 1883$/m, `listener ${port} 127.0.0.1\nuser root`)
  const conf = savesEveryChange
    ? local
    : local
        .replace('autosave_on_changes true', 'autosave_on_changes false')
        .replace('autosave_interval 1', 'autosave_interval 1800')
  await writeFile(join(directory, 'mosquitto.conf'), conf)
  await copyFile(join(SHIPPED, 'acl'), join(directory, 'acl'))
  await writeFile(join(directory, 'passwd'), users.map((user) => `${user}:${passwordOf(user)}\n`).join(''))
  execFileSync('mosquitto_passwd', ['-U', join(directory, 'passwd')])

  let process: ChildProcess
  async function start() {
    process = spawn(BINARY, ['-c', 'mosquitto.conf'], { cwd: directory, stdio: 'ignore' })
    await listening(port, process)
  }
  async function kill(signal: 'SIGKILL' | 'SIGTERM') {
    if (process.exitCode !== null || process.signalCode !== null) return
    const ended = new Promise((resolve) => process.once('exit', resolve))
    process.kill(signal)
    await ended
  }
  await start()

  return {
    port,
    url: (user) => `mqtt://${user}:${passwordOf(user)}@127.0.0.1:${port}`,
    databaseFile: join(directory, 'mosquitto.db'),
    kill,
    startAgain: start,
    async stop() {
      await kill('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

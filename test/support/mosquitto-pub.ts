import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'

const BINARY = '/usr/bin/mosquitto_pub'

/** Whether this machine has Mosquitto's own client, which nobody here wrote. */
export const mosquittoPubInstalled = existsSync(BINARY)

/** Publishes one message with QoS 1 as any device's gateway would; rejects when it was not acknowledged within 10 s. */
export async function publishOutside(port: number, topic: string, message: object): Promise<void> {
  const address = ['-h', '127.0.0.1', '-p', String(port)]
  const payload = JSON.stringify(message)
  await promisify(execFile)(BINARY, [...address, '-q', '1', '-t', topic, '-m', payload], { timeout: 10_000 })
}

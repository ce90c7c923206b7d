import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, median } from './figure.ts'
import { startProgram } from './program.ts'

const STARTS = 5
const REST_MS = 3000

/** How long the program takes from its process to /readyz on a data directory that is there, and its memory at rest. */
export async function run(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangshao-bench-start-'))
  const seconds: number[] = []
  const megabytes: number[] = []
  try {
    // The first start makes the database and the demo township.
    await (await startProgram({ dataDir })).stop()
    for (let start = 0; start < STARTS; start++) {
      const program = await startProgram({ dataDir })
      await delay(REST_MS)
      seconds.push(program.readyMs / 1000)
      megabytes.push(program.memoryBytes() / 1e6)
      await program.stop()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
  return [
    { name: 'start-ready', value: median(seconds), unit: 's' },
    { name: 'start-memory', value: median(megabytes), unit: 'MB' },
  ]
}

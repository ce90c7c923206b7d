import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `npm test`: every tier this machine can run, one after the other, and one plain line at the end. A tier that
// cannot run here says which part is missing (its tests report themselves skipped) and is never counted as passed.
// `npm test -- unit` runs one tier; what follows is handed to Vitest.

const TIERS = ['unit', 'integration', 'e2e'] as const
const root = join(import.meta.dirname, '..')
const asked = process.argv.slice(2)
const tiers = TIERS.filter((tier) => asked.includes(tier))
const rest = asked.filter((word) => !TIERS.some((tier) => tier === word))

const totals = { passed: 0, failed: 0, skipped: 0 }
const folder = mkdtempSync(join(tmpdir(), 'xiangshao-test-'))
let isBroken = false
for (const tier of tiers.length > 0 ? tiers : TIERS) {
  const report = join(folder, `${tier}.json`)
  const code = await run([
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'test/vitest.config.ts',
    '--project',
    tier,
    '--reporter',
    'default',
    '--reporter',
    'json',
    '--outputFile.json',
    report,
    ...rest,
  ])
  // A tier that ends badly without a failed test (it did not load, it ran nothing) has failed all the same.
  const counted = count(report)
  if (counted === null || (code !== 0 && counted.failed === 0)) isBroken = true
  totals.passed += counted?.passed ?? 0
  totals.failed += counted?.failed ?? 1
  totals.skipped += counted?.skipped ?? 0
}
rmSync(folder, { recursive: true, force: true })
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`)
process.exit(isBroken || totals.failed > 0 || totals.passed === 0 ? 1 : 0)

function run(command: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

function count(report: string): typeof totals | null {
  try {
    // Vitest's JSON report has the shape of Jest's.
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as Record<string, number>
    return {
      passed: numPassedTests ?? 0,
      failed: numFailedTests ?? 0,
      skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0),
    }
  } catch {
    return null
  }
}

import { defineConfig } from 'vitest/config'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const tier = (name: string, timeoutMs: number, extra = {}) => ({
  root,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: timeoutMs, hookTimeout: timeoutMs, ...extra },
})

const globalSetup = ['test/support/database-template.ts']
/** A busy machine takes its time; what never comes is waited for no longer than this. */
const patient = { globalSetup, expect: { poll: { timeout: 20_000 } } }

// Three tiers: the core alone, the real program, the real browser. The last two start processes: no more than two files at a time.
export default defineConfig({
  root,
  test: {
    projects: [
      {
        ...tier('unit', 30_000),
        test: { ...tier('unit', 30_000).test, include: ['test/unit/**/*.test.ts', 'test/*.test.ts'] },
      },
      tier('integration', 120_000, { maxWorkers: 2, ...patient }),
      tier('e2e', 300_000, { maxWorkers: 2, ...patient }),
    ],
  },
})

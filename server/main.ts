import { createApp } from './app.ts'
import { BadSetting, readConfig } from './config.ts'
import { explain } from './explain.ts'

// The process edge: settings in, a running program out, one sentence where that cannot be.

const demo = process.argv.includes('--demo')
let stopping = false

try {
  const config = readConfig(process.env, demo)
  process.env.TZ = config.TZ
  const app = await createApp(config)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // A second Ctrl-C means now.
      if (stopping) process.exit(130)
      stopping = true
      void app.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      )
    })
  process.on('unhandledRejection', (error) => fail(error))
  await app.start()
  process.stdout.write(app.greeting())
} catch (error) {
  fail(error)
}

function fail(error: unknown): never {
  const sentence = error instanceof BadSetting ? `the setting ${error.message}` : explain(error)
  process.stderr.write(`乡哨 ${sentence}\n`)
  process.exit(1)
}

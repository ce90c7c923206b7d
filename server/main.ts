import { createApp } from './app.ts'
import { BadSetting, readConfig } from './config.ts'
import { explain } from './explain.ts'

// The process edge: settings in, a running program out, one sentence where that cannot be.

const demo = process.argv.includes('--demo')
const SAME_SIGNAL_MS = 500
let stoppingSince: number | null = null

try {
  const config = readConfig(process.env, demo)
  process.env.TZ = config.TZ
  const app = await createApp(config, { onStuck })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // One Ctrl-C may come twice, from the terminal and from the launcher; a second one means now.
      if (stoppingSince !== null && performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(130)
      if (stoppingSince !== null) return
      stoppingSince = performance.now()
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

/** Only a new process gets new connections; whoever started this one starts it again (EX_TEMPFAIL). */
function onStuck(): void {
  process.stderr.write('乡哨 the database has not answered for a minute and a half: starting afresh\n')
  process.exit(75)
}

function fail(error: unknown): never {
  const sentence = error instanceof BadSetting ? `the setting ${error.message}` : explain(error)
  process.stderr.write(`乡哨 ${sentence}\n`)
  process.exit(1)
}

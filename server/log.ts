import { pino } from 'pino'
import { loggedError } from './logged-error.ts'
import type { Log } from './mqtt/door.ts'

/** The program's log: one JSON line an event, on standard error, so that standard output stays for people. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: (error: unknown) => loggedError(error) },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}

import type { Database } from '../../db/connect.ts'
import type { Log } from '../mqtt/door.ts'
import { enabledChannels } from '../store/channels.ts'
import type { Sending } from './sending.ts'

/** Listens to the modems that are set up, also while nothing is to be sent: what people answer comes by them. */
export type Attending = { start(): Promise<void>; stop(): Promise<void> }

const EVERY_MS = 5_000

export function createAttending(parts: { database: Database; sending: Pick<Sending, 'attend'>; log: Log }): Attending {
  const { database, sending, log } = parts
  let timer: NodeJS.Timeout | undefined
  let attending: Promise<void> | null = null

  async function attend(): Promise<void> {
    try {
      await sending.attend(await enabledChannels(database))
    } catch (error) {
      log.warn({ error }, 'the modems could not be attended to; trying again')
    }
  }

  return {
    async start() {
      await attend()
      timer = setInterval(() => {
        attending ??= attend().finally(() => {
          attending = null
        })
      }, EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await attending
    },
  }
}

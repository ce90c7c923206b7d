import { portSchema } from '../notify/sim-modem.ts'
import type { Told } from '../notify/modem/dialogue.ts'
import type { ModemJob, ModemPort } from '../notify/modem/job.ts'
import type { Outcome } from '../notify/outcome.ts'
import type { Log } from '../mqtt/door.ts'
import { createModem, type Modem } from './modem.ts'
import type { SendingChannel } from './sending.ts'

/** What a modem tells beside the outcome of what it was given: received messages, reports of arrival, keys pressed. */
export type Heard = {
  port: string
  channelIds: readonly string[]
  told: Told & { kind: 'received' | 'pressed' | 'taken' }
}

/** The modems of this process: one dialogue for each port, whichever channels use it. */
export function createModems({ heard, log }: { heard: (heard: Heard) => Promise<void>; log: Log }) {
  const modems = new Map<string, Modem>()
  let channelIds = new Map<string, string[]>()

  function at(port: ModemPort): Modem {
    const known = modems.get(port.port)
    if (known !== undefined) return known
    const modem = createModem({
      port,
      heard: (told) => heard({ port: port.port, channelIds: channelIds.get(port.port) ?? [], told }),
      log,
    })
    modems.set(port.port, modem)
    return modem
  }

  return {
    send: (port: ModemPort, job: ModemJob): Promise<Outcome> => at(port).send(job),
    /** How the modem at a port fares; null until it has said. */
    state: (port: ModemPort): Outcome | null => at(port).state(),
    /** Listens at the ports of these channels, and at no others any longer. */
    attend(rows: readonly SendingChannel[]): void {
      const wanted = new Map<string, string[]>()
      for (const { id, channel, settings } of rows) {
        const read = channel.startsWith('sim-modem-') ? portSchema.safeParse(settings) : null
        if (read?.success !== true) continue
        const { port } = read.data
        wanted.set(port, [...(wanted.get(port) ?? []), id])
        at(read.data)
      }
      channelIds = wanted
      for (const [port, modem] of modems)
        if (!wanted.has(port) && modem.isIdle()) {
          modems.delete(port)
          void modem.stop()
        }
    },
    async stop(): Promise<void> {
      await Promise.all([...modems.values()].map((modem) => modem.stop()))
    },
  }
}

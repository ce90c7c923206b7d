import { portSchema } from '../notify/sim-modem.ts'
import type { Told } from '../notify/modem/dialogue.ts'
import type { ModemJob, ModemPort } from '../notify/modem/job.ts'
import { later, NO_ANSWER, type Outcome } from '../notify/outcome.ts'
import type { Log } from '../mqtt/door.ts'
import { createModem, isThere, type Modem } from './modem.ts'
import type { SendingChannel } from './sending.ts'

/** What a modem tells beside the outcome of what it was given: received messages, reports of arrival, keys pressed. */
export type Heard = {
  port: string
  channelIds: readonly string[]
  told: Told & { kind: 'received' | 'pressed' | 'taken' }
}

/** That a port is one process's alone, until it is let go or not renewed for so long. */
export type PortLease = {
  take(port: string, forMs: number): Promise<boolean>
  isOthers(port: string): Promise<boolean>
  release(port: string): Promise<void>
}

/** Renewed at every look of `attend`, some seconds apart. */
const LEASE_MS = 20_000
/** Whoever could not renew it has stopped before another may take it. */
const LAPSES_MS = LEASE_MS - 3_000
/** How long it is believed that another has it, unless that is found again. */
const BELIEVED_MS = 10_000
/** A modem that is not there, or silent for so many looks, may be at another machine: for a while only that may have it. */
const MOST_SILENT = 2
const LEFT_MS = 7_000

type Attended = { port: ModemPort; modem: Modem; lapsing: NodeJS.Timeout | undefined; silent: number }

/** The modems of this process: one dialogue for each port, whichever channels use it, and no other process at it. */
export function createModems(parts: {
  heard: (heard: Heard) => Promise<void>
  lease: PortLease
  now: () => Date
  log: Log
}) {
  const { heard, lease, now, log } = parts
  const attended = new Map<string, Attended>()
  /** Until when another is believed to have a port, and until when it is left to others, epoch milliseconds. */
  const elsewhere = new Map<string, number>()
  const left = new Map<string, number>()
  let channelIds = new Map<string, string[]>()
  let turn: Promise<unknown> = Promise.resolve()
  let isStopped = false

  const isAhead = (untilMs: number | undefined) => (untilMs ?? 0) > now().getTime()

  /** One after the other: a lease that is being let go must not be that of a port just opened. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  /** The modem at a port, if it is ours or nobody's. */
  async function attend(port: ModemPort): Promise<Modem | null> {
    const name = port.port
    if (isStopped) return null
    if (!attended.has(name) && !isThere(name)) left.set(name, now().getTime() + LEFT_MS)
    const isLeft = !attended.has(name) && isAhead(left.get(name))
    const askedMs = now().getTime()
    const isOthers = isLeft ? await lease.isOthers(name) : !(await lease.take(name, LEASE_MS))
    if (isOthers) elsewhere.set(name, now().getTime() + BELIEVED_MS)
    else elsewhere.delete(name)
    if (isOthers) close(name)
    if (isLeft || isOthers) return null
    const one = attended.get(name) ?? { port, modem: opened(port), lapsing: undefined, silent: 0 }
    attended.set(name, one)
    clearTimeout(one.lapsing)
    one.lapsing = setTimeout(
      () => {
        log.warn({ port: name }, 'a modem is let go: that nobody else has it could not be made sure of')
        close(name)
      },
      LAPSES_MS - (now().getTime() - askedMs),
    )
    return one.modem
  }

  function opened(port: ModemPort): Modem {
    left.delete(port.port)
    return createModem({
      port,
      heard: (told) => heard({ port: port.port, channelIds: channelIds.get(port.port) ?? [], told }),
      log,
    })
  }

  function close(name: string): void {
    const one = attended.get(name)
    attended.delete(name)
    clearTimeout(one?.lapsing)
    void one?.modem.stop()
  }

  async function letGo(name: string): Promise<void> {
    close(name)
    await lease.release(name)
  }

  /** Whether a modem has been silent for so long that another process may look for it. */
  function isSilent(name: string): boolean {
    const one = attended.get(name)
    if (one === undefined) return false
    const state = one.modem.state()
    one.silent = state?.ok === false && state.why === 'no-answer' ? one.silent + 1 : 0
    return one.silent >= MOST_SILENT
  }

  const hasElsewhere = (name: string) => !attended.has(name) && isAhead(elsewhere.get(name))

  return {
    /** What another process's modem is given here fails soon and says nothing of the modem. */
    async send(port: ModemPort, job: ModemJob): Promise<Outcome> {
      const modem = attended.get(port.port)?.modem ?? (await inTurn(() => attend(port)))
      if (modem !== null) return modem.send(job)
      return hasElsewhere(port.port) ? later('elsewhere', 3_000) : NO_ANSWER
    },
    /** How the modem at a port fares; null until it has said, or where another process has it. */
    state(port: ModemPort): Outcome | null {
      const one = attended.get(port.port)
      if (one !== undefined) return one.modem.state()
      return isAhead(left.get(port.port)) && !hasElsewhere(port.port) ? NO_ANSWER : null
    },
    /** Whether another process has the modem of a channel; where that is not known, it is found out by attending to it. */
    async isElsewhere(row: SendingChannel): Promise<boolean> {
      const port = portOf(row)
      if (port === null || attended.has(port.port)) return false
      if (!hasElsewhere(port.port)) await inTurn(() => attend(port))
      return hasElsewhere(port.port)
    },
    /** Listens at the ports of these channels, and at no others any longer. */
    async attend(rows: readonly SendingChannel[]): Promise<void> {
      const wanted = new Map<string, { port: ModemPort; ids: string[] }>()
      for (const row of rows) {
        const port = portOf(row)
        if (port !== null) wanted.set(port.port, { port, ids: [...(wanted.get(port.port)?.ids ?? []), row.id] })
      }
      channelIds = new Map([...wanted].map(([name, { ids }]) => [name, ids]))
      for (const [name, { port }] of wanted)
        await inTurn(async () => {
          if (isSilent(name)) {
            left.set(name, now().getTime() + LEFT_MS)
            await letGo(name)
          }
          await attend(port)
        })
      for (const [name, { modem, port }] of attended)
        if (!wanted.has(name)) await inTurn<unknown>(() => (modem.isIdle() ? letGo(name) : attend(port)))
    },
    async stop(): Promise<void> {
      isStopped = true
      await turn
      for (const name of attended.keys())
        await letGo(name).catch((error: unknown) =>
          log.warn({ error, port: name }, 'that a modem is free could not be said; others know in a while'),
        )
    },
  }
}

function portOf({ channel, settings }: SendingChannel): ModemPort | null {
  const read = channel.startsWith('sim-modem-') ? portSchema.safeParse(settings) : null
  return read?.success === true ? read.data : null
}

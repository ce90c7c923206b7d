import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { connect } from 'node:net'
import type { Duplex, Readable, Writable } from 'node:stream'
import type { Log } from '../mqtt/door.ts'
import { advance, type Dialogue, type ModemEvent, newDialogue, type Told } from '../notify/modem/dialogue.ts'
import type { ModemJob, ModemPort } from '../notify/modem/job.ts'
import { saidIn } from '../notify/modem/lines.ts'
import { handedOver, NO_ANSWER, type Outcome } from '../notify/outcome.ts'

/** A modem at a port: it does one thing after the other. */
export type Modem = {
  /** Resolves when the modem has said what became of it. */
  send(job: ModemJob): Promise<Outcome>
  isIdle(): boolean
  /** Whether it found its SIM and network when it was last set up; null until it has said. */
  state(): Outcome | null
  stop(): Promise<void>
}

const REOPEN_MS = 5_000

/** Opens a port, keeps it open, and carries a dialogue's words to and fro; `heard` resolves when what came is kept. */
export function createModem(parts: {
  port: ModemPort
  heard: (told: Told & { kind: 'received' | 'pressed' | 'taken' }) => Promise<void>
  log: Log
}): Modem {
  const { port, heard, log } = parts
  const waiting = new Map<string, (outcome: Outcome) => void>()
  const references = new Map<string, string>()
  let dialogue: Dialogue = newDialogue(port.alsoAtStart)
  let line: { input: Readable; output: Writable } | null = null
  let rest = ''
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let state: Outcome | null = null

  function take(event: ModemEvent): void {
    const step = advance(dialogue, event)
    dialogue = step.dialogue
    for (const words of step.write) line?.output.write(words)
    if (step.withinMs !== null) {
      clearTimeout(timer)
      timer = setTimeout(() => take({ kind: 'timeout' }), step.withinMs)
    }
    for (const told of step.told) hear(told)
  }

  function hear(told: Told): void {
    switch (told.kind) {
      case 'sent':
        // The last part arrives last: its report says that the whole has.
        references.set(told.id, String(told.references.at(-1) ?? ''))
        return
      case 'outcome': {
        const reference = references.get(told.id)
        references.delete(told.id)
        const { outcome } = told
        settle(told.id, outcome.ok && reference !== undefined ? handedOver(reference) : outcome)
        return
      }
      case 'ill':
        state = told.outcome
        log.warn({ port: port.port, why: told.outcome.ok ? null : told.outcome.why }, 'a modem is ill')
        return
      case 'ready':
        state = handedOver()
        return
      case 'received':
      case 'pressed':
      case 'taken':
        heard(told)
          .then(() => {
            if (told.kind === 'received' && told.index !== null) take({ kind: 'kept', index: told.index })
          })
          .catch((error: unknown) => log.error({ error, port: port.port }, 'what a modem told could not be kept'))
    }
  }

  function settle(id: string, outcome: Outcome): void {
    waiting.get(id)?.(outcome)
    waiting.delete(id)
  }

  function open(): void {
    if (isStopped) return
    const opened = streams(port.port)
    line = opened
    rest = ''
    const lost = () => {
      if (line !== opened) return
      line = null
      state = NO_ANSWER
      clearTimeout(timer)
      opened.input.destroy()
      opened.output.destroy()
      // Whether the last of it was sent is not known: it is told, and asked for again by whoever wants it.
      for (const id of waiting.keys()) settle(id, NO_ANSWER)
      dialogue = newDialogue(port.alsoAtStart)
      if (!isStopped) timer = setTimeout(open, REOPEN_MS)
    }
    for (const stream of new Set([opened.input, opened.output])) stream.on('error', lost).on('close', lost)
    opened.input.on('data', (chunk: Buffer) => {
      const heardLines = saidIn(rest, chunk.toString('latin1'))
      rest = heardLines.rest
      for (const said of heardLines.said) take(said)
    })
    take({ kind: 'start' })
  }
  open()

  return {
    send(job) {
      if (line === null) return Promise.resolve(NO_ANSWER)
      if (state !== null && !state.ok) return Promise.resolve(state)
      return new Promise((resolve) => {
        waiting.set(job.id, resolve)
        take({ kind: 'job', job })
      })
    },
    isIdle: () => waiting.size === 0,
    state: () => state,
    stop() {
      isStopped = true
      clearTimeout(timer)
      for (const id of waiting.keys()) settle(id, NO_ANSWER)
      line?.input.destroy()
      line?.output.destroy()
      return Promise.resolve()
    },
  }
}

/** Whether there is such a port at this machine, as far as that can be told without opening it. */
export function isThere(port: string): boolean {
  return !port.startsWith('/') || existsSync(port)
}

/** The two directions of a port; a serial port is a device that is opened by its path. */
function streams(port: string): { input: Readable; output: Writable } {
  if (port.startsWith('tcp://')) {
    const { hostname, port: number } = new URL(port)
    const socket: Duplex = connect({ host: hostname, port: Number(number), keepAlive: true })
    return { input: socket, output: socket }
  }
  return { input: createReadStream(port), output: createWriteStream(port, { flags: 'r+' }) }
}

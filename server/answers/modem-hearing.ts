import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../db/connect.ts'
import { believedMoment, type ShortMessages } from '../duty/short-messages.ts'
import type { Log } from '../mqtt/door.ts'
import { pressedIn } from '../notify/aliyun-reports.ts'
import type { ReceivedPart, StatusReport } from '../notify/modem/deliver.ts'
import { joinedText, overdueTexts, type ReceivedText, type WaitingParts } from '../notify/modem/long-texts.ts'
import type { Heard } from '../notifying/modems.ts'
import { namedDelivery } from '../store/named-deliveries.ts'
import { type Callbacks, sourceOf } from './callbacks.ts'
import type { Arrivals } from '../notifying/arrivals.ts'

/** What modems tell: short messages that came, reports of arrival, keys pressed in a call. */
export type ModemHearing = {
  /**
   * Resolves when what was told is kept, so that the modem may delete it; of a part of a longer text that is when the text
   * is whole, or its other parts have been waited for long enough. Of what is told twice it resolves once.
   */
  heard(heard: Heard): Promise<void>
  stop(): void
}

/** A part as it waits: its PDU, and what is called when it is kept. */
type Slot = { hex: string; kept: () => void }
/** What one modem has told that is not whole yet: parts by sender and reference, with their slots by place. */
type Desk = { channelId: string; waiting: WaitingParts; slots: Map<string, Map<number, Slot>> }

const AGAIN_MS = 5_000
const LOOK_MS = 30_000
/** The name of what was sent is written down a moment after it was sent. */
const REPORT_TRIES = 4
const REPORT_AGAIN_MS = 2_000

export function createModemHearing(parts: {
  database: Database
  shortMessages: Pick<ShortMessages, 'take' | 'keepUnread'>
  callbacks: Pick<Callbacks, 'take'>
  arrivals: Arrivals
  now: () => Date
  log: Log
}): ModemHearing {
  const { database, shortMessages, callbacks, arrivals, now, log } = parts
  const desks = new Map<string, Desk>()
  const underWay = new Set<string>()
  const stopping = new AbortController()
  const looking = setInterval(overdue, LOOK_MS)

  /** Until it is kept: a message that waits in a modem is asked for again only when that starts again. */
  async function untilDone(work: () => Promise<unknown>): Promise<void> {
    for (;;)
      try {
        await work()
        return
      } catch (error) {
        log.error({ error }, 'a short message could not be kept; trying again')
        await delay(AGAIN_MS, undefined, { signal: stopping.signal })
      }
  }

  function deskOf({ port, channelIds }: Heard): Desk {
    const channelId = channelIds[0] ?? port
    const desk = desks.get(port) ?? { channelId, waiting: new Map(), slots: new Map() }
    desks.set(port, desk)
    return desk
  }

  async function take({ channelId }: Desk, { from, text, sentAt }: ReceivedText, hexes: readonly string[]) {
    const key = `pdu ${createHash('sha256').update(hexes.join(' ')).digest('hex')}`
    const message = { from, text, key, sentAt: believedMoment(sentAt?.toISOString() ?? null, now()) }
    await untilDone(() => shortMessages.take(sourceOf(channelId), message))
  }

  /** Told again before it is kept it is the same part: only the last telling is answered, lest it be deleted twice. */
  function part(desk: Desk, received: ReceivedPart, hex: string): Promise<void> {
    return new Promise((kept, failed) => {
      const joined = joinedText(desk.waiting, received, now().getTime())
      const key = keyOf(received)
      const slots = desk.slots.get(key) ?? new Map<number, Slot>()
      slots.set(received.part?.at ?? 1, { hex, kept })
      desk.waiting = joined.waiting
      if (joined.text === null) {
        desk.slots.set(key, slots)
        return
      }
      desk.slots.delete(key)
      take(desk, joined.text, hexesOf(slots)).then(() => keptAll(slots), failed)
    })
  }

  function overdue(): void {
    for (const desk of desks.values()) {
      const before = [...desk.waiting.keys()]
      const { waiting, texts } = overdueTexts(desk.waiting, now().getTime())
      const keys = before.filter((key) => !waiting.has(key))
      desk.waiting = waiting
      for (const [n, key] of keys.entries()) {
        const [text, slots] = [texts[n], desk.slots.get(key)]
        desk.slots.delete(key)
        if (text === undefined || slots === undefined) continue
        take(desk, text, hexesOf(slots)).then(
          () => keptAll(slots),
          (error: unknown) => log.warn({ error }, 'part of a short message stays in the modem'),
        )
      }
    }
  }

  async function reported({ channelIds }: Heard, { reference, isDelivered }: StatusReport): Promise<void> {
    if (isDelivered === null) return
    const failure = { at: now(), why: 'recipient', code: null } as const
    for (let tries = 0; tries < REPORT_TRIES; tries++) {
      for (const channelId of channelIds) {
        const name = String(reference)
        const isKnown = isDelivered
          ? await arrivals.delivered(channelId, name, now())
          : await arrivals.undelivered(channelId, name, failure)
        if (isKnown) return
      }
      await delay(REPORT_AGAIN_MS, undefined, { signal: stopping.signal })
    }
  }

  async function pressed({ channelIds }: Heard, id: string, key: string): Promise<void> {
    const answer = pressedIn(key)
    if (answer === null) {
      log.info({ messageId: id }, 'a key was pressed in a call that answers nothing')
      return
    }
    const name = { receipt: null, messageId: id, outId: null }
    const found = await Promise.all(channelIds.map((one) => namedDelivery(database, one, name)))
    const channelId = channelIds.find((_, n) => found[n] !== null) ?? channelIds[0] ?? ''
    const heard = { kind: 'answered', name, answer, channel: 'voice', key: `${id} ${answer}` } as const
    await untilDone(() => callbacks.take(channelId, heard))
  }

  return {
    async heard(heard) {
      const { told } = heard
      switch (told.kind) {
        case 'taken':
          for (const channelId of heard.channelIds) await arrivals.delivered(channelId, told.id, now())
          return
        case 'pressed':
          return pressed(heard, told.id, told.key)
        case 'received': {
          const { pdu, hex, index } = told
          if (pdu.kind === 'report') return reported(heard, pdu)
          const desk = deskOf(heard)
          if (pdu.kind === 'part' && pdu.part !== null) return part(desk, pdu, hex)
          const known = `${heard.port} ${index} ${hex}`
          if (underWay.has(known)) return new Promise(() => {})
          underWay.add(known)
          try {
            if (pdu.kind === 'part') await part(desk, pdu, hex)
            else await untilDone(() => shortMessages.keepUnread(sourceOf(desk.channelId), { hex }, `PDU: ${pdu.why}`))
          } finally {
            underWay.delete(known)
          }
        }
      }
    },
    stop() {
      clearInterval(looking)
      stopping.abort()
    },
  }
}

function keyOf({ from, part }: ReceivedPart): string {
  return part === null ? '' : `${from} ${part.reference} ${part.count}`
}

function hexesOf(slots: ReadonlyMap<number, Slot>): string[] {
  return [...slots].toSorted(([a], [b]) => a - b).map(([, { hex }]) => hex)
}

function keptAll(slots: ReadonlyMap<number, Slot>): void {
  for (const { kept } of slots.values()) kept()
}

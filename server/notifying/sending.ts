import type { Database } from '../../db/connect.ts'
import { isTakenByAnother, releaseLease, takeLease } from '../leases.ts'
import type { ChannelRow } from '../store/channels.ts'
import type { HandOff, HttpRequest, Message, OpenChannel } from '../notify/channel.ts'
import { CHANNELS } from '../notify/channels.ts'
import { mailSettingsSchema, smtpOutcome } from '../notify/mail.ts'
import { portSchema } from '../notify/sim-modem.ts'
import { type Answer, never, NO_ANSWER, type Outcome } from '../notify/outcome.ts'
import type { Log } from '../mqtt/door.ts'
import { createHttpSending } from './http-sending.ts'
import { greetMailServer, sendMail } from './mail-sending.ts'
import { createModems, type Heard } from './modems.ts'
import { createPublishing } from './publishing.ts'

/** What sending needs to know of a channel. */
export type SendingChannel = Pick<ChannelRow, 'id' | 'channel' | 'settings'>

/** The one way by which what a channel has made of a message leaves the program. */
export type Sending = {
  /** Hands one message over and tells what became of it; never rejects. */
  send(channel: SendingChannel, message: Message): Promise<Outcome>
  /** Sends a request of a channel that is no message, such as a card's second form, with the channel's ticket. */
  request(channel: SendingChannel, make: (ticket: string) => HttpRequest): Promise<Answer | null>
  /** How a modem or a mail server fares, without sending anything; null where that is not known yet. */
  askQuietly(channel: SendingChannel): Promise<Outcome | null>
  /** Listens to the modems among these channels for what they receive, as far as no other process does, and to no others. */
  attend(channels: readonly SendingChannel[]): Promise<void>
  /** Whether another process has the modem of a channel, so that this one can give it nothing. */
  isElsewhere(channel: SendingChannel): Promise<boolean>
  /** Begins to publish what is due, also what a process that is gone has left. */
  start(): void
  /** Gives up what is under way; a siren that sounds is switched off. */
  stop(): Promise<void>
}

type Ticket = { ticket: string; untilMs: number; of: string }

export function createSending(parts: {
  database: Database
  /** The name of this process, for the leases of modems. */
  holder: string
  /** Publishes over the broker, whichever it is; resolves once that has taken it. */
  publish: (messages: readonly { topic: string; payload: string }[]) => Promise<void>
  /** Told of what modems receive; what it resolves for is deleted from the modem. */
  heard: (heard: Heard) => Promise<void>
  now: () => Date
  newNonce: () => string
  log: Log
  /** For tests, in which providers live elsewhere. */
  fetch?: typeof fetch
}): Sending {
  const { database, holder, publish, heard, now, newNonce, log } = parts
  const stopping = new AbortController()
  const http = createHttpSending({ fetch: parts.fetch ?? fetch, signal: stopping.signal, now })
  const publishing = createPublishing({ database, publish, now, log })
  const modems = createModems({
    heard,
    lease: {
      take: (port, forMs) => takeLease(database, `modem:${port}`, holder, now(), forMs),
      isOthers: (port) => isTakenByAnother(database, `modem:${port}`, holder, now()),
      release: (port) => releaseLease(database, `modem:${port}`, holder),
    },
    now,
    log,
  })
  const tickets = new Map<string, Ticket>()

  async function ticketFor(row: SendingChannel, open: OpenChannel): Promise<string | null | Outcome> {
    if (open.ticket === null) return null
    const of = JSON.stringify(row.settings)
    const known = tickets.get(row.id)
    if (known !== undefined && known.of === of && known.untilMs > now().getTime()) return known.ticket
    const answer = await http(open.ticket.request())
    if (answer === null) return NO_ANSWER
    const read = open.ticket.read(answer)
    if (!('ticket' in read)) return read
    tickets.set(row.id, { ticket: read.ticket, untilMs: now().getTime() + read.lastsMs, of })
    return read.ticket
  }

  async function given(handOff: HandOff, open: OpenChannel, message: Message): Promise<Outcome> {
    switch (handOff.via) {
      case null:
        return never(handOff.why)
      case 'http': {
        const answer = await http(handOff.request)
        return answer === null ? NO_ANSWER : open.outcome(answer, message)
      }
      case 'mqtt':
        return (await publishing.publish(handOff.publishes)) ?? open.outcome({ status: 200, body: '' }, message)
      case 'mail': {
        const answer = await sendMail(handOff.server, handOff.mail, stopping.signal)
        return answer === null ? NO_ANSWER : open.outcome(answer, message)
      }
      case 'modem':
        return modems.send(handOff.port, handOff.job)
    }
  }

  async function send(row: SendingChannel, message: Message): Promise<Outcome> {
    const open = openOf(row)
    if (open === null) return never('shape')
    const ticket = await ticketFor(row, open)
    if (typeof ticket === 'object' && ticket !== null) return ticket
    const outcome = await given(open.handOff(message, { now: now(), nonce: newNonce(), ticket }), open, message)
    if (!outcome.ok && outcome.why === 'ticket') tickets.delete(row.id)
    return outcome
  }

  return {
    send: (row, message) =>
      send(row, message).catch((error: unknown) => {
        // Whatever it is, it is nothing that the words or the number should be told for.
        log.error({ error, channelId: row.id }, 'a message could not be handed over')
        return NO_ANSWER
      }),
    async request(row, make) {
      const open = openOf(row)
      const ticket = open === null ? null : await ticketFor(row, open)
      return typeof ticket === 'string' ? http(make(ticket)) : null
    },
    async askQuietly(row) {
      const modem = portSchema.safeParse(row.settings)
      if (modem.success) return modems.state(modem.data)
      const mail = mailSettingsSchema.safeParse(row.settings)
      if (!mail.success) return never('shape')
      const answer = await greetMailServer(mail.data.server, stopping.signal)
      return answer === null ? NO_ANSWER : smtpOutcome(answer)
    },
    attend: (rows) => modems.attend(rows),
    isElsewhere: (row) => modems.isElsewhere(row),
    start: () => publishing.start(),
    async stop() {
      stopping.abort()
      await Promise.all([publishing.stop(), modems.stop()])
    },
  }
}

/** A channel as it was set up; null where its settings no longer fit. */
export function openOf({ channel, settings }: Pick<SendingChannel, 'channel' | 'settings'>): OpenChannel | null {
  const known = Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel as keyof typeof CHANNELS] : undefined
  const opened = known?.open(settings)
  return opened?.ok === true ? opened.channel : null
}

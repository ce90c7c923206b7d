import type { z } from 'zod'
import type { Carrier, NoticeText } from '#shared/notice-text.ts'
import type { Mail, MailServer } from './mail.ts'
import type { ModemJob, ModemPort } from './modem/job.ts'
import type { Answer, FailureReason, Outcome } from './outcome.ts'

/** One request of HTTP, ready to be sent. */
export type HttpRequest = {
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  body: string | null
}

/** One message of MQTT, to be published so long after the hand-over. */
export type MqttPublish = { topic: string; payload: string; qos: 0 | 1; retain: false; afterMs: number }

/** What is to be said to whom. */
export type Message = {
  /** The same however often it is sent; letters, digits and `-` alone. */
  id: string
  /** A telephone number, a user's name there, an address; null where the channel has but one address. */
  to: string | null
  /** What it is about, for programs that keep several messages of one incident together; null where it is about none. */
  incidentId: string | null
  text: NoticeText
}

/** What a request is made of besides: the moment, a word never used before, and the ticket where there is one. */
export type Moment = { now: Date; nonce: string; ticket: string | null }

/** What is to be done to hand a message over; or why it cannot be said here. */
export type HandOff =
  | { via: 'http'; request: HttpRequest }
  | { via: 'mqtt'; publishes: MqttPublish[] }
  | { via: 'mail'; server: MailServer; mail: Mail }
  | { via: 'modem'; port: ModemPort; job: ModemJob }
  | { via: null; why: FailureReason }

/** What must be fetched before anything is sent, and holds for a while. */
export type Ticket = {
  request(): HttpRequest
  read(answer: Answer): { ticket: string; lastsMs: number } | Outcome
}

/** A channel with its settings: makes requests and reads answers, and sends nothing itself. */
export type OpenChannel = {
  ticket: Ticket | null
  /** Where the settings say other limits than the channel has. */
  limits?: readonly RateLimit[]
  handOff(message: Message, moment: Moment): HandOff
  outcome(answer: Answer, message: Message): Outcome
}

/** Not more than so many in such a time, to one recipient or in all. */
export type RateLimit = { most: number; perMs: number; of: 'channel' | 'recipient' }

/** What a channel is, whatever its settings. */
export type ChannelTraits = {
  carrier: Carrier
  /** Whether it rings somebody wherever they are, so that a chain may count on it. */
  rings: boolean
  /** Whether it works with the uplink cut. */
  isLocal: boolean
  /** Whether everybody around hears it, so that a trial of it wants a second confirmation. */
  sounds: boolean
  /** Which settings are shown to nobody, as paths (`form.bearer`); what stands below one is secret too. */
  secrets: readonly string[]
  limits: readonly RateLimit[]
}

/** A channel before anybody has set it up; settings that do not fit are told field by field. */
export type Channel = ChannelTraits & {
  settings: z.ZodType
  open(
    settings: unknown,
  ): { ok: true; channel: OpenChannel } | { ok: false; faults: { path: string; message: string }[] }
}

/** A channel by its traits, the form of its settings, and how it is opened with them. */
export function channel<S extends z.ZodType>(
  traits: ChannelTraits,
  settings: S,
  open: (settings: z.output<S>) => OpenChannel,
): Channel {
  return {
    ...traits,
    settings,
    open(given) {
      const read = settings.safeParse(given)
      if (read.success) return { ok: true, channel: open(read.data) }
      const faults = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
      return { ok: false, faults }
    },
  }
}

/** A POST of JSON. */
export function jsonPost(url: string, body: unknown): HandOff & { via: 'http' } {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { via: 'http', request: { method: 'POST', url, headers, body: JSON.stringify(body) } }
}

import { acs3Request } from './acs3.ts'
import { aliyunOutcome } from './aliyun-codes.ts'
import type { HttpRequest, Moment } from './channel.ts'
import { CHANNELS, type ChannelName } from './channels.ts'
import type { Answer, FailureReason, Outcome } from './outcome.ts'
import { handedOver, outcomeOfStatus } from './outcome.ts'
import { webhookSignature } from './webhook.ts'

/**
 * What a channel may be asked that costs nothing and that nobody hears. `works`: who answers it would take a message.
 * `reachable`: only that somebody answers there.
 */
export type SilentQuestion =
  | { proves: 'works' | 'reachable'; via: 'http'; request: HttpRequest; read: (answer: Answer) => Outcome }
  | { proves: 'works'; via: 'modem' | 'mail' }

/** Those that can be asked more than whether they are there. */
const ASKED: readonly ChannelName[] = [
  'sim-http',
  'sim-modem-text',
  'sim-modem-voice',
  'aliyun-sms',
  'wecom-app',
  'mail',
  'webhook',
  'loudspeaker',
]

/** Whether a channel can be tried without anybody hearing it; of the others only people can say that they work. */
export function isSilentlyAsked(channel: string, settings: Record<string, unknown>): boolean {
  // A broker says nothing of who listens to it.
  return ASKED.some((name) => name === channel) && (channel !== 'loudspeaker' || 'form' in settings)
}

/** The silent question for a channel as it is set up; null where there is none at all. */
export function silentQuestion(
  name: ChannelName,
  settings: Record<string, unknown>,
  moment: Moment,
): SilentQuestion | null {
  const text = (path: string) => textAt(settings, path)
  switch (name) {
    case 'sim-modem-text':
    case 'sim-modem-voice':
      return { proves: 'works', via: 'modem' }
    case 'mail':
      return { proves: 'works', via: 'mail' }
    case 'wecom-app':
      return ticketQuestion(name, settings)
    case 'aliyun-sms': {
      const key = { accessKeyId: text('accessKeyId'), accessKeySecret: text('accessKeySecret') }
      // https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-querysmstemplate: asks, sends nothing.
      const query = { TemplateCode: text('templates.alarm.code') }
      const call = { host: 'dysmsapi.aliyuncs.com', action: 'QuerySmsTemplate', version: '2017-05-25', query }
      const read = (answer: Answer) => aliyunOutcome(answer, 'BizId')
      return { proves: 'works', via: 'http', request: acs3Request(call, key, moment), read }
    }
    case 'aliyun-voice':
      return reach('https://dyvmsapi.aliyuncs.com/')
    case 'webhook':
      return webhookQuestion(settings, moment)
    case 'wecom-robot':
    case 'dingtalk-robot':
    case 'feishu-robot':
      return reach(text('webhookUrl'))
    case 'sim-http':
    case 'loudspeaker':
      // That it is there says nothing of its password.
      return reach(text('form.url'))
    case 'relay':
      return null
  }
}

/** What an answer to a silent question may take back: not that there is no balance, or that the words were refused. */
const TAKEN_BACK: readonly FailureReason[] = [
  'busy',
  'ticket',
  'credentials',
  'clock',
  'no-network',
  'no-answer',
  'unreadable',
  'unknown',
  'gone',
]

/** Whether a good answer to a silent question says that what a channel failed by is over. */
export function takesBack(proves: SilentQuestion['proves'], failure: FailureReason | null): boolean {
  if (proves === 'reachable') return failure === 'no-answer'
  return failure === null || TAKEN_BACK.includes(failure)
}

function ticketQuestion(name: ChannelName, settings: Record<string, unknown>): SilentQuestion | null {
  const opened = CHANNELS[name].open(settings)
  const ticket = opened.ok ? opened.channel.ticket : null
  if (ticket === null) return null
  const read = (answer: Answer): Outcome => {
    const got = ticket.read(answer)
    return 'ticket' in got ? handedOver() : got
  }
  return { proves: 'works', via: 'http', request: ticket.request(), read }
}

/** A signed message of a type of its own, which receivers that do not know it are to pass over. */
function webhookQuestion(settings: Record<string, unknown>, { now, nonce }: Moment): SilentQuestion {
  const seconds = Math.floor(now.getTime() / 1000)
  const body = JSON.stringify({ type: 'channel.ping', timestamp: now.toISOString(), data: {} })
  const secrets: unknown = settings['secrets']
  const signatures = (Array.isArray(secrets) ? secrets : []).map((secret) =>
    webhookSignature(String(secret), nonce, seconds, body),
  )
  const headers = {
    'content-type': 'application/json',
    'webhook-id': nonce,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  }
  const request = { method: 'POST', url: textAt(settings, 'url'), headers, body } as const
  return {
    proves: 'works',
    via: 'http',
    request,
    read(answer) {
      const failed = outcomeOfStatus(answer)
      // It is there and believes us, and only does not know what a ping is.
      return failed === null || (!failed.ok && failed.why === 'shape') ? handedOver() : failed
    },
  }
}

/** Whether anybody answers at the host of an address, whatever they say. */
function reach(url: string): (SilentQuestion & { via: 'http' }) | null {
  const origin = URL.parse(url)?.origin
  if (origin === undefined) return null
  const request = { method: 'GET', url: `${origin}/`, headers: {}, body: null } as const
  return { proves: 'reachable', via: 'http', request, read: () => handedOver() }
}

function textAt(settings: Record<string, unknown>, path: string): string {
  const value = path
    .split('.')
    // Settings are trees of JSON: what is no object has nothing below it.
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
      settings,
    )
  return typeof value === 'string' ? value : ''
}

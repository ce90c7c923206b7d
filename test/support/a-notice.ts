import type { NoticeFacts } from '#shared/notice.ts'
import { noticeText, type NoticeText } from '#shared/notice-text.ts'
import { FIRE_RULE } from '#shared/plan.ts'
import { CHANNELS, type ChannelName } from '../../server/notify/channels.ts'
import type { HandOff, HttpRequest, Message, Moment, OpenChannel } from '../../server/notify/channel.ts'
import { SAID } from '../../server/notify/words.ts'

/** A fire that somebody is called to. */
export const FIRE: NoticeFacts = {
  occasion: 'call',
  kind: 'fire',
  severity: 'extreme',
  isSuspected: true,
  isExercise: false,
  ground: ['土岭底村', '第二网格'],
  isPlaceKnown: true,
  near: { name: '南沟', distanceMetres: 312, bearingDegrees: 44 },
  at: '2026-11-28T14:14:00Z',
  toDo: [FIRE_RULE, '查看风向'],
  warned: null,
  answers: { accept: 1, decline: 2 },
  dutyRoomPhone: '0355-7830001',
  household: '王秀兰',
}

/** A moment at which something is sent. */
export const MOMENT: Moment = { now: new Date('2026-11-28T14:14:05.123Z'), nonce: 'n1', ticket: null }

/** What a channel says of a fire, but for what `change` says; throws where it says nothing. */
export function noticeFor(name: ChannelName, change: Partial<NoticeFacts> = {}): NoticeText {
  const text = noticeText({ ...FIRE, ...change }, CHANNELS[name].carrier, { say: SAID.zh, zone: 'Asia/Shanghai' })
  if (text === null) throw new Error(`${name} says nothing of this`)
  return text
}

/** A message by a channel about a fire. */
export function messageFor(name: ChannelName, to: string | null = null, change: Partial<NoticeFacts> = {}): Message {
  return { id: 'a-1', to, incidentId: 'i-1', text: noticeFor(name, change) }
}

/** A channel with settings that fit. */
export function opened(name: ChannelName, settings: unknown): OpenChannel {
  const read = CHANNELS[name].open(settings)
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return read.channel
}

/** The request of a hand-over by HTTP. */
export function requestOf(handOff: HandOff): HttpRequest {
  if (handOff.via !== 'http') throw new Error(`not by HTTP: ${JSON.stringify(handOff)}`)
  return handOff.request
}

/** The JSON a request says. */
export function saidBy({ body }: HttpRequest): unknown {
  return JSON.parse(body ?? 'null')
}

import { createHash } from 'node:crypto'
import type { Database } from '../../db/connect.ts'
import { type Decisions, SeenBefore } from '../decisions.ts'
import { believedMoment, type ShortMessageFate, type ShortMessages } from '../duty/short-messages.ts'
import { voiceOutId } from '../notify/aliyun-voice.ts'
import type { Heard, HeardFate, MessageName } from '../notify/callback.ts'
import { type NamedDelivery, deliveriesSince, namedDelivery } from '../store/named-deliveries.ts'
import { personsOfWecomUser } from '../store/people.ts'
import { callNotice } from '../store/told-calls.ts'
import { uuidOf } from '../uuid-of.ts'
import type { CallAnswering } from './answering-calls.ts'
import type { Arrivals } from '../notifying/arrivals.ts'

/** Whom and what something that was heard turned out to concern. */
export type HeardOutcome = { fate: HeardFate; concerns: Record<string, string> }

/** What providers tell by their callbacks, and what was counted of it since the start. */
export type Callbacks = {
  /** Does what one thing that was heard says; resolves after its commit. */
  take(channelId: string, heard: Heard): Promise<HeardOutcome>
  counted(): Readonly<Record<Heard['kind'] | 'unknown', number>>
}

/** A call by telephone is reported when it ends; a day later it is not any more. */
const REPORTED_MS = 24 * 3600_000

export function createCallbacks(parts: {
  database: Database
  decisions: Decisions
  answering: CallAnswering
  arrivals: Arrivals
  shortMessages: ShortMessages
  now: () => Date
}): Callbacks {
  const { database, decisions, answering, arrivals, shortMessages, now } = parts
  const counts = { answered: 0, reported: 0, wrote: 0, 'passed-over': 0, unknown: 0 }

  async function deliveryOf(channelId: string, name: MessageName): Promise<NamedDelivery | null> {
    const known = await namedDelivery(database, channelId, name)
    if (known !== null || name.outId === null) return known
    const since = new Date(now().getTime() - REPORTED_MS)
    const recent = await deliveriesSince(database, channelId, since)
    return recent.find(({ id }) => voiceOutId(id) === name.outId) ?? null
  }

  async function answered(channelId: string, heard: Heard & { kind: 'answered' }): Promise<HeardOutcome> {
    const { answer, channel, key, name } = heard
    const delivery = await deliveryOf(channelId, name)
    const notice = delivery?.noticeId == null ? null : await callNotice(database, delivery.noticeId)
    if (delivery === null || notice === null) return unknown(channelId, heard)
    const { personId, incidentId } = notice
    const id = uuidOf(['callback', channelId, key].join('\0'))
    const done = await answering.answer({ id, personId, incidentId, answer, channel, at: null, words: null })
    // Whoever presses has it before them, or at their ear.
    await arrivals.delivered(channelId, delivery.id, now())
    const concerns = { person: personId, incident: done.ok ? done.incidentId : incidentId }
    return { fate: !done.ok ? 'refused' : done.isLate ? 'late' : 'taken', concerns }
  }

  async function reported(channelId: string, heard: Heard & { kind: 'reported' }): Promise<HeardOutcome> {
    const delivery = await deliveryOf(channelId, heard.name)
    if (delivery === null) {
      counts.unknown++
      return { fate: 'unknown', concerns: {} }
    }
    const at = now()
    const { isDelivered, code } = heard
    if (isDelivered) await arrivals.delivered(channelId, delivery.id, at)
    else await arrivals.undelivered(channelId, delivery.id, { at, why: 'recipient', code })
    return { fate: 'taken', concerns: {} }
  }

  async function wrote(channelId: string, heard: Heard & { kind: 'wrote' }): Promise<HeardOutcome> {
    const { from, userId, text, at, key } = heard
    const personIds = userId === null ? undefined : await personsOfWecomUser(database, userId)
    const message = { from, text, key, sentAt: believedMoment(at, now()), ...(personIds && { personIds }) }
    return { fate: 'taken', concerns: concernedBy(await shortMessages.take(sourceOf(channelId), message)) }
  }

  /** A person has answered something that we do not know: people must see that. */
  async function unknown(channelId: string, heard: Heard & { kind: 'answered' }): Promise<HeardOutcome> {
    counts.unknown++
    const { answer, channel } = heard
    const payload = Buffer.from(JSON.stringify({ answer, channel }))
    const key = `callback:${channelId}:${createHash('sha256').update(heard.key).digest('hex').slice(0, 40)}`
    try {
      await decisions.decide<void>((_facts, making) => {
        const row = {
          id: making.newId(),
          receivedAt: making.now,
          sourceId: sourceOf(channelId),
          topic: `channels/${channelId}`,
          payload: payload.toString('base64'),
          payloadBytes: payload.byteLength,
          cut: null,
          retain: false,
          principal: channelId,
          reason: 'answer-to-nothing',
          detail: `${channel}: ${answer}`,
        }
        const append = { quarantine: [row], messageKeys: [{ key, seenAt: making.now }] }
        return { result: undefined, step: { changes: [], append } }
      })
    } catch (error) {
      if (!(error instanceof SeenBefore)) throw error
    }
    return { fate: 'unknown', concerns: {} }
  }

  return {
    counted: () => counts,
    take(channelId, heard) {
      counts[heard.kind]++
      switch (heard.kind) {
        case 'answered':
          return answered(channelId, heard)
        case 'reported':
          return reported(channelId, heard)
        case 'wrote':
          return wrote(channelId, heard)
        case 'passed-over':
          return Promise.resolve({ fate: 'unknown', concerns: {} })
      }
    },
  }
}

/** Under which source the words are kept that came by a channel. */
export function sourceOf(channelId: string): string {
  return `channel:${channelId}`
}

/** Whom and what a message turned out to concern, by name of what the id is of. */
export function concernedBy(fate: ShortMessageFate): Record<string, string> {
  const ids = {
    person: 'personId' in fate ? fate.personId : null,
    deputy: 'deputyId' in fate ? fate.deputyId : null,
    incident: 'incidentId' in fate ? fate.incidentId : null,
  }
  return Object.fromEntries(Object.entries(ids).filter((one): one is [string, string] => one[1] !== null))
}

import { createHash, randomUUID } from 'node:crypto'
import type { Kind } from '#shared/kinds.ts'
import { mayAnswer } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import type { Acting } from '../acting.ts'
import type { CallAnswering } from '../answers/answering-calls.ts'
import { absenceVersions, awayStep, backStep } from './absenting.ts'
import { type Decisions, SeenBefore } from '../decisions.ts'
import { readAbsenceText } from '../domain/absence-text.ts'
import type { ArrangedVersions, Arrangement } from '../domain/arrangement.ts'
import { bySpokenName, samePhone } from '../domain/called-by.ts'
import { townshipOf } from '../domain/duty-ground.ts'
import { smsTopic } from '../domain/sms-topic.ts'
import { type AnswerText, readAnswer } from '../notify/answer-text.ts'
import type { Step } from '../store/commit.ts'
import { keysSeen } from '../store/decisions.ts'
import { uuidOf } from '../uuid-of.ts'
import { type Contact, contacts } from '../store/people.ts'

/** A short message as a gateway hands it over; `key` recognises it when it is delivered again, null where nothing does. */
export type ShortMessage = {
  from: string
  text: string
  sentAt: Date
  key: string | null
  /** Who wrote it, where the channel itself says so; else whoever has the number. */
  personIds?: readonly string[]
}

/** What became of a short message: nothing is dropped, what is not understood is kept for people. */
export type ShortMessageFate =
  | { outcome: 'away'; personId: string; deputyId: string | null; until: string }
  | { outcome: 'back'; personId: string }
  /** It answers a call; `isLate`: one that was over, where it is noted. */
  | { outcome: 'answered'; personId: string; incidentId: string; answer: AnswerText['answer']; isLate: boolean }
  | { outcome: 'reported'; personId: string | null; incidentId: string }
  | { outcome: 'repeated' }
  | { outcome: 'quarantined'; reason: string }

/** What people say by short message: that they go, or cannot; of their absence; and what calls for help. */
export type ShortMessages = {
  /** Whether a source may say from which number a message came: a short-message gateway, and no device. */
  believes(sourceId: string): Promise<boolean>
  take(sourceId: string, message: ShortMessage): Promise<ShortMessageFate>
  /** Keeps for people what has not the form of a short message; `where` names the fields that are wrong. */
  keepUnread(sourceId: string, item: unknown, where: string): Promise<void>
}

type Kept = { fate: ShortMessageFate; step: Omit<Step, 'readAt' | 'at'> | null; doubt: [string, string] | null }

const MOST_WORDS = 2000

export function createShortMessages(parts: {
  database: Database
  decisions: Decisions
  acting: Pick<Acting, 'report'>
  answering: CallAnswering
  zone: string
}): ShortMessages {
  const { database, decisions, acting, answering, zone } = parts

  /** A call for help is a report, of nobody where the number is not one person's: whoever is called rings it back. */
  async function reported(sourceId: string, message: ShortMessage, kind: Kind, personId: string | null) {
    const words = personId === null ? `${message.from}：${message.text}` : message.text
    const report = {
      id: idOf(sourceId, message),
      kind,
      description: printable(words).slice(0, MOST_WORDS),
      observedAt: message.sentAt.toISOString(),
    }
    const done = await acting.report(personId, report)
    return done && ({ outcome: 'reported', personId, incidentId: done.incidentId } as const)
  }

  /** An answer to a call; null where it means none that is known, or none alone. */
  async function answered(
    sourceId: string,
    message: ShortMessage,
    answer: AnswerText,
    personId: string,
  ): Promise<ShortMessageFate | 'which-call' | 'refused' | null> {
    const id = idOf(sourceId, message)
    if (await answering.isKnown(id)) return { outcome: 'repeated' }
    const meant = await answering.meant(personId, answer, message.sentAt)
    if (meant === 'none') return null
    if (meant === 'several') return 'which-call'
    const given = { id, personId, incidentId: meant.incidentId, answer: answer.answer, isMore: answer.isMore ?? false }
    const words = printable(message.text).slice(0, MOST_WORDS)
    const done = await answering.answer({ ...given, channel: 'sms', at: message.sentAt, words })
    if (!done.ok) return done.reason === 'conflict' ? { outcome: 'repeated' } : 'refused'
    if (done.isRepeated) return { outcome: 'repeated' }
    const { incidentId, isLate } = done
    return { outcome: 'answered', personId, incidentId, answer: answer.answer, isLate }
  }

  return {
    async believes(sourceId) {
      const { arrangement } = await decisions.facts()
      return arrangement.sources.some(({ id, format }) => id === sourceId && format === 'sms')
    },

    async keepUnread(sourceId, item, where) {
      const said = JSON.stringify(item) ?? ''
      const key = `sms:${sourceId}:${hashOf(said)}`
      try {
        await decisions.decide((_facts, { now, newId }) => {
          const message = { from: '', text: said, sentAt: now, key }
          const row = quarantined(sourceId, null, message, ['wrong-shape', where], now, newId())
          return {
            result: null,
            step: { changes: [], append: { quarantine: [row], messageKeys: [{ key, seenAt: now }] } },
          }
        })
      } catch (error) {
        if (!(error instanceof SeenBefore)) throw error
      }
    },

    async take(sourceId, message) {
      const key = message.key === null ? null : `sms:${sourceId}:${hashOf(message.key)}`
      const everybody = await contacts(database)
      const said = readAbsenceText(message.text, message.sentAt, zone)
      if (said.what === 'grave') {
        const { people } = (await decisions.facts()).arrangement
        const [sender, ...others] = sendersOf(message, everybody, people)
        const only = others.length === 0 ? (sender?.id ?? null) : null
        // The same message under a number that was somebody else's then: it has been reported.
        return (await reported(sourceId, message, said.kind, only)) ?? { outcome: 'repeated' }
      }
      const answer = readAnswer(message.text)
      let doubtful: 'which-call' | 'refused' | null = null
      if (answer !== null) {
        // What was left to people once is not taken by itself when it comes again.
        const isSeen =
          key !== null && (await keysSeen(database, { forever: [key], lately: [], since: new Date(0) })).size > 0
        if (isSeen) return { outcome: 'repeated' }
        const [sender, ...others] = sendersOf(message, everybody, (await decisions.facts()).arrangement.people)
        const fate =
          sender === undefined || others.length > 0 ? null : await answered(sourceId, message, answer, sender.id)
        if (fate !== null && typeof fate !== 'string') return fate
        doubtful = fate
      }
      try {
        return await decisions.decide<ShortMessageFate>(async ({ arrangement }, making) => {
          const known = await absenceVersions(database)
          const versions = await decisions.versions()
          const [sender, ...others] = sendersOf(message, everybody, arrangement.people)
          const { fate, step, doubt } = understood()
          const only = others.length === 0 ? (sender?.id ?? null) : null
          const quarantine =
            doubt === null ? [] : [quarantined(sourceId, only, message, doubt, making.now, making.newId())]
          const messageKeys = key === null ? [] : [{ key, seenAt: making.now }]
          const append = { ...step?.append, quarantine, messageKeys }
          if (step === null && quarantine.length + messageKeys.length === 0) return { result: fate, step: null }
          return { result: fate, step: { changes: [], ...step, append } }

          function understood(): Kept {
            const left = (reason: string, detail: string): Kept => {
              return { fate: { outcome: 'quarantined', reason }, step: null, doubt: [reason, detail] }
            }
            if (sender === undefined) return left('sms-unknown-sender', `nobody has the number ${message.from}`)
            if (others.length > 0) return left('sms-unknown-sender', `several people have the number ${message.from}`)
            const personId = sender.id
            if (doubtful !== null)
              return left(
                doubtful === 'which-call' ? 'sms-which-call' : 'sms-answer-refused',
                `from ${sender.name}: ${message.text}`,
              )
            if (said.what !== 'away' && said.what !== 'back')
              return left(
                `sms-${said.what === 'unclear' ? said.why : said.what}`,
                `from ${sender.name}: ${message.text}`,
              )
            if (said.what === 'back') {
              const step = backStep(known, personId, making, said.cancels === true)
              if (step === 'several') return left('sms-which-days', `from ${sender.name}, of several: ${message.text}`)
              return { fate: { outcome: 'back', personId }, step, doubt: null }
            }
            const { validFrom, validUntil, deputyName } = said
            if (validUntil <= making.now) return left('sms-which-days', `it came too late: ${message.text}`)
            const isOfRoom = sitsInDutyRoom(personId, versions, making.now)
            const deputyId =
              deputyName === null || isOfRoom ? null : deputyOf(deputyName, personId, everybody, arrangement)
            const fate = { outcome: 'away', personId, deputyId, until: validUntil.toISOString() } as const
            const isSaid = known.some(
              (one) =>
                one.personId === personId &&
                one.deputyId === deputyId &&
                one.validUntil?.getTime() === validUntil.getTime() &&
                (one.validFrom?.getTime() ?? 0) <= Math.max(validFrom.getTime(), making.now.getTime()),
            )
            // Not in their own words: those may name others.
            const asked = { id: making.newId(), personId, deputyId, reason: null }
            return {
              fate,
              step: isSaid ? null : awayStep(known, asked, { validFrom, validUntil }, making),
              doubt:
                deputyName === null || deputyId !== null || isSaid
                  ? null
                  : isOfRoom
                    ? [
                        'sms-unknown-deputy',
                        `${sender.name} of the duty room is away; ${deputyName} must be entered at a desk`,
                      ]
                    : ['sms-unknown-deputy', `${sender.name} is away without a deputy: who is ${deputyName}?`],
            }
          }
        })
      } catch (error) {
        if (error instanceof SeenBefore) return { outcome: 'repeated' }
        throw error
      }
    },
  }
}

/** Everybody here who has the number a message came from. */
function sendersOf(
  { from, personIds }: ShortMessage,
  everybody: readonly Contact[],
  people: Arrangement['people'],
): Contact[] {
  const isTheirs = ({ id, phone }: Contact) => personIds?.includes(id) ?? samePhone(phone, from)
  return everybody.filter((contact) => people.has(contact.id) && isTheirs(contact))
}

/** Whether somebody answers in a duty room, now or later: a deputy would have all that it sees, and numbers can be forged. */
function sitsInDutyRoom(personId: string, { responsibilities, shifts }: ArrangedVersions, now: Date): boolean {
  const isTheirs = (one: { personId: string; validUntil: Date | null }) =>
    one.personId === personId && (one.validUntil === null || one.validUntil > now)
  return responsibilities.some((one) => one.duty === 'duty-room' && isTheirs(one)) || shifts.some(isTheirs)
}

/** The one person of the sender's township who is called so; null where there is none, or several. */
function deputyOf(name: string, personId: string, everybody: readonly Contact[], arrangement: Arrangement) {
  const townshipsOf = (id: string) =>
    new Set(
      arrangement.responsibilities
        .filter((one) => one.personId === id)
        .map(({ areaId }) => townshipOf(areaId, arrangement)?.id),
    )
  const own = townshipsOf(personId)
  const others = everybody.filter(({ id }) => id !== personId && mayAnswer(arrangement.people.get(id)?.roles ?? []))
  const near = others.filter(({ id }) => own.size === 0 || [...townshipsOf(id)].some((township) => own.has(township)))
  const found = bySpokenName(name, near)
  return found.length === 1 ? (found[0]?.id ?? null) : null
}

function quarantined(
  sourceId: string,
  senderId: string | null,
  { from, text }: ShortMessage,
  [reason, detail]: [string, string],
  receivedAt: Date,
  id: string,
) {
  const payload = Buffer.from(JSON.stringify({ from, text }))
  return {
    id,
    receivedAt,
    sourceId,
    topic: smsTopic(sourceId, senderId),
    payload: payload.toString('base64'),
    payloadBytes: payload.byteLength,
    cut: null,
    retain: false,
    principal: sourceId,
    reason,
    detail: printable(detail).slice(0, 500),
  }
}

/** What a database of texts can hold. */
function printable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed()
}

/** Under which id it is entered what a message does: the same however often it comes. */
function idOf(sourceId: string, { key, from, text }: ShortMessage): string {
  return key === null ? randomUUID() : uuidOf([sourceId, key, from, text].join('\0'))
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40)
}

/** A gateway may have been away for a while; a time further off is that of a wrong clock. */
const BELIEVED_MS = 3 * 24 * 3600_000

/** When a message was sent, as far as it is to be believed. */
export function believedMoment(at: string | null, receivedAt: Date): Date {
  const sentMs = Date.parse(at ?? '')
  const ageMs = receivedAt.getTime() - sentMs
  return ageMs >= 0 && ageMs <= BELIEVED_MS ? new Date(sentMs) : receivedAt
}

import { createHash } from 'node:crypto'
import type { Database } from '../db/connect.ts'
import { absenceVersions, awayStep, backStep } from './absenting.ts'
import { type Decisions, SeenBefore } from './decisions.ts'
import { readAbsenceText } from './domain/absence-text.ts'
import type { ArrangedVersions, Arrangement } from './domain/arrangement.ts'
import { bySpokenName, samePhone } from './domain/called-by.ts'
import { townshipOf } from './domain/duty-ground.ts'
import type { Step } from './store/commit.ts'
import { type Contact, contacts } from './store/people.ts'

/** A short message as a gateway hands it over; `key` recognises it when it is delivered again, null where nothing does. */
export type ShortMessage = { from: string; text: string; sentAt: Date; key: string | null }

/** What became of a short message: nothing is dropped, what is not understood is kept for people. */
export type ShortMessageFate =
  | { outcome: 'away'; personId: string; deputyId: string | null; until: string }
  | { outcome: 'back'; personId: string }
  | { outcome: 'repeated' }
  | { outcome: 'quarantined'; reason: string }

/** What people say about their absence by short message. */
export type ShortMessages = {
  /** Whether a source may say from which number a message came: a short-message gateway, and no device. */
  believes(sourceId: string): Promise<boolean>
  take(sourceId: string, message: ShortMessage): Promise<ShortMessageFate>
}

type Kept = { fate: ShortMessageFate; step: Omit<Step, 'readAt' | 'at'> | null; doubt: [string, string] | null }

export function createShortMessages(parts: { database: Database; decisions: Decisions; zone: string }): ShortMessages {
  const { database, decisions, zone } = parts
  return {
    async believes(sourceId) {
      const { arrangement } = await decisions.facts()
      return arrangement.sources.some(({ id, format }) => id === sourceId && format === 'sms')
    },

    async take(sourceId, message) {
      const key = message.key === null ? null : `sms:${sourceId}:${hashOf(message.key)}`
      const everybody = await contacts(database)
      try {
        return await decisions.decide<ShortMessageFate>(async ({ arrangement }, making) => {
          const known = await absenceVersions(database)
          const versions = await decisions.versions()
          const { fate, step, doubt } = understood()
          const quarantine = doubt === null ? [] : [quarantined(sourceId, message, doubt, making.now, making.newId())]
          const messageKeys = key === null ? [] : [{ key, seenAt: making.now }]
          const append = { ...step?.append, quarantine, messageKeys }
          if (step === null && quarantine.length + messageKeys.length === 0) return { result: fate, step: null }
          return { result: fate, step: { changes: [], ...step, append } }

          function understood(): Kept {
            const left = (reason: string, detail: string): Kept => {
              return { fate: { outcome: 'quarantined', reason }, step: null, doubt: [reason, detail] }
            }
            const [sender, ...others] = everybody.filter(
              ({ id, phone }) => arrangement.people.has(id) && samePhone(phone, message.from),
            )
            if (sender === undefined) return left('sms-unknown-sender', `nobody has the number ${message.from}`)
            if (others.length > 0) return left('sms-unknown-sender', `several people have the number ${message.from}`)
            const personId = sender.id
            const said = readAbsenceText(message.text, message.sentAt, zone)
            if (said.what === 'unclear') return left(`sms-${said.why}`, `from ${sender.name}: ${message.text}`)
            if (said.what === 'back')
              return { fate: { outcome: 'back', personId }, step: backStep(known, personId, making), doubt: null }
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
            const reason = message.text.trim().slice(0, 200)
            const asked = { id: making.newId(), personId, deputyId, reason }
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
  const others = everybody.filter(({ id }) => id !== personId && arrangement.people.has(id))
  const near = others.filter(({ id }) => own.size === 0 || [...townshipsOf(id)].some((township) => own.has(township)))
  const found = bySpokenName(name, near)
  return found.length === 1 ? (found[0]?.id ?? null) : null
}

function quarantined(
  sourceId: string,
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
    topic: `sms/${sourceId}`,
    payload: payload.toString('base64'),
    payloadBytes: payload.byteLength,
    cut: null,
    retain: false,
    principal: sourceId,
    reason,
    detail: detail.replaceAll('\0', '\ufffd').toWellFormed().slice(0, 500),
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40)
}

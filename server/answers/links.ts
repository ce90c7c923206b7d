import { createHash, randomBytes } from 'node:crypto'
import { noticeFacts } from '#shared/notice.ts'
import { type NoticeText, noticeText } from '#shared/notice-text.ts'
import { fitsIn } from '#shared/text-length.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { dutyRoomOf } from '../domain/duty-room.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { isOver } from '../domain/tellings.ts'
import { maySee, scopeOf, viewerIn } from '../domain/viewer.ts'
import { wireIncident } from '../domain/wire-incident.ts'
import { CHANNELS, type ChannelName } from '../notify/channels.ts'
import { type LANGUAGES, SAID } from '../notify/words.ts'
import type { ChannelRow } from '../store/channels.ts'
import { actionById, standingIncident } from '../store/incidents.ts'
import { insertNoticeLink, noticeLink, type NoticeLink, useNoticeLink } from '../store/notice-links.ts'
import { personPhones } from '../store/people.ts'
import { toldOf } from '../store/told-calls.ts'
import { uuidOf } from '../uuid-of.ts'
import type { AnswerFate, CallAnswering } from './answering-calls.ts'

type Language = (typeof LANGUAGES)[number]

/** What a link asks of somebody: to go, to say that they have heard it, or to take notice for the duty room. */
export type LinkAsks = 'accept' | 'heard' | 'notice'
export type LinkAnswer = LinkAsks | 'decline'

/** What a link shows: nothing that a text to the same person would not say. */
export type LinkShown =
  | { state: 'unknown' }
  /** It was used, has lapsed, or leads somebody who is here no longer. */
  | { state: 'spent'; answer: LinkAnswer | null; phone: string | null }
  | {
      state: 'open' | 'over'
      text: NoticeText
      phone: string | null
      kind: IncidentRecord['kind']
      asks: LinkAsks
    }

/** Whom and what a link is for. */
export type LinkMeant = { personId: string; incidentId: string }

/** Links by which one person may answer one call without a session: looking changes nothing, pressing does, once. */
export type NoticeLinks = {
  /** A text with a link at its end, where the channel wants one and it fits; else the text as it is. */
  linked(channel: Pick<ChannelRow, 'channel' | 'settings'>, of: LinkMeant, text: NoticeText): Promise<NoticeText>
  shown(token: string, language: Language): Promise<LinkShown>
  /** Null: there is no such link, or none that is good any longer. */
  press(token: string, answer: 'accept' | 'notice' | 'decline'): Promise<AnswerFate | null>
  meant(token: string): Promise<LinkMeant | null>
}

const LASTS_MS = 24 * 3600_000
const BYTES = 16

export function createNoticeLinks(parts: {
  database: Database
  decisions: Decisions
  answering: CallAnswering
  /** Where people reach the program; null: nobody knows, so that no link can be written. */
  publicUrl: string | null
  zone: string
  now: () => Date
}): NoticeLinks {
  const { database, decisions, answering, publicUrl, zone, now } = parts

  /** The duty room that somebody may ring, by the ground of the incident. */
  async function roomPhone(incident: IncidentRecord | null): Promise<string | null> {
    if (incident === null) return null
    const { arrangement } = await decisions.facts()
    const [alert] = incident.alerts
    const anybody = { personId: alert?.personId ?? '', name: '', roles: [], duties: [], areaIds: null }
    const phones = await personPhones(database, dutyRoomOf(anybody, arrangement, [incident]))
    return phones.find(({ phone }) => phone !== null)?.phone ?? null
  }

  /** Whom the ground was taken from meanwhile is told no more of it than on the screens. */
  async function isGood({ usedAt, expiresAt, personId }: NoticeLink, incident: IncidentRecord | null) {
    const { arrangement } = await decisions.facts()
    const person = arrangement.people.get(personId)
    if (usedAt !== null || expiresAt <= now() || person === undefined || incident === null) return false
    return maySee(viewerIn(arrangement, { personId, name: '', roles: person.roles }), scopeOf(incident))
  }

  return {
    async linked({ channel, settings }, { personId, incidentId }, text) {
      if (settings['links'] !== true || publicUrl === null) return text
      const token = randomBytes(BYTES).toString('base64url')
      const url = `${publicUrl.replace(/\/$/, '')}/a/${token}`
      const toDo = text.fields.toDo === '' ? '' : SAID.zh('notice_sentence', { piece: text.fields.toDo })
      // What is to be done stands on the page too; complete without the link, a text does without it where there is no room.
      const words = [text.text, text.text.replace(toDo, '')]
        .map((said) => said + SAID.zh('notice_link', { url }))
        .find((said) => fitsIn(said, CHANNELS[channel as ChannelName].carrier.limit))
      if (words === undefined) return text
      const expiresAt = new Date(now().getTime() + LASTS_MS)
      await insertNoticeLink(database, { tokenHash: hashOf(token), incidentId, personId, expiresAt })
      return { ...text, text: words }
    },

    async shown(token, language) {
      const link = await noticeLink(database, hashOf(token))
      if (link === null) return { state: 'unknown' }
      const incident = await standingIncident(database, link.incidentId)
      const phone = await roomPhone(incident)
      if (incident === null || !(await isGood(link, incident))) {
        const first = await actionById(database, actionIdOf(link.tokenHash))
        const answer = answerIn(first?.detail['tooLate'] ?? first?.action, incident)
        return { state: 'spent', answer, phone }
      }
      const { arrangement } = await decisions.facts()
      const areas = new Map(arrangement.areaList.map((area) => [area.id, area]))
      const isRung =
        incident.answered === null && (await toldOf(database, link.personId, link.incidentId)) === 'unanswered'
      const asks = incident.rollCall !== null ? 'heard' : isRung ? 'notice' : 'accept'
      const occasion = OCCASIONS[asks]
      // Whoever holds the telephone sees no more than its texts say: whose house it is stays behind the sign-in.
      const facts = noticeFacts(wireIncident(incident), {
        occasion,
        answers: null,
        dutyRoomPhone: phone,
        household: null,
        areas,
      })
      const carrier = { audience: 'person', answersBy: null, limit: { unit: 'characters', most: 2_000 } } as const
      const text = noticeText(facts, carrier, { say: SAID[language], zone })
      if (text === null) return { state: 'unknown' }
      return { state: isOver(incident) ? 'over' : 'open', text, phone, kind: incident.kind, asks }
    },

    async press(token, answer) {
      const link = await noticeLink(database, hashOf(token))
      // Pressed twice it is one answer, though the second came before the first was noted.
      if (link === null) return null
      const incident = await standingIncident(database, link.incidentId)
      if (link.usedAt === null && !(await isGood(link, incident))) return null
      const { personId, incidentId, tokenHash } = link
      if (link.usedAt !== null && !(await answering.isKnown(actionIdOf(tokenHash)))) return null
      const given = { id: actionIdOf(tokenHash), personId, incidentId, channel: 'link', at: null, words: null } as const
      const fate = await answering.answer({
        ...given,
        answer: answer === 'decline' ? 'decline' : 'accept',
        asked: answer === 'notice' ? 'notice' : 'call',
      })
      // First the answer: a link that is used up by a crash would have answered nothing.
      if (fate.ok) await useNoticeLink(database, tokenHash, now())
      return fate
    },

    async meant(token) {
      const link = await noticeLink(database, hashOf(token))
      return link && { personId: link.personId, incidentId: link.incidentId }
    },
  }
}

const OCCASIONS = { accept: 'call', heard: 'roll-call', notice: 'unanswered' } as const

/** What was answered, by the action that it became, or by what it would have been had it not been too late. */
function answerIn(said: unknown, incident: IncidentRecord | null): LinkAnswer | null {
  switch (said) {
    case 'acknowledge':
    case 'accept':
      return incident?.rollCall == null ? 'accept' : 'heard'
    case 'decline':
      return 'decline'
    case 'answer':
      return 'notice'
    case 'seen':
      return 'heard'
    default:
      return null
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** All answers by one link are one action. */
function actionIdOf(tokenHash: string): string {
  return uuidOf(`link\0${tokenHash}`)
}

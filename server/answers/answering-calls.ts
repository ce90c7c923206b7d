import type { AnswerChannel } from '#shared/action.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Acting } from '../acting.ts'
import type { Decisions } from '../decisions.ts'
import { callTo } from '../domain/call.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { viewerIn } from '../domain/viewer.ts'
import type { AnswerText, SaidAnswer } from '../notify/answer-text.ts'
import { callMeant, type CallMeant, type ToldCall } from '../notify/call-meant.ts'
import { SAID } from '../notify/words.ts'
import { actionById, standingIncident } from '../store/incidents.ts'
import { personCards } from '../store/people.ts'
import { callNoticesOf, toldOf } from '../store/told-calls.ts'

export type CallAnswer = SaidAnswer

/** An answer to a call that came by another way than a session. `id` is the same however often it comes. */
export type GivenAnswer = {
  id: string
  personId: string
  incidentId: string
  answer: CallAnswer
  channel: AnswerChannel
  /** When it was given, by the clock of whoever carried it; null: nobody says. */
  at: Date | null
  /** In the person's own words, where there are any. */
  words: string | null
  /** Whether these say more than the answer does. */
  isMore?: boolean
  /** What was asked of them; without it, what the last notice to them asked. */
  asked?: 'notice' | 'call'
}

/** What became of it. `isLate`: the call was over, so that it is noted and changes nothing. */
export type AnswerFate =
  | { ok: true; incidentId: string; isRepeated: boolean; isLate: boolean; answer: CallAnswer }
  | { ok: false; reason: 'unknown-person' | 'not-allowed' | 'conflict' }

/** Answers that come over channels: the same facts as a tap on the phone. */
export type CallAnswering = {
  answer(given: GivenAnswer): Promise<AnswerFate>
  /** Which call of a person a text means that was sent at a moment. */
  meant(personId: string, answer: AnswerText, sentAt: Date): Promise<CallMeant>
  /** Whether something was entered under the id of an answer. */
  isKnown(id: string): Promise<boolean>
}

/** Whoever answers a day later answers a call that is long over. */
const REMEMBERED_MS = 24 * 3600_000

const WORDS = {
  accept: 'notice_accept',
  decline: 'notice_decline',
  heard: 'notice_heard',
  safe: 'notice_safe',
} as const
const ANSWER_OF = {
  acknowledge: 'accept',
  decline: 'decline',
  seen: 'heard',
  answer: 'heard',
  'check-in': 'safe',
} as const

export function createCallAnswering(parts: {
  database: Database
  decisions: Decisions
  acting: Pick<Acting, 'act'>
}): CallAnswering {
  const { database, decisions, acting } = parts

  /** Whoever answers, with what they may do now: the channel vouches for who it is, and for nothing else. */
  async function viewerOf(personId: string): Promise<Viewer | null> {
    const { arrangement } = await decisions.facts()
    const person = arrangement.people.get(personId)
    if (person === undefined) return null
    const [card] = await personCards(database, [personId])
    return viewerIn(arrangement, { personId, name: card?.name ?? '', roles: person.roles })
  }

  async function standing(incidentId: string): Promise<IncidentRecord | null> {
    return (await decisions.facts()).incidents.get(incidentId) ?? (await standingIncident(database, incidentId))
  }

  return {
    isKnown: async (id) => (await actionById(database, id)) !== null,

    async meant(personId, answer, sentAt) {
      const since = new Date(sentAt.getTime() - REMEMBERED_MS)
      const notices = await callNoticesOf(database, personId, since)
      const told = await Promise.all(
        notices.map(async ({ incidentId, answerCall, createdAt }): Promise<ToldCall[]> => {
          const incident = await standing(incidentId)
          if (incident === null) return []
          const call = callTo(incident, personId)
          const state = call?.state
          const answered = state === 'accepted' ? 'accept' : state === 'declined' ? 'decline' : null
          const isOver = incident.closedAt !== null
          const isAskedCheckIn = call?.checkInAskedAt != null
          return [{ incidentId: incident.id, answerCall, toldAt: createdAt, isOver, answered, isAskedCheckIn }]
        }),
      )
      return callMeant(answer, told.flat(), sentAt)
    },

    async answer({ id, personId, incidentId, answer, channel, at, words, isMore = false, asked }) {
      const viewer = await viewerOf(personId)
      if (viewer === null) return { ok: false, reason: 'unknown-person' }
      const isNotice =
        asked === undefined ? (await toldOf(database, personId, incidentId)) === 'unanswered' : asked === 'notice'
      const action = actionFor({ answer, isNotice }, await standing(incidentId), personId)
      const said = { id, action, channel, at: at?.toISOString() ?? null, ...(isMore && { note: words }) }
      const done = await acting.act(viewer, incidentId, said)
      if (done.ok) {
        const first = done.action.action
        return {
          ok: true,
          incidentId: done.incident.id,
          isRepeated: done.repeated,
          isLate: first === 'note',
          answer: first in ANSWER_OF ? ANSWER_OF[first as keyof typeof ANSWER_OF] : answer,
        }
      }
      if (done.reason === 'contradiction') {
        // It is over. What they said stays, where whoever looks back will find it.
        const late = await acting.act(viewer, incidentId, {
          ...said,
          action: 'note',
          note: words ?? SAID.zh(WORDS[answer]),
          tooLate: answer,
        })
        if (late.ok) return { ok: true, incidentId: late.incident.id, isRepeated: late.repeated, isLate: true, answer }
        return { ok: false, reason: late.reason === 'conflict' ? 'conflict' : 'not-allowed' }
      }
      return { ok: false, reason: done.reason === 'conflict' ? 'conflict' : 'not-allowed' }
    },
  }
}

/**
 * Asked whether they are well, whoever answers at all is; in a roll call everybody must answer, and whoever has heard it
 * has. Whoever was rung for the duty room takes notice for it, and goes nowhere: were that counted, nobody else would be called.
 */
function actionFor(
  { answer, isNotice }: { answer: CallAnswer; isNotice: boolean },
  incident: IncidentRecord | null,
  personId: string,
): keyof typeof ANSWER_OF {
  if (answer === 'decline') return 'decline'
  const isAsked = incident !== null && callTo(incident, personId)?.checkInAskedAt != null
  if (isAsked || answer === 'safe') return 'check-in'
  if (isNotice) return incident?.answered == null ? 'answer' : 'seen'
  return answer === 'accept' || incident?.rollCall != null ? 'acknowledge' : 'seen'
}

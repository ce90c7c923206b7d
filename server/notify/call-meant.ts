import type { AnswerText } from './answer-text.ts'

/** One call that somebody was told of by a text, as far as an answer to it needs. */
export type ToldCall = {
  /** Of the incident that it stands for today. */
  incidentId: string
  /** Which of the person's waiting calls it is; null: its keys were given back. */
  answerCall: number | null
  toldAt: Date
  isOver: boolean
  /** What this person has answered so far. */
  answered: 'accept' | 'decline' | null
  /** They were asked whether they are well, and have not said so. */
  isAskedCheckIn: boolean
}

/** Which call an answer means: one, none that is known, or one of several. */
export type CallMeant = { incidentId: string } | 'none' | 'several'

/** By so much the clock of whoever carries a message may be behind ours. */
const CLOCKS_APART_MS = 10 * 60_000

/**
 * Which call a short message answers. A key says it; words mean the one call that still waits for them. Where none waits
 * any more, both mean the last one, and come too late. Nobody answers what they were told of after they wrote.
 */
export function callMeant(answer: AnswerText, told: readonly ToldCall[], sentAt: Date): CallMeant {
  const before = told.filter(({ toldAt }) => toldAt.getTime() <= sentAt.getTime() + CLOCKS_APART_MS)
  const lapsed = before.filter(({ answerCall, isOver }) => answerCall === null || isOver)
  if (answer.by === 'key') {
    const [held] = before.filter(({ answerCall }) => answerCall === answer.call)
    if (held === undefined) return onlyOf(lapsed)
    // Keys are given again: who wrote before they had this one meant another's.
    const isNewer = held.toldAt > sentAt && lapsed.some((one) => one !== held && one.toldAt <= sentAt)
    return isNewer ? 'several' : { incidentId: held.incidentId }
  }
  // Whoever says that they are well answers that question, and takes on nothing else.
  if (answer.answer === 'safe') return onlyOf(before.filter(({ isAskedCheckIn }) => isAskedCheckIn))
  const open = before.filter(({ answerCall, isOver }) => answerCall !== null && !isOver)
  const said = answer.answer === 'heard' ? 'accept' : answer.answer
  const changed = open.filter(({ answered }) => answered !== said)
  for (const calls of [changed, open]) if (calls.length > 0) return onlyOf(calls)
  return onlyOf(lapsed)
}

function onlyOf(calls: readonly ToldCall[]): CallMeant {
  const [first, ...others] = new Set(calls.map(({ incidentId }) => incidentId))
  if (first === undefined) return 'none'
  return others.length > 0 ? 'several' : { incidentId: first }
}

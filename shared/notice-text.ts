import { type AnswerKeys, type Audience, type NoticeFacts, tellingOf } from './notice.ts'
import { answerWords, type AnswersBy, type NoticeField, noticeFields } from './notice-fields.ts'
import type { Say } from './said.ts'
import { fitsIn, type LengthLimit } from './text-length.ts'

/** What a channel is, as far as words depend on it. */
export type Carrier = { audience: Audience; answersBy: AnswersBy; limit: LengthLimit }

/** A notice in the words of one channel, complete without any link. */
export type NoticeText = {
  /** What happened, in a few words; a drill says so first. */
  title: string
  text: string
  fields: Readonly<Record<NoticeField, string>>
  isExercise: boolean
  /** The same in the words of the contract, for programs; null where only that something waits is told. */
  about: Pick<NoticeFacts, 'occasion' | 'kind' | 'severity' | 'at'> | null
  answers: AnswerKeys | null
  /** What its buttons say, where a channel has some; null: there is no such answer, or none at all. */
  buttons: { accept: string; decline: string | null } | null
  /** False where even what is never left out is longer than the channel takes. */
  fits: boolean
}

/** The order in which fields are said. */
const ORDER = ['drill', 'headline', 'place', 'rule', 'answer', 'room', 'time', 'toDo'] as const satisfies NoticeField[]

/** What is left out first where a channel is too short. The place is never left out, nor how to answer. */
const LEFT_OUT = ['toDo', 'time', 'rule', 'room'] as const satisfies NoticeField[]

/** No field of a notice says anything. */
export const NOTHING_SAID: Readonly<Record<NoticeField, string>> = {
  drill: '',
  headline: '',
  kind: '',
  grade: '',
  ground: '',
  near: '',
  household: '',
  place: '',
  time: '',
  rule: '',
  toDo: '',
  answer: '',
  room: '',
}

/** A notice in the words of one channel; null where that channel may not be told at all. */
export function noticeText(facts: NoticeFacts, carrier: Carrier, words: { say: Say; zone: string }): NoticeText | null {
  const telling = tellingOf(carrier.audience, facts.kind)
  if (telling === 'nothing') return null
  const fields = noticeFields(facts, telling, carrier.answersBy, words)
  const { say } = words
  const { occasion, kind, severity, at } = facts
  const isFire = facts.kind === 'fire' && telling !== 'reminder'
  // Of a fire the first line is fixed: whoever is called must not miss it.
  const droppable = LEFT_OUT.filter((field) => field !== 'rule' || !isFire)
  let text = saidOf([])
  for (let count = 1; count <= droppable.length && !fitsIn(text, carrier.limit); count++)
    text = saidOf(droppable.slice(0, count))
  return {
    title: [fields.drill, fields.headline].filter((piece) => piece !== '').join(say('notice_stop')),
    text,
    fields,
    isExercise: facts.isExercise,
    about: telling === 'reminder' ? null : { occasion, kind, severity, at },
    answers: facts.answers,
    buttons: facts.answers === null ? null : answerWords(occasion, say),
    fits: fitsIn(text, carrier.limit),
  }

  function saidOf(without: readonly NoticeField[]): string {
    const pieces = ORDER.filter((field) => !without.includes(field)).map((field) => fields[field])
    return pieces
      .filter((piece) => piece !== '')
      .map((piece) => say('notice_sentence', { piece }))
      .join('')
      .trim()
  }
}

/** What a channel says when somebody tries whether it works: by every field, so that templates are filled, and as a drill, so that nobody runs. */
export function channelTestText({ limit }: Carrier, say: Say): NoticeText {
  const words = say('notice_channel_test')
  const drill = say('notice_drill')
  const text = [drill, words]
    .map((piece) => say('notice_sentence', { piece }))
    .join('')
    .trim()
  const fields = { ...NOTHING_SAID, drill, headline: words, kind: words, place: words, ground: words }
  return {
    title: [drill, words].join(say('notice_stop')),
    text,
    fields,
    isExercise: true,
    about: null,
    answers: null,
    buttons: null,
    fits: fitsIn(text, limit),
  }
}

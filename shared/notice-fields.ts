import { gradeOf } from './grade.ts'
import type { Kind } from './kinds.ts'
import type { NoticeFacts, Occasion, Telling } from './notice.ts'
import { groundSaid, nearSaid } from './place-said.ts'
import type { Say, SentenceKey } from './said.ts'
import { zoneOffsetMs } from './zone-clock.ts'

/** The parts a notice is made of, by which templates of providers are filled too. What is not to be said is ''. */
export const NOTICE_FIELDS = [
  'drill',
  'headline',
  'kind',
  'grade',
  'ground',
  'near',
  'household',
  'place',
  'time',
  'rule',
  'toDo',
  'answer',
  'room',
] as const
export type NoticeField = (typeof NOTICE_FIELDS)[number]

/** How somebody answers on a channel: by a short message, a key pressed in a call, a button; null: not there. */
export type AnswersBy = 'reply' | 'press' | 'button' | null

const KINDS: Record<Kind, SentenceKey> = {
  fire: 'kind_fire',
  smoke: 'kind_smoke',
  heat: 'kind_heat',
  gas: 'kind_gas',
  flood: 'kind_flood',
  geohazard: 'kind_geohazard',
  intrusion: 'kind_intrusion',
  sos: 'kind_sos',
  medical: 'kind_medical',
  'missing-person': 'kind_missing_person',
  accident: 'kind_accident',
  'public-order': 'kind_public_order',
  hazard: 'kind_hazard',
  dispute: 'kind_dispute',
  request: 'kind_request',
  infrastructure: 'kind_infrastructure',
  epidemic: 'kind_epidemic',
  warning: 'kind_warning',
  'device-fault': 'kind_device_fault',
  other: 'kind_other',
}

const GRADES = { urgent: 'grade_urgent', important: 'grade_important', ordinary: 'grade_ordinary' } as const

const OCCASIONS: Record<Occasion, SentenceKey | null> = {
  call: null,
  remind: 'notice_remind',
  graver: 'notice_graver',
  inform: 'notice_inform',
  'stand-by': 'notice_stand_by',
  ended: 'notice_ended',
  'roll-call': 'notice_roll_call',
  unanswered: 'notice_unanswered',
  'check-in': 'notice_check_in',
  revisit: 'notice_revisit',
  siren: 'notice_siren',
}

/** To whoever goes or is asked to it is said line by line what is to be done there; to nobody else, who might do it. */
const SENT: readonly Occasion[] = ['call', 'remind', 'graver', 'roll-call']
/** Here nobody has anything to do at a fire any more. */
const PAST: readonly Occasion[] = ['ended', 'revisit']
/** Of these somebody was told before: that something waits would be new. */
const KNOWN: readonly Occasion[] = ['ended', 'stand-by']

/** The fields of a notice in one language, as far as `telling` lets them be said; times by the clock of `zone`. */
export function noticeFields(
  facts: NoticeFacts,
  telling: Exclude<Telling, 'nothing'>,
  answersBy: AnswersBy,
  { say, zone }: { say: Say; zone: string },
): Record<NoticeField, string> {
  const isOpen = telling !== 'reminder'
  const occasion = occasionOf(facts.occasion, telling)
  const grade = say(GRADES[gradeOf(facts.severity)])
  const kind = isOpen ? say(facts.isSuspected ? 'kind_fire_suspected' : KINDS[facts.kind]) : ''
  const secret = KNOWN.includes(facts.occasion) ? 'notice_private_known' : 'notice_private'
  const what = isOpen ? say('notice_headline', { grade, kind }) : say(secret, { grade })
  const ground = isOpen ? groundSaid(facts.ground, facts.isPlaceKnown, say) : ''
  const near = isOpen && facts.near !== null ? nearSaid(facts.near, say) : ''
  const household =
    telling === 'whole' && facts.household !== null ? say('notice_household', { name: facts.household }) : ''
  const warned = telling === 'whole' && facts.occasion === 'roll-call' ? clipped(facts.warned ?? '') : ''
  const lines = isOpen ? linesOf(facts) : []
  const [rule = '', ...others] = warned === '' ? lines : [warned, ...lines]
  return {
    drill: facts.isExercise ? say('notice_drill') : '',
    headline: occasion === null ? what : say('notice_occasion', { occasion: say(occasion), what }),
    kind,
    grade,
    ground,
    near,
    household,
    place: [ground, near, household].filter((words) => words !== '').join(' '),
    time: timeSaid(facts.at, say, zone),
    rule: isOpen || facts.answers === null ? rule : say('notice_private_look'),
    toDo: others.join(say('notice_and')),
    answer: answerSaid(facts, answersBy, say),
    room: facts.dutyRoomPhone === null ? '' : say('notice_room', { phone: facts.dutyRoomPhone }),
  }
}

/** In a chat and at another office some are called and others not: nobody there is told that they need not go. */
function occasionOf(occasion: Occasion, telling: Telling): SentenceKey | null {
  return occasion === 'inform' && telling === 'ground' ? 'notice_news' : OCCASIONS[occasion]
}

/** What is to be done, for whoever is to do it; the rule of a fire for everybody who hears that it burns. */
function linesOf({ occasion, kind, toDo }: NoticeFacts): readonly string[] {
  if (SENT.includes(occasion)) return toDo
  return kind === 'fire' && !PAST.includes(occasion) ? toDo.slice(0, 1) : []
}

/** More than this of a warning would leave no room for how to answer it. */
const MOST_WARNED = 100

function clipped(words: string): string {
  const plain = words.replaceAll(/\s+/gu, ' ').trim()
  const characters = Array.from(plain)
  if (characters.length > MOST_WARNED) return `${characters.slice(0, MOST_WARNED - 1).join('')}…`
  return plain.replace(/[。.！!；;]+$/u, '')
}

/** What somebody says who answers: that they go, unless no more than this is asked of them. */
export function answerWords(occasion: Occasion, say: Say): { accept: string; decline: string | null } {
  switch (occasion) {
    case 'roll-call':
      return { accept: say('notice_heard'), decline: null }
    case 'check-in':
      return { accept: say('notice_safe'), decline: null }
    case 'unanswered':
      return { accept: say('notice_take_notice'), decline: say('notice_take_no_notice') }
    default:
      return { accept: say('notice_accept'), decline: say('notice_decline') }
  }
}

/** How an answer is asked for. The duty room is to take notice, and goes nowhere by that. */
const ASKED = {
  'roll-call': { reply: 'notice_reply_heard', press: 'notice_press_heard' },
  'check-in': { reply: 'notice_reply_safe', press: 'notice_press_safe' },
  unanswered: { reply: 'notice_reply_noticed', press: 'notice_press_noticed' },
  others: { reply: 'notice_reply', press: 'notice_press' },
} as const

function answerSaid({ answers, occasion }: NoticeFacts, answersBy: AnswersBy, say: Say): string {
  if (answers === null) return ''
  const asked =
    occasion === 'roll-call' || occasion === 'check-in' || occasion === 'unanswered' ? ASKED[occasion] : ASKED.others
  switch (answersBy) {
    case 'reply':
      return say(asked.reply, answers)
    // Whoever is rung hears of one call alone: its keys are always the same.
    case 'press':
      return say(asked.press)
    case 'button':
    case null:
      return ''
  }
}

function timeSaid(at: string, say: Say, zone: string): string {
  const atMs = Date.parse(at)
  const shown = new Date(atMs + zoneOffsetMs(zone, atMs))
  const clock = shown.toISOString().slice(11, 16)
  return say('notice_time', { month: shown.getUTCMonth() + 1, day: shown.getUTCDate(), clock })
}

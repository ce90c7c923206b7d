import { isSuspected } from './alarm-state.ts'
import type { Area, Near } from './area.ts'
import { areaNames } from './area-names.ts'
import type { Incident } from './incident.ts'
import { CONFIDENTIAL_KINDS, type Kind, type Severity } from './kinds.ts'

/**
 * Why somebody is told of an incident: `call` asks them to go, `remind` asks again, `graver` tells those who go that it
 * is worse than they were told, `inform` asks nothing, `stand-by` says that enough are going, `ended` that nobody need go any more, `roll-call` that everybody must answer,
 * `unanswered` that the duty room has not taken notice, `check-in` asks somebody who is there whether they are well,
 * `revisit` says that the day has come on which they were to come back, `siren` sounds the sirens of the ground.
 */
export const OCCASIONS = [
  'call',
  'remind',
  'graver',
  'inform',
  'stand-by',
  'ended',
  'roll-call',
  'unanswered',
  'check-in',
  'revisit',
  'siren',
] as const
export type Occasion = (typeof OCCASIONS)[number]

/** The keys with which somebody answers a call by short message; several calls to one person have keys of their own. */
export type AnswerKeys = { accept: number; decline: number }

/** All that may be said of an incident outside the program. What is not here is said nowhere: no report's words, no name of who reported it. */
export type NoticeFacts = {
  occasion: Occasion
  kind: Kind
  severity: Severity
  /** A fire that nobody has verified is 疑似火情. */
  isSuspected: boolean
  isExercise: boolean
  /** The names of the ground, largest first. */
  ground: readonly string[]
  /** False where nobody knows the place at all. */
  isPlaceKnown: boolean
  near: Near | null
  /** When it began or was opened, ISO. */
  at: string
  /** What is to be done, line by line. */
  toDo: readonly string[]
  /** Of a roll call, what is warned of, in the words of whoever called it; told to those who are called, never to a group. */
  warned: string | null
  /** Null where no answer is asked for. */
  answers: AnswerKeys | null
  dutyRoomPhone: string | null
  /** Whose house it is; told to those who are called, never to a group. */
  household: string | null
}

/** What else a notice is made of than the incident. */
export type NoticeContext = Pick<NoticeFacts, 'occasion' | 'answers' | 'dutyRoomPhone' | 'household'> & {
  areas: ReadonlyMap<string, Pick<Area, 'id' | 'level' | 'name' | 'parentId'>>
}

/** What may be said of an incident, out of all that is known of it. */
export function noticeFacts(incident: Incident, { areas, ...context }: NoticeContext): NoticeFacts {
  return {
    ...context,
    kind: incident.kind,
    severity: incident.severity,
    isSuspected: isSuspected(incident),
    isExercise: incident.exercise,
    ground: areaNames(incident, areas),
    isPlaceKnown: incident.place.type !== 'unknown',
    near: incident.near,
    at: incident.startedAt ?? incident.openedAt,
    toDo: incident.checklist,
    warned: incident.rollCall?.text ?? null,
  }
}

/**
 * Who hears what a channel says: one person on their own telephone (`person`) or behind their own session
 * (`own-screen`), everybody of a chat (`group`), or another office's program (`system`).
 */
export const AUDIENCES = ['person', 'own-screen', 'group', 'system'] as const
export type Audience = (typeof AUDIENCES)[number]

/**
 * How much an audience may be told: all of it with whose house it is (`whole`), without (`ground`), only that something
 * waits for them (`reminder`: 您有一件事项待办), or nothing.
 */
export type Telling = 'whole' | 'ground' | 'reminder' | 'nothing'

/** How much of an incident of a kind an audience may be told: private affairs never leave for a chat, and a telephone lying on a table does not show them. */
export function tellingOf(audience: Audience, kind: Kind): Telling {
  const isPrivate = CONFIDENTIAL_KINDS.includes(kind)
  switch (audience) {
    case 'own-screen':
      return 'whole'
    case 'person':
      return isPrivate ? 'reminder' : 'whole'
    case 'group':
    case 'system':
      return isPrivate ? 'nothing' : 'ground'
  }
}

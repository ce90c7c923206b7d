import type { ActionName } from '#shared/action.ts'
import type { AlarmState } from '#shared/alarm-state.ts'
import { type Incident, isStillBurning, phasesAfter } from '#shared/incident.ts'
import { goingCount, hasSilent } from '#shared/alarm-state.ts'
import { isPutDown } from '#shared/handlings.ts'
import { rollCounts } from '#shared/roll-counts.ts'

/** The actions that the desk offers. */
export type DeskAction = Extract<
  ActionName,
  | 'answer'
  | 'acknowledge'
  | 'decline'
  | 'assign'
  | 'depart'
  | 'arrive'
  | 'verify'
  | 'support'
  | 'check-in'
  | 'handle'
  | 'fire-out'
  | 'mop-up'
  | 'fire-watch'
  | 'withdraw'
  | 'check'
  | 'close'
  | 'extend'
  | 'postpone'
  | 'resume'
  | 'reopen'
  | 'merge'
  | 'split'
  | 'undo'
  | 'wake'
  | 'note'
>

type Need = 'required' | 'optional' | 'none'

/** What an action has to be told; one with no needs at all is done by its button. */
export type ActionForm = {
  /** Somebody else: who did it and was heard, who is called by it, or who approved it. */
  person: Need
  personIs: 'doer' | 'called' | 'approver'
  note: Need
  outcome: boolean
  /** An end that lies ahead. */
  until: boolean
  /** Which deadline stands still. */
  clock: boolean
  /** Whether it was done by calling back. */
  callBack: boolean
  /** It may have happened before, and be entered now (补录). */
  mayBeLate: boolean
  /** Which other incident, or which evidence. */
  concerns: 'incident' | 'evidence' | null
}

const NOTHING: ActionForm = {
  person: 'none',
  personIs: 'doer',
  note: 'none',
  outcome: false,
  until: false,
  clock: false,
  callBack: false,
  mayBeLate: false,
  concerns: null,
}
const optional = { note: 'optional' } as const
/** What somebody did out there, and the desk writes down. */
const HEARD: ActionForm = { ...NOTHING, person: 'required', note: 'optional', mayBeLate: true }
const DONE: ActionForm = { ...HEARD, person: 'optional' }

/** The form of each action. */
export const ACTION_FORMS: Readonly<Record<DeskAction, ActionForm>> = {
  answer: NOTHING,
  acknowledge: HEARD,
  decline: HEARD,
  assign: { ...NOTHING, ...optional, person: 'required', personIs: 'called' },
  depart: HEARD,
  arrive: HEARD,
  verify: { ...DONE, outcome: true },
  support: DONE,
  'check-in': HEARD,
  handle: DONE,
  'fire-out': DONE,
  'mop-up': DONE,
  'fire-watch': DONE,
  withdraw: DONE,
  check: { ...DONE, callBack: true },
  close: { ...NOTHING, ...optional, mayBeLate: true },
  extend: {
    ...NOTHING,
    person: 'optional',
    personIs: 'approver',
    note: 'required',
    until: true,
    clock: true,
    mayBeLate: true,
  },
  postpone: { ...NOTHING, note: 'required', until: true },
  resume: NOTHING,
  reopen: { ...NOTHING, note: 'required' },
  merge: { ...NOTHING, ...optional, concerns: 'incident' },
  split: { ...NOTHING, ...optional, concerns: 'evidence' },
  wake: NOTHING,
  undo: { ...NOTHING, ...optional },
  note: { ...NOTHING, person: 'optional', note: 'required', mayBeLate: true },
}

/**
 * The key of each action, its own wherever it is offered, so that a hand learns it; N is a new report. Calling more
 * people at once has none: no key pressed by mistake wakes a village.
 */
export const ACTION_KEYS: Readonly<Record<Exclude<DeskAction, 'wake'>, string>> = {
  answer: 'A',
  acknowledge: 'G',
  decline: 'X',
  assign: 'S',
  depart: 'D',
  arrive: 'R',
  verify: 'V',
  support: 'U',
  'check-in': 'I',
  handle: 'H',
  'fire-out': 'F',
  'mop-up': 'Q',
  'fire-watch': 'T',
  withdraw: 'Y',
  check: 'C',
  close: 'W',
  extend: 'E',
  postpone: 'P',
  resume: 'J',
  reopen: 'O',
  merge: 'M',
  split: 'L',
  undo: 'Z',
  note: 'B',
}
export const keyOf = (action: DeskAction): string | null => (action === 'wake' ? null : ACTION_KEYS[action])

/** The action of a key that was pressed; null for keys of none. */
export function actionOfKey(key: string): DeskAction | null {
  const pressed = key.toUpperCase()
  const actions = Object.keys(ACTION_KEYS) as Exclude<DeskAction, 'wake'>[]
  return actions.find((action) => ACTION_KEYS[action] === pressed) ?? null
}

/** What takes an action back that was done a moment ago, where anything does. */
export const UNDONE_BY: Readonly<Partial<Record<DeskAction, DeskAction>>> = {
  close: 'reopen',
  postpone: 'resume',
  merge: 'undo',
  split: 'undo',
}

/** Whether an action is done at once, without a form. */
export function isImmediate(action: DeskAction): boolean {
  const { person, note, outcome, until } = ACTION_FORMS[action]
  return person === 'none' && note === 'none' && !outcome && !until
}

/**
 * The actions offered for an incident, in the order people take them. Steps may be skipped in the night, so a later
 * one is offered before the earlier ones are recorded; what is already behind is not.
 */
export function offeredActions(incident: Incident, state: AlarmState): DeskAction[] {
  if (incident.closedAt !== null) return ['reopen', 'note']
  const offered: DeskAction[] = []
  if (incident.answered === null) offered.push('answer')
  const isResting = incident.restsUntil !== null && incident.next !== null
  if (incident.verification?.state === 'asked' || isResting) offered.push('wake')
  const burns = isStillBurning(incident)
  const finished = isPutDown(incident)
  if (!finished) offered.push('acknowledge', 'decline', 'assign', 'depart', 'arrive')
  offered.push('verify')
  // Whoever watches over a fire may need help, or not answer, after all is put down as handled.
  if (!finished || burns) offered.push('check-in', 'support')
  if (!finished && incident.handling !== 'handled' && incident.handling !== 'checked') offered.push('handle')
  if (burns) offered.push(...phasesAfter(incident.firePhase ?? null))
  if (incident.handling !== 'checked') offered.push('check')
  // A fire is closed only after all have left it.
  if (!burns) offered.push('close')
  offered.push('extend', state === 'postponed' ? 'resume' : 'postpone', 'note')
  return offered
}

/** The step that usually comes next; it is drawn as the main button, and no other. */
export function nextAction(incident: Incident): DeskAction {
  if (incident.closedAt !== null) return 'reopen'
  if (incident.answered === null && hasSilent(incident)) return 'answer'
  if ((incident.rollCall ?? null) !== null) return nextInRollCall(incident)
  if (
    incident.answered === null &&
    goingCount(incident) < incident.respondersNeeded &&
    incident.condition === 'active'
  ) {
    if (incident.handling === 'reported' || incident.handling === 'verified' || incident.handling === 'assigned')
      return 'answer'
  }
  switch (incident.handling) {
    case 'reported':
    case 'verified':
    case 'assigned':
      return goingCount(incident) >= incident.respondersNeeded ? 'arrive' : 'acknowledge'
    case 'acknowledged':
      return 'arrive'
    case 'on-scene':
      return incident.outcome === null ? 'verify' : 'handle'
    case 'handled':
      return 'check'
    case 'checked':
    case 'closed':
      return isStillBurning(incident) ? 'withdraw' : 'close'
  }
}

/** Of a roll call nobody need come: the duty room takes notice, writes down who answers, and closes it when all have. */
function nextInRollCall(incident: Incident): DeskAction {
  if (incident.answered === null) return 'answer'
  const { called, answered } = rollCounts(incident)
  return answered < called ? 'acknowledge' : 'close'
}

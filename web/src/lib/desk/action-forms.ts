import type { ActionName } from '#shared/action.ts'
import type { AlarmState } from '#shared/alarm-state.ts'
import { type Incident, isStillBurning, phasesAfter } from '#shared/incident.ts'
import { goingCount } from '#shared/alarm-state.ts'

/** The actions that the desk offers. */
export type DeskAction = Extract<
  ActionName,
  | 'answer'
  | 'acknowledge'
  | 'decline'
  | 'arrive'
  | 'verify'
  | 'handle'
  | 'fire-out'
  | 'mop-up'
  | 'fire-watch'
  | 'withdraw'
  | 'check'
  | 'close'
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
  person: Need
  note: Need
  outcome: boolean
  until: boolean
  /** Which other incident, or which evidence. */
  concerns?: 'incident' | 'evidence'
}

/** The form of each action. `person` is who did it when the desk only writes it down. */
export const ACTION_FORMS: Readonly<Record<DeskAction, ActionForm>> = {
  answer: { person: 'none', note: 'none', outcome: false, until: false },
  acknowledge: { person: 'required', note: 'optional', outcome: false, until: false },
  decline: { person: 'required', note: 'optional', outcome: false, until: false },
  arrive: { person: 'required', note: 'optional', outcome: false, until: false },
  verify: { person: 'optional', note: 'optional', outcome: true, until: false },
  handle: { person: 'optional', note: 'optional', outcome: false, until: false },
  'fire-out': { person: 'optional', note: 'optional', outcome: false, until: false },
  'mop-up': { person: 'optional', note: 'optional', outcome: false, until: false },
  'fire-watch': { person: 'optional', note: 'optional', outcome: false, until: false },
  withdraw: { person: 'optional', note: 'optional', outcome: false, until: false },
  check: { person: 'none', note: 'optional', outcome: false, until: false },
  close: { person: 'none', note: 'optional', outcome: false, until: false },
  postpone: { person: 'none', note: 'required', outcome: false, until: true },
  resume: { person: 'none', note: 'none', outcome: false, until: false },
  reopen: { person: 'none', note: 'required', outcome: false, until: false },
  merge: { person: 'none', note: 'optional', outcome: false, until: false, concerns: 'incident' },
  split: { person: 'none', note: 'optional', outcome: false, until: false, concerns: 'evidence' },
  wake: { person: 'none', note: 'none', outcome: false, until: false },
  undo: { person: 'none', note: 'optional', outcome: false, until: false },
  note: { person: 'none', note: 'required', outcome: false, until: false },
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
  const finished = incident.handling === 'handled' || incident.handling === 'checked'
  if (!finished) offered.push('acknowledge', 'decline', 'arrive')
  offered.push('verify')
  if (!finished) offered.push('handle')
  const burns = isStillBurning(incident)
  if (burns) offered.push(...phasesAfter(incident.firePhase ?? null))
  if (incident.handling !== 'checked') offered.push('check')
  // A fire is closed only after all have left it.
  if (!burns) offered.push('close')
  offered.push(state === 'postponed' ? 'resume' : 'postpone', 'note')
  return offered
}

/** The step that usually comes next; it is drawn as the main button, and no other. */
export function nextAction(incident: Incident): DeskAction {
  if (incident.closedAt !== null) return 'reopen'
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

// What incidents are called and how they stand.
import { m } from '#lib/paraglide/messages.js'
import { type AlarmState, goingCount, hasSilent, isSuspected } from '#shared/alarm-state.ts'
import { isSettled } from '#shared/fire-phase.ts'
import type { AlertState, Handling, Incident, Outcome } from '#shared/incident.ts'
import type { Grade } from '#shared/grade.ts'
import type { Kind, Severity } from '#shared/kinds.ts'
import type { Words } from './words.ts'

const kinds: Words<Kind> = {
  fire: m.kind_fire,
  smoke: m.kind_smoke,
  heat: m.kind_heat,
  gas: m.kind_gas,
  flood: m.kind_flood,
  geohazard: m.kind_geohazard,
  intrusion: m.kind_intrusion,
  sos: m.kind_sos,
  medical: m.kind_medical,
  'missing-person': m.kind_missing_person,
  accident: m.kind_accident,
  'public-order': m.kind_public_order,
  hazard: m.kind_hazard,
  dispute: m.kind_dispute,
  request: m.kind_request,
  infrastructure: m.kind_infrastructure,
  epidemic: m.kind_epidemic,
  warning: m.kind_warning,
  'device-fault': m.kind_device_fault,
  other: m.kind_other,
}

const severities: Words<Severity> = {
  extreme: m.severity_extreme,
  severe: m.severity_severe,
  moderate: m.severity_moderate,
  minor: m.severity_minor,
  unknown: m.severity_unknown,
}

const grades: Words<Grade> = { urgent: m.grade_urgent, important: m.grade_important, ordinary: m.grade_ordinary }

const alarmStates: Words<AlarmState> = {
  unanswered: m.state_unanswered,
  'answered-nobody-going': m.state_answered_nobody_going,
  'cleared-unverified': m.state_cleared_unverified,
  covered: m.state_covered,
  attended: m.state_attended,
  postponed: m.state_postponed,
  settled: m.state_settled,
}

const handlings: Words<Handling> = {
  reported: m.handling_reported,
  verified: m.handling_verified,
  assigned: m.handling_assigned,
  acknowledged: m.handling_acknowledged,
  'on-scene': m.handling_on_scene,
  handled: m.handling_handled,
  checked: m.handling_checked,
  closed: m.handling_closed,
}

const outcomes: Words<Outcome> = {
  real: m.outcome_real,
  'false-alarm': m.outcome_false_alarm,
  'approved-burning': m.outcome_approved_burning,
  'illegal-burning-stopped': m.outcome_illegal_burning_stopped,
  duplicate: m.outcome_duplicate,
  unreachable: m.outcome_unreachable,
}

const alertStates: Words<AlertState> = {
  sent: m.alert_sent,
  delivered: m.alert_delivered,
  seen: m.alert_seen,
  accepted: m.alert_accepted,
  declined: m.alert_declined,
  expired: m.alert_expired,
}

/** The word for a kind: 火情, Fire. */
export const kindWord = (kind: Kind): string => kinds[kind]()

/** Whether a string is a kind this client has a word for. */
export const isKind = (word: string): word is Kind => Object.hasOwn(kinds, word)

/** The word for a CAP severity. */
export const severityWord = (severity: Severity): string => severities[severity]()

/** The word for a grade: 紧急, 重要, 普通. */
export const gradeWord = (grade: Grade): string => grades[grade]()

/** The word for an alarm state as ISA-18.2 folds it: 无人应答, … */
export const alarmStateWord = (state: AlarmState): string => alarmStates[state]()

/**
 * The word for how an incident stands: where somebody does not answer, or some are going but too few, it says so instead of
 * "nobody answers"; where it was found to be nothing, what it was found to be.
 */
export function standingWord(
  incident: Pick<Incident, 'alerts'> & Partial<Pick<Incident, 'verification' | 'rollCall' | 'outcome'>>,
  state: AlarmState,
): string {
  const { verification, alerts, rollCall, outcome = null } = incident
  const isUnmet = state === 'unanswered' || state === 'answered-nobody-going'
  const isAsked = verification?.state === 'asked'
  if (state === 'unanswered' && hasSilent({ alerts })) return m.state_person_missing()
  if ((rollCall ?? null) !== null) return rollCallStanding(state)
  if (state === 'attended' && outcome !== null && isSettled(outcome)) return outcomeWord(outcome)
  if (isAsked && state === 'covered') return m.state_covered_asked()
  if (isAsked && isUnmet) return m.state_to_verify()
  return isUnmet && goingCount({ alerts }) > 0 ? m.state_too_few() : alarmStateWord(state)
}

function rollCallStanding(state: AlarmState): string {
  if (state === 'attended') return m.roll_call_all_answered()
  if (state === 'answered-nobody-going') return m.roll_call_calling()
  return state === 'unanswered' ? m.roll_call_unnoticed() : alarmStateWord(state)
}

/** The word for a handling state: 上报, 核实, … */
export const handlingWord = (handling: Handling): string => handlings[handling]()

/** The word for a handling state by its name, where it is one that this client knows. */
export function handlingWordOf(name: string): string | null {
  return Object.hasOwn(handlings, name) ? handlings[name as Handling]() : null
}

/** The word for an outcome: 属实, 误报, … */
export const outcomeWord = (outcome: Outcome): string => outcomes[outcome]()

/** The word for the state of a call to one person. */
export const alertStateWord = (state: AlertState): string => alertStates[state]()

/** What an incident is called: a fire that nobody has seen is 疑似火情, and a drill says so first. */
export function incidentWord(incident: Pick<Incident, 'kind' | 'outcome' | 'handling' | 'exercise'>): string {
  const word = isSuspected(incident) ? m.kind_fire_suspected() : kindWord(incident.kind)
  return incident.exercise ? m.incident_drill({ kind: word }) : word
}

// Longer than others because every closed word of the contract stands beside its sentence, one table for each.
import { m } from '#lib/paraglide/messages.js'
import type { ActionName, SYSTEM_ACTIONS } from '#shared/action.ts'
import { type AlarmState, goingCount, hasSilent, isSuspected } from '#shared/alarm-state.ts'
import type { Level } from '#shared/area.ts'
import type { DeviceKind, DeviceProblem, Health } from '#shared/device.ts'
import type { Channel } from '#shared/directive.ts'
import type { DangerGrade, EstimateGap, OfficialDanger } from '#shared/fire-danger.ts'
import type { FetchReason } from '#shared/evidence.ts'
import type { FixRefusal } from '#shared/geo.ts'
import { isSettled } from '#shared/fire-phase.ts'
import type { AlertState, Handling, Incident, Outcome, WakeReason } from '#shared/incident.ts'
import type { Grade } from '#shared/grade.ts'
import type { Kind, Severity } from '#shared/kinds.ts'
import type { ObservationState } from '#shared/observation.ts'
import type { AccountState } from '#shared/account.ts'
import type { PersonCard, Role } from '#shared/person.ts'
import type { ProblemCode } from '#shared/problem.ts'
import type { Duty, Rank, ChainLink } from '#shared/responsibility.ts'

// Every closed word of the contract in the reader's language. A new word in the contract is a type error here.
// The functions are kept, not their results: the language is known only when they are called.
type Words<Word extends string> = Readonly<Record<Word, () => string>>

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

type LoggedAction = ActionName | (typeof SYSTEM_ACTIONS)[number]
const actions: Words<LoggedAction> = {
  answer: m.action_answer,
  seen: m.action_seen,
  acknowledge: m.action_acknowledge,
  decline: m.action_decline,
  depart: m.action_depart,
  arrive: m.action_arrive,
  verify: m.action_verify,
  assign: m.action_assign,
  handle: m.action_handle,
  check: m.action_check,
  close: m.action_close,
  support: m.action_support,
  'check-in': m.action_check_in,
  postpone: m.action_postpone,
  resume: m.action_resume,
  extend: m.action_extend,
  reopen: m.action_reopen,
  merge: m.action_merge,
  split: m.action_split,
  undo: m.action_undo,
  'fire-out': m.action_fire_out,
  'mop-up': m.action_mop_up,
  'fire-watch': m.action_fire_watch,
  withdraw: m.action_withdraw,
  service: m.action_service,
  draft: m.action_draft,
  issue: m.action_issue,
  told: m.action_told,
  'clock-missed': m.action_clock_missed,
  drafted: m.action_drafted,
  'rings-officer': m.action_rings_officer,
  'rings-leader': m.action_rings_leader,
  stalled: m.action_stalled,
  'asked-check-in': m.action_asked_check_in,
  silent: m.action_silent,
  'postponement-ends': m.action_postponement_ends,
  'postponement-ended': m.action_postponement_ended,
  household: m.action_household,
  'rang-round': m.action_rang_round,
  knocking: m.action_knocking,
  note: m.action_note,
  opened: m.action_opened,
  evidence: m.action_evidence,
  cleared: m.action_cleared,
  escalated: m.action_escalated,
  raised: m.action_raised,
  called: m.action_called,
  'called-duty-room': m.action_called_duty_room,
  informed: m.action_informed,
  reminded: m.action_reminded,
  rests: m.action_rests,
  expired: m.action_expired,
  chattering: m.action_chattering,
  merged: m.action_merged,
  'merged-into': m.action_merged_into,
  parted: m.action_parted,
  wake: m.action_wake,
  asked: m.action_asked,
  woken: m.action_woken,
  'closed-by-itself': m.action_closed_by_itself,
  tick: m.action_tick,
  untick: m.action_untick,
  describe: m.action_describe,
  sector: m.action_sector,
  settle: m.action_settle,
  recuse: m.action_recuse,
  siren: m.action_siren,
  'photo-removed': m.action_photo_removed,
  'revisit-due': m.action_revisit_due,
  covered: m.action_covered,
  'cover-broken': m.action_cover_broken,
  'drill-ended': m.action_drill_ended,
  'drill-loud': m.action_drill_loud,
}

const duties: Words<Duty> = {
  household: m.duty_household,
  zone: m.duty_zone,
  village: m.duty_village,
  ranger: m.duty_ranger,
  'grid-head': m.duty_grid_head,
  'grid-member': m.duty_grid_member,
  'village-secretary': m.duty_village_secretary,
  'fire-crew': m.duty_fire_crew,
  'hazard-watcher': m.duty_hazard_watcher,
  mediator: m.duty_mediator,
  'village-doctor': m.duty_village_doctor,
  police: m.duty_police,
  'duty-room': m.duty_duty_room,
}

const ranks: Words<Rank> = { primary: m.rank_primary, deputy: m.rank_deputy }

const linkReasons: Words<ChainLink['reason']> = {
  holder: m.reason_holder,
  deputy: m.reason_deputy,
  'stand-in': m.reason_stand_in,
  neighbour: m.reason_neighbour,
  'on-shift': m.reason_on_shift,
  'off-duty': m.reason_off_duty,
  left: m.reason_left,
  absent: m.reason_absent,
  'next-area': m.reason_next_area,
  'duty-room': m.reason_duty_room,
  'nobody-holds': m.reason_nobody_holds,
  recused: m.reason_recused,
}

const deviceKinds: Words<DeviceKind> = {
  camera: m.device_kind_camera,
  smoke: m.device_kind_smoke,
  heat: m.device_kind_heat,
  gas: m.device_kind_gas,
  'water-leak': m.device_kind_water_leak,
  'water-level': m.device_kind_water_level,
  tracker: m.device_kind_tracker,
  feed: m.device_kind_feed,
  contact: m.device_kind_contact,
  motion: m.device_kind_motion,
  sos: m.device_kind_sos,
  weather: m.device_kind_weather,
  gateway: m.device_kind_gateway,
  other: m.device_kind_other,
}

const healths: Words<Health> = {
  online: m.health_online,
  late: m.health_late,
  offline: m.health_offline,
  maintenance: m.health_maintenance,
  'never-seen': m.health_never_seen,
}

const deviceProblems: Words<DeviceProblem> = {
  'gateway-down': m.device_problem_gateway_down,
  flapping: m.device_problem_flapping,
  'low-battery': m.device_problem_low_battery,
  'stuck-value': m.device_problem_stuck_value,
  'stale-picture': m.device_problem_stale_picture,
  'clock-off': m.device_problem_clock_off,
}

const observationStates: Words<ObservationState> = {
  active: m.condition_active,
  cleared: m.condition_cleared,
  reading: m.condition_reading,
}

const levels: Words<Level> = {
  township: m.level_township,
  village: m.level_village,
  grid: m.level_grid,
  zone: m.level_zone,
  'forest-block': m.level_forest_block,
  'hazard-zone': m.level_hazard_zone,
}

const roles: Words<Role> = {
  admin: m.role_admin,
  duty: m.role_duty,
  leader: m.role_leader,
  cadre: m.role_cadre,
  member: m.role_member,
  reviewer: m.role_reviewer,
  wall: m.role_wall,
}

const accountStates: Words<AccountState> = {
  none: m.account_none,
  unasked: m.account_unasked,
  invited: m.account_invited,
  active: m.account_active,
}

/** Why a request did not succeed: the server's own codes, or what happened on the way to it. */
export type TroubleCode = ProblemCode | 'unreachable' | 'timed-out' | 'unreadable'

const troubles: Words<TroubleCode> = {
  'bad-json': m.problem_bad_json,
  'bad-request': m.problem_bad_request,
  'not-signed-in': m.problem_not_signed_in,
  'wrong-credentials': m.problem_wrong_credentials,
  'password-expired': m.problem_password_expired,
  'wrong-token': m.problem_wrong_token,
  'not-allowed': m.problem_not_allowed,
  'wrong-origin': m.problem_wrong_origin,
  'not-found': m.problem_not_found,
  'method-not-allowed': m.problem_method_not_allowed,
  contradiction: m.problem_contradiction,
  conflict: m.problem_conflict,
  'too-old': m.problem_too_old,
  'too-large': m.problem_too_large,
  removed: m.problem_removed,
  'too-slow': m.problem_too_slow,
  'no-such-range': m.problem_no_such_range,
  'wrong-type': m.problem_wrong_type,
  invalid: m.problem_invalid,
  'too-many': m.problem_too_many,
  internal: m.problem_internal,
  unavailable: m.problem_unavailable,
  unreachable: m.problem_unreachable,
  'timed-out': m.problem_timed_out,
  unreadable: m.problem_unreadable,
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
/** The word for an outcome: 属实, 误报, … */
export const outcomeWord = (outcome: Outcome): string => outcomes[outcome]()
/** The word for the state of a call to one person. */
export const alertStateWord = (state: AlertState): string => alertStates[state]()
/** The word for an action of a person or of the system. */
export const actionWord = (action: LoggedAction): string => actions[action]()
/** What an incident is that contradicts an action, in a word; null for what this client has no word for. */
export function contradictedWord(state: string): string | null {
  if (Object.hasOwn(handlings, state)) return handlings[state as Handling]()
  if (state === 'burning') return m.state_burning()
  if (state === 'quiet-drill') return m.state_quiet_drill()
  if (Object.hasOwn(actions, state)) return actions[state as LoggedAction]()
  return isKind(state) ? kindWord(state) : null
}
/** The word for an action by its name, where it is one that this client knows. */
export function actionWordOf(name: string): string | null {
  return Object.hasOwn(actions, name) ? actions[name as LoggedAction]() : null
}
/** The word for a duty: 包户党员, 护林员, … */
export const dutyWord = (duty: Duty): string => duties[duty]()
/** The word for a rank: A角, B角. */
export const rankWord = (rank: Rank): string => ranks[rank]()
/** Why somebody stands in a chain. */
export const linkReasonWord = (reason: ChainLink['reason']): string => linkReasons[reason]()
/** The word for a kind of device: 摄像头, 烟感, … */
export const deviceKindWord = (kind: DeviceKind): string => deviceKinds[kind]()
/** The word for a device's health. */
export const healthWord = (health: Health): string => healths[health]()
/** The word for what an observation says: that something goes on, is over, or was measured. */
export const observationStateWord = (state: ObservationState): string => observationStates[state]()
/** The word for what is wrong with a device. */
export const deviceProblemWord = (problem: DeviceProblem): string => deviceProblems[problem]()
/** The word for a level of the area tree: 乡镇, 村, 网格, 片区, … */
export const levelWord = (level: Level): string => levels[level]()
/** The word for a role. */
export const roleWord = (role: Role): string => roles[role]()
/** The sentence that says why a request did not succeed. */
export const troubleSentence = (code: TroubleCode): string => troubles[code]()

/** Whether a string is a code this client has a sentence for. */
export function isTroubleCode(code: string): code is TroubleCode {
  return Object.hasOwn(troubles, code)
}

const fetchReasons: Words<FetchReason> = {
  'bad-link': m.fetch_bad_link,
  'not-allowed': m.fetch_not_allowed,
  'forbidden-address': m.fetch_forbidden_address,
  'forbidden-redirect': m.fetch_forbidden_redirect,
  'no-address': m.fetch_no_address,
  'no-answer': m.fetch_no_answer,
  'too-slow': m.fetch_too_slow,
  'too-large': m.fetch_too_large,
  'not-found': m.fetch_not_found,
  refused: m.fetch_refused,
  'error-answer': m.fetch_error_answer,
  packed: m.fetch_packed,
  'wrong-type': m.fetch_wrong_type,
  'not-read': m.fetch_not_read,
  'not-kept': m.fetch_not_kept,
}
/** Why something was not fetched. */
export const fetchReasonWord = (reason: FetchReason): string => fetchReasons[reason]()

const fixRefusals: Words<FixRefusal> = {
  'one-mast': m.fix_one_mast,
  parallel: m.fix_parallel,
  behind: m.fix_behind,
  'out-of-range': m.fix_out_of_range,
  disagree: m.fix_disagree,
}
export const fixRefusalWord = (reason: FixRefusal): string => fixRefusals[reason]()

/** What an incident is called: a fire that nobody has seen is 疑似火情, and a drill says so first. */
export function incidentWord(incident: Pick<Incident, 'kind' | 'outcome' | 'handling' | 'exercise'>): string {
  const word = isSuspected(incident) ? m.kind_fire_suspected() : kindWord(incident.kind)
  return incident.exercise ? m.incident_drill({ kind: word }) : word
}

const dangerGrades: Readonly<Record<DangerGrade, () => string>> = {
  1: m.danger_grade_1,
  2: m.danger_grade_2,
  3: m.danger_grade_3,
  4: m.danger_grade_4,
  5: m.danger_grade_5,
}
const dangerLevels: Readonly<Record<DangerGrade, () => string>> = {
  1: m.danger_level_1,
  2: m.danger_level_2,
  3: m.danger_level_3,
  4: m.danger_level_4,
  5: m.danger_level_5,
}
/** A grade of fire danger with its name: 三级 较高火险. */
export const dangerGradeWord = (grade: DangerGrade): string => dangerGrades[grade]()
/** A grade of fire danger in short: 三级, 3 of 5. */
export const dangerLevelWord = (grade: DangerGrade): string => dangerLevels[grade]()

const dangerSources: Words<OfficialDanger['source']> = {
  entered: m.danger_source_entered,
  received: m.danger_source_received,
}
/** Where an official grade came from. */
export const dangerSourceWord = (source: OfficialDanger['source']): string => dangerSources[source]()

const estimateGaps: Words<EstimateGap> = {
  'no-wind': m.danger_gap_no_wind,
  'no-rain-gauge': m.danger_gap_no_rain_gauge,
  'rain-in-part': m.danger_gap_rain_in_part,
  'stations-silent': m.danger_gap_stations_silent,
  'start-values': m.danger_gap_start_values,
  'carried-over': m.danger_gap_carried_over,
}
/** What an estimate could not know. */
export const estimateGapWord = (gap: EstimateGap): string => estimateGaps[gap]()

const channels: Words<Channel> = {
  call: m.directive_channel_call,
  paper: m.directive_channel_paper,
  message: m.directive_channel_message,
}
/** How a word from above came: 来电, Telephone. */
export const channelWord = (channel: Channel): string => channels[channel]()

const wakeReasons: Words<WakeReason> = {
  unanswered: m.wake_unanswered,
  'not-looked': m.wake_not_looked,
  declined: m.wake_declined,
  surer: m.wake_surer,
  'another-witness': m.wake_another_witness,
  raised: m.wake_raised,
  'found-real': m.wake_found_real,
  unreachable: m.wake_unreachable,
  support: m.wake_support,
  'duty-room': m.wake_duty_room,
  'verification-off': m.wake_verification_off,
  joined: m.wake_joined,
  silent: m.wake_silent,
  'cover-broken': m.wake_cover_broken,
}
/** Why the chain was called although somebody had been asked to look first. */
export const wakeReasonWord = (why: WakeReason): string => wakeReasons[why]()
/** How somebody stands with signing in. */
export const accountStateWord = (state: AccountState): string => accountStates[state]()
/** A person as screens show them: whoever was erased has no name any more, and is called so. */
export const shownPerson = (card: PersonCard): PersonCard =>
  card.name === '' ? { ...card, name: m.person_erased() } : card

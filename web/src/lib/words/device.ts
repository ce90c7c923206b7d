// Devices, what they say, and what of it could not be had.
import { m } from '#lib/paraglide/messages.js'
import type { DeviceKind, DeviceProblem, Health } from '#shared/device.ts'
import type { FetchReason } from '#shared/evidence.ts'
import type { FixRefusal } from '#shared/geo.ts'
import type { ObservationState } from '#shared/observation.ts'
import type { Words } from './words.ts'

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

/** The word for a kind of device: 摄像头, 烟感, … */
export const deviceKindWord = (kind: DeviceKind): string => deviceKinds[kind]()

/** The word for a device's health. */
export const healthWord = (health: Health): string => healths[health]()

/** The word for what an observation says: that something goes on, is over, or was measured. */
export const observationStateWord = (state: ObservationState): string => observationStates[state]()

/** The word for what is wrong with a device. */
export const deviceProblemWord = (problem: DeviceProblem): string => deviceProblems[problem]()

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

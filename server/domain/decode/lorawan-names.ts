import type { DeviceKind } from '#shared/device.ts'
import type { Kind } from '#shared/kinds.ts'
import type { AlarmField } from './alarm-words.ts'

/** Alarm fields as the codecs of common sensors name them, by kind; variations of the grave ones are found by their words. */
const FIELDS: ReadonlyMap<string, AlarmField> = new Map([
  ...fields('sos', 'sos', 'event', 'button_event press_event button_state button_status button_press button_pressed'),
  ...fields('sos', 'sos', 'event', 'fall fall_detected fall_alarm man_down mandown mandown_alarm 求助 呼救 紧急按钮'),
  ...fields('sos', 'sos', 'event', 'call_for_help 紧急呼叫 跌倒 摔倒'),
  ...fields('intrusion', 'motion', 'level', 'pir pir_status pir_trigger occupancy occupied occupy motion'),
  ...fields('intrusion', 'motion', 'level', 'motion_detected motion_event_state motion_alarm occupancy_status'),
  ...fields('intrusion', 'contact', 'level', 'magnet_status door door_status door_state door_open door_open_status'),
  ...fields(
    'intrusion',
    'contact',
    'level',
    'door_alarm reed_state door_window door_window_status window_status contact_state',
  ),
  ...fields('flood', 'water-level', 'event', 'water_level_alarm level_alarm liquid_alarm depth_alarm distance_alarm'),
  ...fields('flood', 'weather', 'event', 'rainfall_alarm rain_alarm'),
  ...fields('geohazard', 'other', 'event', 'tilt_alarm angle_alarm vibration_alarm displacement_alarm crack_alarm'),
  ...fields('geohazard', 'other', 'level', 'landslide landslide_alarm debris_flow rockfall 滑坡 泥石流 崩塌'),
  // Milesight EM320-TILT: which of its angles is over its limit.
  ...fields('geohazard', 'other', 'event', 'threshold_x threshold_y threshold_z'),
  ...fields('fire', 'smoke', 'level', '火警 火焰 火灾'),
  ...fields('smoke', 'smoke', 'level', '烟雾 烟感'),
  ...fields('gas', 'gas', 'level', '燃气 可燃气体 一氧化碳'),
  ...fields('flood', 'water-leak', 'level', '水浸 漏水 water_detected water_present moisture_detected wet'),
])

/** The words that make a name one of the grave kinds. */
const SUBJECTS: ReadonlyMap<string, AlarmField> = new Map([
  ...fields('fire', 'smoke', 'level', 'fire flame firealarm'),
  ...fields('smoke', 'smoke', 'level', 'smoke smokealarm'),
  ...fields('gas', 'gas', 'level', 'gas gasalarm methane lpg co coalarm monoxide'),
  ...fields('flood', 'water-leak', 'level', 'leak leakage leaking flood flooding waterleak waterleakage floodalarm'),
  ...fields('sos', 'sos', 'event', 'sos panic emergency emergence help'),
  ...fields('heat', 'heat', 'event', 'temperature temp heat overheat'),
])
/** Beside its subject a name may hold these and still be the state; any other word makes it a count, a limit, a setting. */
const QUALIFIERS = new Set(
  `status state alarm alert detected detect detection detector event sensor trigger triggered active flag warning
  is has pressed press button key call present local high over water combustible natural carbon ext external probe`.split(
    /\s+/,
  ),
)
/** `leak_ch1`, `smoke2`: which of several; but carbon dioxide is no carbon monoxide. */
const NUMBERED = /^(chn?|channel|zone|input)?\d+$/
/** Alone these measure; only with an alarm's word beside them do they tell a state. */
const MEASURES = new Set(['co', 'methane', 'lpg', 'temperature', 'temp', 'heat'])

/** Any other value over the limit set in its device. Codecs seldom tell its end, so each one is a happening. */
const OVER_LIMIT: AlarmField = { kind: 'hazard', deviceKind: 'other', signal: 'event', needsArming: false }
/** A codec that says no more than that there is an alarm. */
export const SOME_ALARM: AlarmField = { kind: 'other', deviceKind: 'other', signal: 'level', needsArming: false }

/** Alarms about the device itself, and what the device does when it alarms. */
const UPKEEP =
  /bat|t[ae]mper(?!a)|power|device|fault|sensor|calibrat|assembl|mantl|remov|install|mount|link|network|memory|system|heart|test|clock|volt|sound|buzz|siren|light|strobe|valve|relay|mute|silen|muff|cover|dirt|expir|enable/

function fields(kind: Kind, deviceKind: DeviceKind, signal: AlarmField['signal'], names: string) {
  const field: AlarmField = { kind, deviceKind, signal, needsArming: kind === 'intrusion' }
  return names.split(' ').map((name): [string, AlarmField] => [name, field])
}

const MAX_NAME_LENGTH = 128

/** The alarm field that a codec's name (in snake case) stands for; undefined for a measurement. */
export function fieldNamed(name: string): AlarmField | undefined {
  // No codec's name is as long, and looking for digits at the end of a very long one takes minutes.
  if (name.length > MAX_NAME_LENGTH) return undefined
  const bare = name.replace(/(报警|告警|状态)$/u, '')
  // `door1_open_status`, `alarm_2`: which of several.
  const single = name.replace(/_?\d{1,2}(?=_|$)/g, '')
  const known = FIELDS.get(name) ?? FIELDS.get(bare) ?? FIELDS.get(single) ?? graveField(bare)
  if (known !== undefined) return known
  if (
    /^(is_|in_|has_|fire_)?alarm(_(status|state|flag|event|type|active|triggered))?$|^alert$|^报警$|^告警$/.test(single)
  )
    return SOME_ALARM
  return name.endsWith('_alarm') && !UPKEEP.test(name) ? (fieldInWords(name) ?? OVER_LIMIT) : undefined
}

function graveField(name: string): AlarmField | undefined {
  let subject: AlarmField | undefined
  let isState = false
  for (const numbered of name.split('_')) {
    if (NUMBERED.test(numbered)) continue
    const word = numbered === 'co2' ? numbered : numbered.replace(/\d+$/, '')
    const field = SUBJECTS.get(word)
    if (field === undefined && !QUALIFIERS.has(word)) return undefined
    subject ??= field
    isState ||= /^(alarm|alert|warning|over)$/.test(word) || (field !== undefined && !MEASURES.has(word))
    isState ||= /^(detected|detection|leak|leakage|status)$/.test(word) && field?.kind !== 'heat'
  }
  // `temperature_status` may be anything; only an alarm of it is one.
  if (subject?.kind === 'heat' && !/alarm|alert|warning|overheat|^over_/.test(name)) return undefined
  return isState ? subject : undefined
}

const KINDS_IN_WORDS: readonly [RegExp, string][] = [
  [/smoke|烟/, 'smoke'],
  [/\bfire|flame|火/, 'fire'],
  [/\bgas\b|methane|\bco\b|monoxide|燃气|煤气|一氧化碳/, 'gas'],
  [/\bleak|flood|\bwater (is )?(not )?(present|detected)|水浸|漏水/, 'leak'],
  [/\bsos\b|panic|emergency|\bman ?down|求助|呼救|紧急|跌倒|摔倒/, 'sos'],
  [/temperature\b.*\b(over|above)\b/, 'overheat'],
]

/** What is named after smoke or fire and is neither: somebody with a cigarette, what stands ready against fire. */
const NO_FIRE = /\bsmoking|cigarette|[抽吸香]烟|[灭消防]火/g

/** The grave kind that a phrase such as `smoke alarm` or `SOS event` speaks of; undefined where it names none. */
export function fieldInWords(phrase: string): AlarmField | undefined {
  const words = phrase.replaceAll('_', ' ').toLowerCase().replaceAll(NO_FIRE, '')
  const found = KINDS_IN_WORDS.find(([pattern]) => pattern.test(words))
  return found && SUBJECTS.get(found[1])
}

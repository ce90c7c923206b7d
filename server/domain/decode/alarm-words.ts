import type { DeviceKind } from '#shared/device.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Decoded, Signal } from './format.ts'

/** What one alarm field of a device can say; `unknown` is neither alarm nor all-clear. */
type AlarmWord = 'active' | 'cleared' | 'test' | 'unknown'

/** What an alarm field is about, whatever it currently says. */
export type AlarmField = { kind: Kind; deviceKind: DeviceKind; signal: Signal; needsArming: boolean }

/** An alarm field together with what it says. */
export type Alarm = AlarmField & { says: AlarmWord }

const ACTIVE = wordSet(`true on yes 1 active alarm alarming fire flame smoke gas leak leaked leaking leakage flood wet
  detected trigger triggered open opened occupied motion pressed press 报警 告警 火警 漏水 触发 打开 有人`)
const CLEARED = wordSet(`false off no 0 inactive normal none ok clear cleared idle close closed dry safe vacant
  released release standby 正常 恢复 解除 关闭 无人 无`)
const UNKNOWN: ReadonlySet<string> = new Set(['', 'unknown', 'silent', 'silenced', 'muted', 'null', 'n/a'])

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/))
}

/** What a device's word for a state means, over the words that common firmwares and codecs use; null when nobody knows. */
export function alarmWord(value: unknown): AlarmWord | null {
  if (value === true || value === 1) return 'active'
  if (value === false || value === 0) return 'cleared'
  if (value === null || value === undefined) return 'unknown'
  if (typeof value !== 'string' || value.length > 64) return null
  const word = value.trim().toLowerCase().replaceAll('_', ' ')
  if (ACTIVE.has(word)) return 'active'
  if (CLEARED.has(word)) return 'cleared'
  if (UNKNOWN.has(word)) return 'unknown'
  if (/\btest|测试/.test(word)) return 'test'
  if (/^(no|not|without)\b|\b(release|released|cleared|recovered)$/.test(word)) return 'cleared'
  if (/\b(alarm|press|pressed|detected|leak|leakage|fire|smoke)$/.test(word)) return 'active'
  return null
}

/**
 * The observations of one message: one for each kind that alarms or is clear, all measured values on the first; a
 * message that says neither is the reading itself. A kind with one unknown field is not called clear.
 */
export function withAlarms(reading: Decoded, alarms: readonly Alarm[]): Decoded[] {
  const observations: Decoded[] = []
  for (const alarm of alarms) {
    if (observations.some((earlier) => earlier.kind === alarm.kind)) continue
    const { kind, deviceKind, signal, needsArming, says } = together(alarm, alarms)
    if (says !== 'active' && says !== 'cleared') continue
    const rest = observations.length === 0 ? reading : { ...reading, values: {}, batteryPercent: null, place: null }
    const known = deviceKind === 'other' ? reading.deviceKind : deviceKind
    observations.push({ ...rest, kind, deviceKind: known, signal, needsArming, state: says })
  }
  if (observations.length > 0) return observations
  const looksLike = alarms[0]?.deviceKind ?? 'other'
  return [looksLike === 'other' ? reading : { ...reading, deviceKind: looksLike }]
}

/** Of all fields of one kind the one that decides: an alarm before an unknown, an unknown before an all-clear. */
function together(alarm: Alarm, alarms: readonly Alarm[]): Alarm {
  if (alarms.length === 1) return alarm
  const same = alarms.filter((other) => other.kind === alarm.kind)
  return same.find((other) => other.says === 'active') ?? same.find((other) => other.says !== 'cleared') ?? alarm
}

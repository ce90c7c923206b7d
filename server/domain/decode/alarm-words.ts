import type { DeviceKind } from '#shared/device.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Decoded, Signal } from './format.ts'

/** What one alarm field of a device can say; `unknown` is neither alarm nor all-clear. */
export type AlarmWord = 'active' | 'cleared' | 'test' | 'unknown'

/** What an alarm field is about, whatever it currently says. */
export type AlarmField = { kind: Kind; deviceKind: DeviceKind; signal: Signal; needsArming: boolean }

/** An alarm field together with what it says. */
export type Alarm = AlarmField & { says: AlarmWord }

const ACTIVE = wordSet(`true on yes 1 active activated alarm alarming alarmed alert abnormal warning danger dangerous
  critical emergency sos panic fire flame smoke gas leak leaked leaking leakage flood flooded flooding wet threshold
  mutation exceeded detected trigger triggered held open opened occupied occupy motion pressed pushed press fall fallen
  报警 告警 火警 漏水 触发 打开 有人 异常`)
const CLEARED = wordSet(`false off no 0 inactive normal none ok clear cleared idle close closed dry safe vacant
  vacancy release released standby quiet healthy 正常 恢复 解除 关闭 无人 无`)
const UNKNOWN = wordSet(
  'unknown silent silenced muted mute hushed null n/a na - enabled disabled enable disable connected disconnected',
)

const TEST = /\b(self )?(test|detecting|checking)|测试|自检|模拟|演练|演习/
/** What a device tells of itself rather than of the world: somebody mends it, nobody runs. */
const UPKEEP =
  /\b(battery|t[ae]mper|tampered|fault|failure|fail|failed|failover|malfunction|trouble|error|offline|maintenance|life|removed|removal|installed|dismantled|heartbeat|power (on|up|down|off)|obstructed|covered|dirty)\b|电量|低电|欠压|故障|防拆|离线/
const NEGATED =
  /^(no|not|non|without)\b|\b(non[- ]|de|in)activated$|\bnot (present|detected|triggered|active|pressed|occupied)$|^no(alarm|leak|fire|smoke|gas|motion|water)|^un(occupied|occupy|detected|triggered|pressed)|^[无未](?!知)/
const ENDED =
  /\b(release|released|cleared|clear|recovered|recovery|restored|restore|resolved|ended|stopped|stop|cancel|cancelled|canceled|off|normal|ok|no|none|false|inactive|idle|dry)$|(恢复|解除|消除|正常)$/
/** Quiet is not over, and a sensor that works may still see fire. */
const HUSHED = /\b(silenced|silent|muted|hushed|paused|acknowledged)\b|\b(sensor|detector) (ok|normal)$|消音|静音/
const BEGUN =
  /\b(alarm|alert|on|active|activated|press|pressed|detected|triggered|leak|leakage|fire|smoke|flood|warning|exceeded|present|start|started|yes)$|\b(over|above)\b.*\b(limit|threshold)$|(报警|告警|火警|漏水|泄漏|着火|触发|异常|求助|呼救|呼叫|火灾)$|^有[烟火水气漏]/

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/))
}

/** What a device's word for a state means, over the words that common firmwares and codecs use; null when nobody knows. */
export function alarmWord(value: unknown): AlarmWord | null {
  if (value === true || value === 1) return 'active'
  if (value === false || value === 0) return 'cleared'
  if (value === null || value === undefined) return 'unknown'
  if (typeof value !== 'string' || value.length > 64) return null
  const split = value.trim().replace(/([a-z])([A-Z])/g, '$1 $2')
  const word = split
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/ (event|status|state)$/, '')
  if (ACTIVE.has(word)) return 'active'
  if (CLEARED.has(word)) return 'cleared'
  if (word === '' || UNKNOWN.has(word)) return 'unknown'
  if (TEST.test(word)) return 'test'
  // An alarm stays one when the same phrase complains of the battery: "alarm with low battery".
  if (UPKEEP.test(word)) return word.startsWith('alarm ') ? 'active' : 'unknown'
  if (HUSHED.test(word)) return 'unknown'
  if (NEGATED.test(word) || ENDED.test(word)) return 'cleared'
  return BEGUN.test(word) ? 'active' : null
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
    const rest = observations.length === 0 ? reading : { ...reading, values: {}, batteryPercent: null }
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

import type { DeviceKind } from '#shared/device.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Alarm, AlarmWord } from './alarm-words.ts'

type Words = ReadonlyMap<string, AlarmWord>
type State = Omit<Alarm, 'says'> & { words: Words }

/**
 * Tuya's standard status sets: the older enumerations count from 1, the alarm, to 2, normal; the newer ones have words.
 * 0 is no value of theirs, and one family of their sensors means the alarm by it: it clears nothing.
 */
const TUYA = words('1=active alarm=active 2=cleared normal=cleared 0=unknown detecting=test unknown=unknown')
const TUYA_PRESENCE = words('pir=active presence=active none=cleared')
/** Truth values, in Tuya's sets and in Alibaba's product templates: 1 is the alarm, and of a contact that it is open. */
const TRUTH = words('1=active true=active 0=cleared false=cleared open=active close=cleared closed=cleared')

/** The states that makers share with the cloud they build for, where their names or values are not plain words. */
const STATES: ReadonlyMap<string, State> = new Map([
  ...named(TUYA, 'smoke', 'smoke', 'smoke_sensor_state smoke_sensor_status'),
  ...named(TUYA, 'gas', 'gas', 'gas_sensor_state gas_sensor_status ch4_sensor_state co_state co_status'),
  ...named(TUYA, 'flood', 'water-leak', 'watersensor_state'),
  ...named(TUYA_PRESENCE, 'intrusion', 'motion', 'pir presence_state'),
  ...named(TRUTH, 'intrusion', 'contact', 'doorcontact_state ContactState DoorContactState'),
  ...named(TRUTH, 'smoke', 'smoke', 'SmokeSensorState'),
  ...named(TRUTH, 'gas', 'gas', 'GasSensorState COSensorState'),
  ...named(TRUTH, 'flood', 'water-leak', 'WaterSensorState WaterSensorAlarm'),
  ...named(TRUTH, 'intrusion', 'motion', 'MotionAlarmState'),
])

/** What a state under one of these names says; null where the name is none of them, or the value no word of theirs. */
export function cloudState(name: string, value: unknown): Alarm | null {
  const state = STATES.get(name)
  if (state === undefined || (typeof value === 'object' && value !== null)) return null
  const { words: known, ...field } = state
  const says = known.get(String(value).toLowerCase())
  return says === undefined ? null : { ...field, says }
}

function words(pairs: string): Words {
  // Written above in exactly this form.
  return new Map(pairs.split(' ').map((pair) => pair.split('=') as [string, AlarmWord]))
}

function named(known: Words, kind: Kind, deviceKind: DeviceKind, names: string): [string, State][] {
  const state: State = { kind, deviceKind, signal: 'level', needsArming: kind === 'intrusion', words: known }
  return names.split(' ').map((name) => [name, state])
}

import { type AlarmField, withAlarms } from './alarm-words.ts'
import { deviceTime } from './device-time.ts'
import { externalIdIn, isRecord, numberIn } from './fields.ts'
import { type Decoded, decodedIn, type Decoding, signOfLife } from './format.ts'
import { wrongField } from './payload.ts'
import { thingIn } from './thing-fields.ts'

/** The kinds of sensor of one maker's page 物联网Mqtt: 6 烟雾, 7 火焰, 8 天然气, 9 水位; 1 to 5 are switches. */
const TYPES: ReadonlyMap<number, AlarmField> = new Map([
  [6, { kind: 'smoke', deviceKind: 'smoke', signal: 'level', needsArming: false }],
  [7, { kind: 'fire', deviceKind: 'smoke', signal: 'level', needsArming: false }],
  [8, { kind: 'gas', deviceKind: 'gas', signal: 'level', needsArming: false }],
  [9, { kind: 'flood', deviceKind: 'water-level', signal: 'level', needsArming: false }],
])

/**
 * What small vendors' gateways report beside the platforms' forms: `{data: {deviceid, devicetype, devicestatus,
 * value}}` with numbers for the kind of sensor, or `{deviceId, time, property}` with named ones. `gateway` is the one
 * whose topic it is. The page says of `devicestatus` no more than 1 for 有 and 0 for 无:
 * of smoke, flame and gas it is taken for the alarm, better for nothing than never.
 */
export function vendorSensor(gateway: string, body: Record<string, unknown>, timeZone: string | null): Decoding {
  const data = isRecord(body['data']) ? body['data'] : body
  const externalId = externalIdIn(data['deviceid'] ?? data['deviceId']) ?? gateway
  const via = externalId === gateway ? null : gateway
  const deviceAt = deviceTime(spaced(data['time'] ?? body['time']), timeZone)
  const reading = { ...signOfLife(externalId, 'other'), via, deviceAt }
  const named = data['property'] ?? data['properties'] ?? data['params']
  if (isRecord(named)) {
    const says = thingIn(reading, named)
    return decodedIn(says.observations, says.unread)
  }
  const type = numberIn(data['devicetype'])
  // A gateway's own heartbeat has nothing but an id.
  if (type === null && body['data'] === undefined && body['uid'] !== undefined) {
    return { outcome: 'decoded', observations: [{ ...reading, deviceKind: 'gateway' }] }
  }
  if (type === null) return wrongField('data', 'a reading with a devicetype or properties', data)
  const field = TYPES.get(type)
  const status = numberIn(data['devicestatus'])
  const value = numberIn(data['value'])
  const values: Decoded['values'] = { deviceType: type }
  if (status !== null) values['deviceStatus'] = status
  if (value !== null) values['value'] = value
  const whole = { ...reading, deviceKind: field?.deviceKind ?? 'other', values }
  const says = status === 1 ? 'active' : status === 0 ? 'cleared' : 'unknown'
  // A water level is a number; whether it is too high it does not say.
  const alarms = field === undefined || field.kind === 'flood' ? [] : [{ ...field, says } as const]
  return { outcome: 'decoded', observations: withAlarms(whole, alarms) }
}

/** `20220712 01:02:03` is a time, too. */
function spaced(time: unknown): unknown {
  return typeof time === 'string' ? time.replace(/^(\d{8}) (\d)/, '$1T$2') : time
}

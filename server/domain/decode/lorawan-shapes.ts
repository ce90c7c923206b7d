import { type Alarm, alarmWord } from './alarm-words.ts'
import { numberIn } from './fields.ts'

/**
 * What codecs tell without naming it: a bare `status`, or one `event` for everything. Only what else stands in the
 * object shows which device it is.
 */
export function alarmsInShape(object: Record<string, unknown>): Alarm[] {
  return [detector(object), ofTabs(object)].filter((alarm) => alarm !== null)
}

/** A smoke detector whose codec puts everything into one `event` phrase beside the `type` of sensor. */
function detector({ type, event }: Record<string, unknown>): Alarm | null {
  if (typeof type !== 'string' || typeof event !== 'string' || !/smoke|fire|gas/i.test(type)) return null
  const kind = /gas/i.test(type) ? 'gas' : 'smoke'
  // Its other phrases tell of mounting, battery and failure: those are health.
  return { kind, deviceKind: kind, signal: 'level', needsArming: false, says: alarmWord(event) ?? 'unknown' }
}

/** Browan's family: `status` is the leak, the open door or the person, or the press, by the fields beside it. */
function ofTabs(object: Record<string, unknown>): Alarm | null {
  const status = numberIn(object['status'])
  if (status === null || !('temperatureBoard' in object)) return null
  const says = status === 0 ? 'cleared' : 'active'
  if ('humidityChanged' in object) {
    return { kind: 'flood', deviceKind: 'water-leak', signal: 'level', needsArming: false, says }
  }
  // Its door and motion sensors look the same; both wait for arming.
  if ('count' in object && 'time' in object) {
    return { kind: 'intrusion', deviceKind: 'motion', signal: 'level', needsArming: true, says }
  }
  const isButton = Object.keys(object).every((key) => ['status', 'battery', 'temperatureBoard'].includes(key))
  return isButton ? { kind: 'sos', deviceKind: 'sos', signal: 'event', needsArming: false, says } : null
}

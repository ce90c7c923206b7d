import { type Alarm, alarmWord } from './alarm-words.ts'
import { isRecord, numberIn } from './fields.ts'
import { fieldNamed } from './lorawan-names.ts'

/**
 * What codecs tell without naming it: a bare `status`, or one `event` for everything. Only what else stands in the
 * object shows which device it is.
 */
export function alarmsInShape(object: Record<string, unknown>): Alarm[] {
  return [detector(object), ofTabs(object), ...listed(object)].filter((alarm) => alarm !== null)
}

const MOST_LISTED = 20

/** Milesight's fall radar lists what it saw: `events: [{ alarm_type: 'fall', alarm_status: 'alarm_triggered' }]`. */
function listed({ events }: Record<string, unknown>): Alarm[] {
  return (Array.isArray(events) ? (events as unknown[]) : []).slice(0, MOST_LISTED).flatMap((event): Alarm[] => {
    const type = isRecord(event) ? event['alarm_type'] : null
    const field = typeof type === 'string' ? fieldNamed(`${type}_alarm`) : undefined
    // Who left his bed or came into the room is no danger by itself.
    if (!isRecord(event) || field === undefined || field.kind === 'hazard') return []
    return [{ ...field, says: alarmWord(event['alarm_status']) ?? 'unknown' }]
  })
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

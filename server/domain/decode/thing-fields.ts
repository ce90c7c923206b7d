import { type Alarm, withAlarms } from './alarm-words.ts'
import { cloudState } from './cloud-states.ts'
import { isRecord, numberIn, numberWithin } from './fields.ts'
import type { Decoded, Refused, StatedPlace } from './format.ts'
import { readLorawanObject } from './lorawan-objects.ts'

/** What the named fields of one device say, and the first alarm field whose word nobody knows. */
export type ThingSays = { observations: Decoded[]; unread: Refused | null }

/**
 * The observations of one device's named fields, as the platforms call them: alarms by their names, measurements, the
 * battery, and a position where the device states its own. A field may stand bare or as `{value, time}`, and numbers as
 * texts. `event` is an alarm that the message itself is, beside what its fields say.
 */
export function thingIn(reading: Decoded, stated: Record<string, unknown>, event: Alarm | null = null): ThingSays {
  const fields: [string, unknown][] = []
  const states: Alarm[] = []
  for (const key in stated) {
    const value = bareValue(stated[key])
    const state = cloudState(key, value)
    if (state === null) fields.push([key, (typeof value === 'string' ? numberIn(value) : null) ?? value])
    else states.push(state)
  }
  const { alarms, unread, values, ...measured } = readLorawanObject(Object.fromEntries(fields))
  for (const { kind, says } of states) if (says === 'active' || says === 'cleared') values[kind] = says === 'active'
  const whole: Decoded = {
    ...reading,
    ...measured,
    values: { ...reading.values, ...values },
    place: positionIn(stated) ?? reading.place,
  }
  // Beside an event's own name a bare `alarm` field only repeats it.
  const fieldAlarms = event === null ? alarms : [event, ...alarms.filter(({ kind }) => kind !== 'other')]
  return { observations: withAlarms(whole, [...fieldAlarms, ...states]), unread }
}

/** A field's own value where it stands beside its time: `{"value": "on", "time": 1524448722000}`. */
export function bareValue(value: unknown): unknown {
  return isRecord(value) && 'value' in value ? value['value'] : value
}

/** Where the device says it is, in degrees, at the top or in a group of its own; the exact zero is no fix. */
function positionIn(stated: Record<string, unknown>): StatedPlace | null {
  const named = new Map<string, unknown>()
  for (const key in stated) {
    const value = bareValue(stated[key])
    if (isRecord(value) && /^(geo)?(location|position|gps)$/i.test(key)) {
      for (const inner in value) named.set(inner.toLowerCase(), value[inner])
    } else named.set(key.toLowerCase(), value)
  }
  const lng = numberWithin(named.get('longitude') ?? named.get('lng') ?? named.get('lon'), -180, 180)
  const lat = numberWithin(named.get('latitude') ?? named.get('lat'), -90, 90)
  if (lng === null || lat === null || (lng === 0 && lat === 0)) return null
  return { type: 'point', location: [lng, lat], radiusMetres: numberWithin(named.get('accuracy'), 0, 1_000_000) ?? 0 }
}

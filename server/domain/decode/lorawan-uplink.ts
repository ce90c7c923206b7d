import { type Alarm, withAlarms } from './alarm-words.ts'
import { isRecord, numberWithin } from './fields.ts'
import { type Decoded, decodedBeside, type Decoding, type Refused, type StatedPlace } from './format.ts'
import { readLorawanObject } from './lorawan-objects.ts'
import { wrongField } from './payload.ts'
import { sensecapFields } from './sensecap.ts'

/**
 * The observations of one uplink, whichever network brought it. `objects` are what its codecs made of it; without any
 * only opaque bytes arrived, and with one that is no object nobody knows what it means: in both cases the device lives.
 */
export function uplinkIn(reading: Decoded, ...objects: unknown[]): Decoding {
  const whole: Decoded = { ...reading, values: {} }
  const alarms: Alarm[] = []
  let unread: Refused | null = null
  for (const object of objects) {
    if (object === null || object === undefined) continue
    if (!isRecord(object)) {
      unread ??= wrongField('object', 'the object a codec makes', object)
      continue
    }
    const named = sensecapFields(object) ?? object
    const found = readLorawanObject(named)
    // A device repository's translation may say less, or the opposite: what the maker's codec says of a kind stands.
    const known = new Set(alarms.flatMap(({ kind, says }) => (says === 'unknown' ? [] : [kind])))
    alarms.push(...found.alarms.filter(({ kind }) => !known.has(kind)))
    unread ??= found.unread
    Object.assign(whole.values, found.values)
    whole.batteryPercent = found.batteryPercent ?? whole.batteryPercent
    whole.deviceKind = found.deviceKind === 'other' ? whole.deviceKind : found.deviceKind
    whole.place = ownPosition(named) ?? whole.place
  }
  return decodedBeside(unread, withAlarms(whole, alarms))
}

/** A position as networks state it: degrees and metres; null for the exact zero, which is no fix, and for none. */
export function positionIn(stated: Record<string, unknown>): StatedPlace | null {
  const lng = numberWithin(stated['longitude'] ?? stated['longitud'] ?? stated['lng'] ?? stated['lon'], -180, 180)
  const lat = numberWithin(stated['latitude'] ?? stated['lat'], -90, 90)
  if (lng === null || lat === null || (lng === 0 && lat === 0)) return null
  return { type: 'point', location: [lng, lat], radiusMetres: numberWithin(stated['accuracy'], 0, 1_000_000) ?? 0 }
}

/** A tracker's own position among its readings, at the top or in a group of its own. */
function ownPosition(object: Record<string, unknown>): StatedPlace | null {
  const named = new Map(Object.entries(object).map(([key, value]) => [bareKey(key), value]))
  for (const group of ['location', 'position', 'gps', 'gnssfix']) {
    const value = named.get(group)
    if (isRecord(value)) for (const key in value) named.set(bareKey(key), value[key])
  }
  return positionIn(Object.fromEntries(named))
}

/** `gpsLatitude` and `GPS_latitude` are the latitude; Abeeway's trackers say `position: { gnssFix: { latitude } }`. */
function bareKey(key: string): string {
  return key.toLowerCase().replace(/^gps_?(?=l[ao])/, '')
}

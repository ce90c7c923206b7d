import type { Kind } from '#shared/kinds.ts'
import { type Alarm, withAlarms } from './alarm-words.ts'
import { excerpt, externalIdIn, postedEvent, topicBelow } from './fields.ts'
import { type Decoded, decodedBeside, type Format, type Message, type Refused, refused, signOfLife } from './format.ts'
import { readLorawanObject } from './lorawan-objects.ts'
import { positionIn } from './lorawan-uplink.ts'
import { readJson, wrongField } from './payload.ts'
import { type Measured, recordsIn } from './senml-pack.ts'
import { isUnit } from './units.ts'

/** More moments of one device in one message are no readings but a file. */
const MOST_MOMENTS = 1000
/** An alarm that began and ended within one pack still happened; one further back than this is history. */
const FRESH_MS = 15 * 60_000

/** What a record without a name measures, by its unit (RFC 8428, section 12.1). */
const BY_UNIT: ReadonlyMap<string, string> = new Map([
  ['Cel', 'temperature'],
  ['%RH', 'humidity'],
  ['lx', 'illuminance'],
  ['Pa', 'barometric_pressure'],
  ['hPa', 'barometric_pressure'],
  ['V', 'voltage'],
  ['A', 'current'],
])

/** SenML in JSON (RFC 8428): packs of records of one or several devices, on `{prefix}/#` or posted. */
export const senml: Format = {
  name: 'senml',
  defaultPrefix: 'senml',
  subscriptions: (prefix) => [`${prefix}/#`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,

  decode(message, source) {
    const read = readJson(message.payload)
    if (read.outcome === 'refused') return read
    const pack = Array.isArray(read.value) ? (read.value as unknown[]) : [read.value]
    const { records, unread } = recordsIn(pack, message.receivedAt)
    if (records.length === 0) return unread ?? wrongField('the pack', 'a list of records', pack)
    const beside = externalIdIn(placeOfPost(message, source.prefix))
    const devices = Map.groupBy(records, ({ device, measure }) => externalIdIn(device ?? beside ?? measure))
    const trouble: Refused[] = unread === null ? [] : [unread]
    const observations = [...devices].flatMap(([device, own]) => {
      if (device !== null) return observationsOf(device, own, message.receivedAt, trouble)
      trouble.push(wrongField('bn', 'the name of the device, in it or in the topic', undefined))
      return []
    })
    const [first] = trouble
    return observations.length === 0 && first !== undefined ? first : decodedBeside(first ?? null, observations)
  },
}

/** What stands behind the prefix names the device where its records do not. */
function placeOfPost(message: Message, prefix: string): string | null {
  return message.source === undefined ? topicBelow(message.topic, prefix) : postedEvent(message)
}

type Moment = { atMs: number; reading: Decoded; alarms: Alarm[] }

/** The observations of one device, one moment after the other; only the newest word on each kind counts as now. */
function observationsOf(device: string, records: Measured[], now: Date, trouble: Refused[]): Decoded[] {
  const groups = [...Map.groupBy(records, ({ at }) => (at ?? now).getTime())].toSorted(([a], [b]) => a - b)
  if (groups.length > MOST_MOMENTS) {
    trouble.push(
      refused('too-large', `${excerpt(device)} tells of ${groups.length} moments, more than ${MOST_MOMENTS}.`),
    )
  }
  const moments = groups.slice(-MOST_MOMENTS).map(([atMs, own]) => ({ atMs, ...momentOf(device, own, trouble) }))
  const place = moments.findLast(({ reading }) => reading.place !== null)?.reading.place ?? null
  return moments.flatMap(({ reading, alarms, atMs }, index) => {
    const later = moments.slice(index + 1)
    const told = alarms.filter((alarm) => isNews(alarm, atMs, later))
    return withAlarms({ ...reading, place: reading.place ?? place }, told)
  })
}

/** Whether what a moment says of a kind is not told again, or taken back long after, by a later moment of the pack. */
function isNews({ kind, says }: Alarm, atMs: number, later: readonly Moment[]): boolean {
  const newest = lastOn(kind, later)
  if (newest === undefined) return true
  if (says !== 'active' || newest.alarms.some((alarm) => alarm.kind === kind && alarm.says === 'active')) return false
  return newest.atMs - atMs <= FRESH_MS
}

function lastOn(kind: Kind, moments: readonly Moment[]): Moment | undefined {
  return moments.findLast(({ alarms }) => alarms.some((alarm) => alarm.kind === kind))
}

function momentOf(device: string, records: readonly Measured[], trouble: Refused[]): Omit<Moment, 'atMs'> {
  const object: Record<string, unknown> = {}
  for (const [index, { measure, unit, value }] of records.entries()) {
    if (unit === 'lat') object['latitude'] = value
    else if (unit === 'lon') object['longitude'] = value
    else if (unit === '%EL') object['battery_level'] = value
    else if (value !== null) {
      const called = measure || (BY_UNIT.get(unit ?? '') ?? 'value')
      // Said twice of one moment: neither word may hide the other.
      const name = Object.hasOwn(object, called) ? `${called}_${index}` : called
      // Defined, not assigned: a record may be called `__proto__`.
      const told = typeof value === 'number' && unit !== null && isUnit(unit) ? { value, unit } : value
      Object.defineProperty(object, name, { value: told, enumerable: true, configurable: true })
    }
  }
  const { alarms, unread, values, batteryPercent, deviceKind } = readLorawanObject(object)
  if (unread !== null) trouble.push(unread)
  const at = records[0]?.at ?? null
  const place = positionIn(object)
  return { alarms, reading: { ...signOfLife(device, deviceKind), deviceAt: at, values, batteryPercent, place } }
}

import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, numberWithin } from './fields.ts'
import { decodedIn, type Decoded, type Decoding, type Format, type Refused, refused, signOfLife } from './format.ts'
import type { StatedPlace } from './format.ts'
import { gb28181Alarm } from './gb28181-alarms.ts'
import { readXmlDocuments, textAt, type XmlElement } from './xml.ts'

/**
 * GB/T 28181: the XML of a video platform's notifications, posted by a bridge that speaks SIP with it. Alarms, keepalives
 * and positions are read; times are local without a zone, the text is usually GB2312. Tables after GB/T 28181-2016, annex A.
 */
export const gb28181: Format = {
  name: 'gb28181',
  defaultPrefix: 'gb28181',
  subscriptions: () => [],
  claims: () => false,

  decode(message, source) {
    const read = readXmlDocuments(message.payload)
    if (read.outcome === 'refused') return read
    const [document] = read.value
    const root = document?.root
    const command = root === undefined ? null : textAt(root, 'CmdType')
    if (root === undefined || command === null) {
      return refused('wrong-shape', `The XML begins with ${excerpt(root?.name ?? '')} and has no CmdType.`)
    }
    // Questions, answers and lists of channels.
    if (root.name !== 'Notify') return { outcome: 'ignored' }
    const externalId = externalIdIn(textAt(root, 'DeviceID') ?? undefined)
    if (externalId === null) return refused('wrong-shape', 'The notification has no DeviceID.')
    const cutOff =
      document?.isWhole === true ? null : refused('not-xml', 'The notification ends before its last element does.')
    switch (command.toLowerCase()) {
      case 'alarm':
        return alarm(externalId, root, source.timeZone, cutOff)
      case 'keepalive':
        return { outcome: 'decoded', observations: [signOfLife(externalId, 'other')] }
      case 'mobileposition':
        return position(externalId, root, source.timeZone, cutOff)
      default:
        return { outcome: 'ignored' }
    }
  },
}

function alarm(externalId: string, root: XmlElement, timeZone: string | null, cutOff: Refused | null): Decoding {
  const method = textAt(root, 'AlarmMethod') ?? ''
  const type = textAt(root, 'Info', 'AlarmType') ?? textAt(root, 'AlarmType') ?? ''
  const meaning = gb28181Alarm(method, type, textAt(root, 'AlarmDescription') ?? '')
  const values: Decoded['values'] = {}
  if (/^\d{1,3}$/.test(method)) values['alarmMethod'] = Number(method)
  if (/^\d{1,5}$/.test(type)) values['alarmType'] = Number(type)
  const priority = numberWithin(textAt(root, 'AlarmPriority'), 0, 9)
  if (priority !== null) values['alarmPriority'] = priority
  if (meaning?.wired === true) values['wired'] = true

  const stated = textAt(root, 'AlarmTime')
  const deviceAt = stated === null ? null : deviceTime(stated, timeZone)
  const lateness = stated === null || deviceAt !== null ? null : refused('bad-time', 'AlarmTime is not a time.')
  const reading: Decoded = {
    ...signOfLife(externalId, meaning?.deviceKind ?? 'other'),
    deviceAt,
    place: placeOf(root),
    values,
  }
  if (meaning === null) return decodedIn([reading], cutOff ?? lateness)
  const { kind, signal, needsArming } = meaning
  return decodedIn([{ ...reading, kind, signal, needsArming, state: 'active' }], cutOff ?? lateness)
}

/** Of a car, a body camera, somebody's radio: marked like every position of a person. */
function position(externalId: string, root: XmlElement, timeZone: string | null, cutOff: Refused | null): Decoding {
  const deviceAt = deviceTime(textAt(root, 'Time') ?? '', timeZone)
  const place = placeOf(root)
  const values: Decoded['values'] = place === null ? {} : { position: true }
  return decodedIn([{ ...signOfLife(externalId, 'tracker'), deviceAt, place, values }], cutOff)
}

/** Devices without a receiver fill in zeros. */
function placeOf(root: XmlElement): StatedPlace | null {
  const lng = numberWithin(textAt(root, 'Longitude'), -180, 180)
  const lat = numberWithin(textAt(root, 'Latitude'), -90, 90)
  if (lng === null || lat === null || (lng === 0 && lat === 0)) return null
  return { type: 'point', location: [lng, lat], radiusMetres: 0 }
}

import { alarmWord } from './alarm-words.ts'
import { contactIdEvent } from './contact-id.ts'
import { openSeries, SERIES_KEY, type SeriesBook } from './camera-series.ts'
import { wholeBeginning } from './cut-json.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, isValueName, numberIn, textIn } from './fields.ts'
import { type Decoded, decodedIn, type Decoding, type Format, type Message, type Refused } from './format.ts'
import { refused, signOfLife } from './format.ts'
import { type CameraMeaning, hikvisionMeaning } from './hikvision-events.ts'
import { listIn, regionsOf } from './hikvision-regions.ts'
import { partsIn, picturesIn } from './multipart.ts'
import { lastOfEach, postedName } from './posted.ts'
import { readJson, type Read } from './payload.ts'
import { readXmlDocuments, type XmlElement } from './xml.ts'

type Alert = Record<string, unknown>

/** A repeat of an alarm comes every second or so; after this long without one the next is another alarm. */
const GAP_MS = 60_000
/** A camera that counts its repeats says itself that it is still the same. */
const COUNTED_GAP_MS = 600_000
/** A copy sent again after an outage tells of the past; so little past may still be burning. */
const LATE_MS = 3600_000
/** On a recorder, network cameras come after this many sockets for cables. */
const CABLED_CHANNELS = 32
/** What devices answer to those who subscribe or configure. */
const KNOWN_ANSWERS: ReadonlySet<string> = new Set(['SubscribeEventResponse', 'ResponseStatus', 'SubscribeEvent'])

/**
 * Hikvision's EventNotificationAlert (ISAPI, "Event Notification"), pushed by camera or recorder or copied from its
 * alert stream: XML or JSON, alone or in a multipart body whose pictures are counted and not opened. Faces, plates and
 * what people look like are never read.
 */
export const hikvision: Format = {
  name: 'hikvision',
  defaultPrefix: 'hikvision',
  subscriptions: () => [],
  claims: () => false,
  memoryKeys: () => [SERIES_KEY],

  decode(message, source, memory) {
    const { texts, pictures } = textsIn(message.payload)
    const book = openSeries(memory)
    const observations: Decoded[] = []
    let unread: Refused | null = null
    let alerts = 0
    for (const text of texts) {
      const read = alertsIn(text)
      if (read.outcome === 'refused') {
        unread ??= read
        continue
      }
      for (const { alert, cut } of read.value) {
        alerts++
        unread ??= cut
        const observation = observationIn(alert, { message, timeZone: source.timeZone, pictures, book })
        if ('outcome' in observation) unread ??= observation
        else observations.push(observation)
      }
    }
    if (alerts === 0) return unread ?? { outcome: 'ignored' }
    if (observations.length === 0 && unread !== null) return unread
    const remember = book.changes()
    const decoding: Decoding = decodedIn(lastOfEach(observations), unread)
    return decoding.outcome === 'decoded' && remember !== undefined ? { ...decoding, remember } : decoding
  },
}

/** The texts of a body and how many pictures it brought. */
function textsIn(payload: Uint8Array): { texts: Uint8Array[]; pictures: number } {
  const parts = partsIn(payload)
  if (parts === null) return { texts: [payload], pictures: 0 }
  const pictures = picturesIn(payload, parts)
  const texts = parts
    .filter((part) => !pictures.includes(part))
    .map(({ start, end }) => payload.subarray(start, end))
    .filter((text) => text.some((byte) => byte > 0x20))
  return { texts, pictures: pictures.length }
}

/** An alert, and what of it is missing where it was cut off. */
type Told = { alert: Alert; cut: Refused | null }

/** The alerts of one text; an answer to a subscription holds none. */
function alertsIn(text: Uint8Array): Read<Told[]> {
  const first = text.find((byte) => byte > 0x20)
  if (first === 0x7b || first === 0x5b) return alertsInJson(text)
  const documents = readXmlDocuments(text)
  if (documents.outcome === 'refused') return documents
  const alerts = documents.value.filter(({ root }) => root.name === 'EventNotificationAlert')
  const other = documents.value.find(
    ({ root }) => !KNOWN_ANSWERS.has(root.name) && !alerts.some((one) => one.root === root),
  )
  if (alerts.length === 0 && other !== undefined) {
    return refused('wrong-shape', `The document is ${excerpt(other.root.name)}, expected EventNotificationAlert.`)
  }
  const cut = refused('not-xml', 'The alert ends before its last element does.')
  return {
    outcome: 'read',
    value: alerts.map(({ root, isWhole }) => ({
      alert: Object.fromEntries(fieldsOf(root)),
      cut: isWhole ? null : cut,
    })),
  }
}

function alertsInJson(text: Uint8Array): Read<Told[]> {
  const json = readJson(text)
  const begun = json.outcome === 'refused' ? wholeBeginning(new TextDecoder().decode(text)) : null
  const read = begun === null ? json : readJson(new TextEncoder().encode(begun))
  if (read.outcome === 'refused') return json.outcome === 'refused' ? json : read
  const alerts = listIn(read.value).flatMap((value): Told[] => {
    const alert = isRecord(value) && isRecord(value['EventNotificationAlert']) ? value['EventNotificationAlert'] : value
    const cut = json.outcome === 'refused' ? json : null
    return isRecord(alert) && alert['eventType'] !== undefined ? [{ alert, cut }] : []
  })
  if (alerts.length > 0) return { outcome: 'read', value: alerts }
  return json.outcome === 'refused'
    ? json
    : refused('wrong-shape', 'eventType is missing, expected the type of an event.')
}

/** An element as the JSON of newer firmware has it: a repeated child is a list. */
function fieldsOf(element: XmlElement): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const child of element.children) {
    const value = child.children.length === 0 ? child.text : Object.fromEntries(fieldsOf(child))
    const known = fields.get(child.name)
    if (known === undefined) fields.set(child.name, value)
    else if (Array.isArray(known)) known.push(value)
    else fields.set(child.name, [known, value])
  }
  return fields
}

type Setting = { message: Message; timeZone: string | null; pictures: number; book: SeriesBook }

function observationIn(alert: Alert, { message, timeZone, pictures, book }: Setting): Decoded | Refused {
  const type = typeOf(alert)
  if (type === null) return refused('wrong-shape', 'eventType is missing, expected the type of the event.')
  const meaning = hikvisionMeaning(type)
  const says = stateOf(alert)
  const reading = readingOf(alert, message, timeZone)
  if (reading === null) return refused('wrong-shape', 'The alert names neither camera nor channel.')
  // What stands beside a face or a plate belongs to somebody.
  if (meaning === 'private') return reading
  if (type.toLowerCase() === 'videoloss') return videoLoss(reading, alert, says)
  if (type.toLowerCase() === 'cidevent') return panelEvent(reading, alert, { message, book })

  const count = numberIn(alert['activePostCount']) ?? 0
  const { place, values } = regionsOf(alert)
  reading.values = { ...values, ...(isValueName(type) ? { eventType: type } : {}) }
  const channel = numberIn(alert['channelID'] ?? alert['dynChannelID'])
  if (channel !== null && channel > CABLED_CHANNELS) reading.values['networkCamera'] = channel - CABLED_CHANNELS
  if (pictures > 0) reading.values['pictures'] = pictures
  if (meaning === 'health') return { ...reading, values: { ...reading.values, fault: says === 'active' } }
  const isLate = alert['isDataRetransmission'] === true || alert['isDataRetransmission'] === 'true'
  if (isLate) reading.values['late'] = true
  if (meaning === 'reading' || says === 'unknown' || (isLate && isOver(meaning, reading.deviceAt, message)))
    return reading

  const input = meaning === 'input' ? portOf(alert) : null
  const externalId = input === null ? reading.externalId : inputId(reading, input)
  const name = `${externalId} ${type.toLowerCase()}`
  const at = message.receivedAt
  const seriesId = says === 'active' ? book.going(name, at, count > 1 ? COUNTED_GAP_MS : GAP_MS) : book.ended(name)
  if (input !== null) reading.values['wired'] = says === 'active'
  // An input that nobody registered is an alarm of which nobody knows the kind.
  const { kind, needsArming } = meaning === 'input' ? ({ kind: 'other', needsArming: false } as const) : meaning
  return {
    ...reading,
    externalId,
    deviceKind: input === null ? 'camera' : 'other',
    kind,
    needsArming,
    state: says,
    signal: 'level',
    seriesId,
    place: needsArming || meaning === 'input' ? null : place,
  }
}

/** The type itself, or the one that a `duration` says is still going on. */
function typeOf(alert: Alert): string | null {
  const type = textIn(alert['eventType'], 64)
  if (type?.toLowerCase() !== 'duration') return type
  const list = alert['DurationList']
  const [duration] = listIn(isRecord(list) ? list['Duration'] : undefined)
  return isRecord(duration) ? (textIn(duration['relationEvent'], 64) ?? type) : type
}

/** An alert without a state tells of something that is. */
function stateOf(alert: Alert): 'active' | 'cleared' | 'unknown' {
  const state = alert['eventState']
  if (state === undefined || state === '') return 'active'
  const says = alarmWord(state)
  return says === 'active' || says === 'cleared' ? says : 'unknown'
}

/** The camera as `{address}/{channel}`; channel 0 is the recorder, or the camera, itself. */
function readingOf(alert: Alert, message: Message, timeZone: string | null): Decoded | null {
  const channel = textIn(String(alert['channelID'] ?? alert['dynChannelID'] ?? '').trim(), 32)
  const extensions = isRecord(alert['Extensions']) ? alert['Extensions'] : {}
  const who = [alert['macAddress'], alert['ipAddress'], extensions['serialNumber'], postedName(message)]
    .map((name) => (typeof name === 'string' ? externalIdIn(name.trim().toLowerCase().slice(0, 128)) : null))
    .find((name) => name !== null)
  const isItself = channel === null || channel === '0'
  if (who === undefined && channel === null) return null
  const externalId = who === undefined ? (channel ?? '') : isItself ? who : `${who}/${channel}`
  const reading = { ...signOfLife(externalId, 'camera'), deviceAt: deviceTime(alert['dateTime'], timeZone) }
  return { ...reading, via: who === undefined || isItself ? null : who }
}

/** Every ten seconds a device says that no picture is lost: that is its heartbeat, and of no channel in particular. */
function videoLoss(reading: Decoded, alert: Alert, says: 'active' | 'cleared' | 'unknown'): Decoded {
  if (says === 'active') return { ...reading, available: false, values: { eventType: 'videoloss' } }
  const isHeartbeat = (numberIn(alert['activePostCount']) ?? 0) === 0
  return { ...reading, available: reading.via === null || !isHeartbeat ? true : null, values: { heartbeat: true } }
}

/**
 * An alarm panel (AX series) tells of its zones by Contact ID; `standardCIDcode` is that, `code` its maker's own. A
 * burglar alarm is told by a panel that is armed. Who armed it is not read.
 */
function panelEvent(reading: Decoded, alert: Alert, { message, book }: Pick<Setting, 'message' | 'book'>): Decoded {
  const event = isRecord(alert['CIDEvent']) ? alert['CIDEvent'] : {}
  const code = numberIn(event['standardCIDcode'] ?? event['code'])
  const zone = numberIn(event['zone'])
  const panel = reading.via ?? reading.externalId
  const device: Decoded = { ...reading, deviceKind: 'other', values: code === null ? {} : { contactId: code } }
  if (zone !== null) Object.assign(device, { externalId: `${panel}/zone/${zone}`, via: panel })
  const alarm = code === null ? null : contactIdEvent(code)
  if (alarm === null) return device
  const name = `${device.externalId} ${alarm.kind}`
  const seriesId = alarm.state === 'active' ? book.going(name, message.receivedAt, GAP_MS) : book.ended(name)
  return { ...device, ...alarm, signal: 'level', seriesId }
}

/** Whether a late copy tells of something that needs nobody any more. */
function isOver(meaning: CameraMeaning, deviceAt: Date | null, { receivedAt }: Message): boolean {
  if (typeof meaning === 'object' && meaning.needsArming) return true
  return deviceAt !== null && receivedAt.getTime() - deviceAt.getTime() > LATE_MS
}

function portOf(alert: Alert): string {
  const port = alert['inputIOPortID'] ?? alert['dynInputIOPortID'] ?? alert['WLSensorID'] ?? alert['channelID'] ?? '0'
  return typeof port === 'string' || typeof port === 'number' ? excerpt(String(port).trim()) : '0'
}

function inputId({ externalId, via }: Decoded, port: string): string {
  return `${via ?? externalId}/input/${port}`
}

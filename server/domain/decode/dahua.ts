import { openSeries, SERIES_KEY, type SeriesBook } from './camera-series.ts'
import { type DahuaMeaning, dahuaMeaning } from './dahua-codes.ts'
import { type DahuaEvent, eventsInJson, eventsInText } from './dahua-text.ts'
import { deviceTime } from './device-time.ts'
import { isRecord, isValueName, numberIn, numberWithin } from './fields.ts'
import { type Decoded, type Format, type Message, refused, signOfLife, type StatedPlace } from './format.ts'
import { partsIn, picturesIn } from './multipart.ts'
import { MAX_PAYLOAD_BYTES, readJson, type Read } from './payload.ts'
import { type Frame, frameAround, frameIn } from './picture-frame.ts'
import { lastOfEach, postedName } from './posted.ts'

/** An alarm that begins again this soon after it began has not ended between: devices that reconnect say it twice. */
const GAP_MS = 60_000
/** Boxes are drawn on a picture of 8192 by 8192 (Dahua HTTP API, BoundingBox). */
const PICTURE = 8192
/** A camera that states no field of view sees about this much to either side. */
const HALF_ANGLE_DEGREES = 30

/**
 * Dahua events as eventManager, snapManager and the HTTP push tell them: text, alone or between boundaries, several in
 * one body, or JSON. Rule names, faces, plates and what people look like are never read.
 */
export const dahua: Format = {
  name: 'dahua',
  defaultPrefix: 'dahua',
  subscriptions: () => [],
  claims: () => false,
  memoryKeys: () => [SERIES_KEY],

  decode(message, source, memory) {
    const read = eventsIn(message.payload)
    if (read.outcome === 'refused') return read
    const { events, pictures } = read.value
    const book = openSeries(memory)
    const observations = events.map((event) => observationOf(event, message, source.id, book))
    const [first] = observations
    if (first === undefined) return { outcome: 'ignored' }
    if (pictures > 0) first.values['pictures'] = pictures
    const remember = book.changes()
    const decoded = { outcome: 'decoded' as const, observations: lastOfEach(observations) }
    return remember === undefined ? decoded : { ...decoded, remember }
  },
}

function eventsIn(payload: Uint8Array): Read<{ events: DahuaEvent[]; pictures: number }> {
  if (payload.length === 0) return refused('empty', 'The payload is empty.')
  const parts = partsIn(payload) ?? [{ headers: new Map<string, string>(), start: 0, end: payload.length }]
  const pictures = picturesIn(payload, parts)
  const events: DahuaEvent[] = []
  let isBlank = true
  for (const part of parts) {
    if (pictures.includes(part)) continue
    const bytes = payload.subarray(part.start, part.end)
    const text = readLeniently(bytes)
    if (text === null) return refused('too-large', `A part of the body has more than ${MAX_PAYLOAD_BYTES} bytes.`)
    if (text.trim() === '') continue
    isBlank = false
    if (/^\s*[[{]/.test(text)) {
      const json = readJson(bytes)
      if (json.outcome === 'refused') return json
      events.push(...eventsInJson(json.value))
    } else events.push(...eventsInText(text))
  }
  if (events.length > 0 || isBlank) return { outcome: 'read', value: { events, pictures: pictures.length } }
  return refused('wrong-shape', 'No event (Code=…;action=…) was found in the body.')
}

/** Broken characters in a name must not cost the alarm; null where there is too much of it. */
function readLeniently(bytes: Uint8Array): string | null {
  return bytes.length > MAX_PAYLOAD_BYTES ? null : new TextDecoder('utf-8').decode(bytes)
}

function observationOf(event: DahuaEvent, message: Message, sourceId: string, book: SeriesBook): Decoded {
  const { code, index, data } = event
  const meaning = meaningOf(event)
  const who = event.name ?? postedName(message)
  if (meaning === 'alive') return { ...signOfLife(who ?? sourceId, 'camera'), available: true }
  const place = meaning === 'input' ? `input/${index}` : `${index}`
  const reading: Decoded = {
    ...signOfLife(who === null ? place : `${who}/${place}`, meaning === 'input' ? 'other' : 'camera'),
    deviceAt: timeOf(data),
    via: who,
  }
  if (meaning === 'private') return reading
  if (isValueName(code)) reading.values['code'] = code
  const says = saysOf(event.action)
  if (meaning === 'health') {
    if (code === 'VideoLoss') reading.available = says !== 'active'
    reading.values['fault'] = says === 'active'
    return reading
  }
  if (meaning === 'reading' || says === null) return reading

  if (data['MisReport'] === true || data['MisReport'] === 'true') reading.values['suspectedFalse'] = true
  const temperature = temperatureOf(data)
  if (temperature !== null) reading.values['maxTemperatureCelsius'] = temperature
  if (meaning === 'input') reading.values['wired'] = says === 'active'
  const name = `${reading.externalId} ${code.toLowerCase()}`
  const isPulse = event.action.toLowerCase() === 'pulse'
  const seriesId = says === 'active' ? book.going(name, message.receivedAt, GAP_MS) : book.ended(name)
  // An input that nobody registered is an alarm of which nobody knows the kind.
  const { kind, needsArming } = meaning === 'input' ? ({ kind: 'other', needsArming: false } as const) : meaning
  return {
    ...reading,
    kind,
    needsArming,
    state: says,
    signal: isPulse ? 'event' : 'level',
    seriesId,
    place: needsArming || meaning === 'input' ? null : placeOf(data),
  }
}

/** A wired passive infrared sensor says what it is; other inputs are what they are registered as. */
function meaningOf({ code, data }: DahuaEvent): DahuaMeaning {
  const meaning = dahuaMeaning(code)
  if (meaning !== 'input' || data['SenseMethod'] !== 'PassiveInfrared') return meaning
  return { kind: 'intrusion', needsArming: true }
}

function saysOf(action: string): 'active' | 'cleared' | null {
  const word = action.toLowerCase()
  if (word === 'start' || word === 'pulse' || word === 'on') return 'active'
  return word === 'stop' || word === 'off' ? 'cleared' : null
}

/** `UTC` may be the wall clock of the device; where `RealUTC` stands beside it, that is the true one. */
function timeOf(data: Record<string, unknown>): Date | null {
  const seconds = numberWithin(data['RealUTC'] ?? data['UTC'], 1, 1e11)
  if (seconds === null) return null
  const milliseconds = numberWithin(data['UTCMS'], 0, 999) ?? 0
  return deviceTime(seconds + milliseconds / 1000, null)
}

function temperatureOf(data: Record<string, unknown>): number | null {
  const value = numberWithin(data['Temperature'] ?? data['CurTemp'] ?? data['MaxTemperature'], -200, 5000)
  if (value === null) return null
  const isFahrenheit =
    String(data['TemperatureUnit'] ?? '')
      .toLowerCase()
      .startsWith('f') || data['TemperatureUnit'] === 1
  return isFahrenheit ? Math.round(((value - 32) * 50) / 9) / 10 : value
}

/**
 * Where the head looked (`Position`, horizontal in tenths of a degree; all zero is no head), narrowed by the stated
 * field of view in degrees, or else the boxes in the picture.
 */
function placeOf(data: Record<string, unknown>): StatedPlace | null {
  const frame = frameAround(boxesIn(data))
  const position = Array.isArray(data['Position']) ? data['Position'] : []
  const pan = numberWithin(position[0], 0, 3600)
  if (pan === null || (pan === 0 && (numberIn(position[1]) ?? 0) === 0)) return frame
  const bearingDegrees = (pan / 10) % 360
  const fieldOfView = numberWithin(data['CurChannelHFOV'], 0.1, 180)
  if (fieldOfView === null && frame !== null) return { ...frame, headingDegrees: bearingDegrees }
  const halfAngleDegrees = fieldOfView === null ? HALF_ANGLE_DEGREES : fieldOfView / 2
  return { type: 'sector', bearingDegrees, halfAngleDegrees, rangeMetres: null }
}

function boxesIn(data: Record<string, unknown>): Frame[] {
  const lists = [data['Objects'], data['WarningInfo']].flatMap((list) => (Array.isArray(list) ? list.slice(0, 32) : []))
  return [data, data['Object'], ...lists].flatMap((thing) => {
    const box: unknown = isRecord(thing) ? (thing['BoundingBox'] ?? thing['Rect']) : null
    if (!Array.isArray(box) || box.length !== 4) return []
    const [left, top, right, bottom] = box.map(numberIn)
    if (left == null || top == null || right == null || bottom == null) return []
    return frameIn({ left, top, right, bottom }, PICTURE) ?? []
  })
}

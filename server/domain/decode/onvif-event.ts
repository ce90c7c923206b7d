import { alarmWord } from './alarm-words.ts'
import type { SeriesBook } from './camera-series.ts'
import { deviceTime } from './device-time.ts'
import { isRecord, isValueName, numberIn } from './fields.ts'
import { type Decoded, type Message, signOfLife } from './format.ts'
import { hasRoom } from './measurements.ts'
import { topicMeaning } from './onvif-topics.ts'
import { type Frame, frameIn } from './picture-frame.ts'

/** One notification of the ONVIF event service, in whichever form it came. */
export type OnvifEvent = {
  /** Without the values of the source that some forms append. */
  topic: string
  /** Epoch milliseconds or ISO 8601, in UTC. */
  at: unknown
  source: Record<string, unknown>
  data: Record<string, unknown>
  /** It tells how things stood when somebody subscribed: `Initialized`. */
  isInitial: boolean
}

/** An alarm that begins again later than this, without an end between, is another: the end of the first was lost. */
const GAP_MS = 600_000

/** Under which names firmwares say that something is on; the first that is there decides. */
const STATES = [
  'state',
  'active',
  'triggered',
  'logicalstate',
  'isinside',
  'ismotion',
  'alarm',
  'alarmstate',
  'detected',
  'isdetected',
  'value',
  'status',
  'sensor_level',
  'connected',
  'tampering',
  'alert',
  'failed',
  'failure',
  'ready',
  'day',
  'is_moving',
  'lost',
]

/**
 * What a notification of a camera says. A state lasts until the same rule says otherwise; without a state the
 * notification is a happening. Whom or what plate it saw is never read.
 */
export function onvifObservation(event: OnvifEvent, camera: string, message: Message, book: SeriesBook): Decoded {
  const meaning = topicMeaning(event.topic)
  const reading: Decoded = {
    ...signOfLife(camera, 'camera'),
    deviceAt: event.at === undefined ? null : deviceTime(event.at, 'UTC'),
  }
  if (meaning === 'private') return reading
  const fields = new Map(Object.entries(event.data).map(([name, value]) => [name.toLowerCase(), value]))
  // Some firmwares call a state after what they look for, `IsLineCross`, `FireAlarm`: then it is the truth value there is.
  const named = [...fields].find(([name, value]) => isTruth(value) && !COUNTS.test(name))?.[0]
  const stated = STATES.find((name) => fields.has(name)) ?? named
  const says = stated === undefined ? 'none' : alarmWord(fields.get(stated))
  if (meaning === 'connection') return { ...reading, available: saysConnected(fields) }
  noteValues(reading, event)
  if (meaning === 'reading' || meaning === 'health') return reading

  const isLimit = typeof meaning === 'object' && meaning.isLimit === true
  // What only measures a temperature raises no alarm, and a wire is on or off: of these a state must speak.
  const needsState = meaning === 'input' || meaning.kind === 'heat'
  const unstated = needsState ? 'unknown' : happening(message, event)
  const state = isLimit ? againstLimit(fields) : says === 'none' ? unstated : says
  if (state !== 'active' && state !== 'cleared') return reading
  const input = meaning === 'input' ? inputOf(event) : null
  // Input -1 is any of them: each also speaks for itself.
  if (input === '-1') return reading
  const { kind, needsArming } = meaning === 'input' ? ({ kind: 'intrusion', needsArming: true } as const) : meaning
  // Somebody who moved when the subscription began does not come now; what burned then may still burn.
  if (event.isInitial && state === 'active' && needsArming) return reading
  if (input !== null) reading.values['wired'] = state === 'active'

  const name = JSON.stringify([event.topic, ...Object.values(event.source)])
  const isRepeated = message.retain || event.isInitial
  const isHappening = says === 'none' && !isLimit
  const going = () => book.going(name, message.receivedAt, isRepeated ? Infinity : GAP_MS)
  return {
    ...reading,
    externalId: input === null ? camera : `${camera}/input/${input}`,
    deviceKind: input === null ? 'camera' : 'other',
    kind,
    needsArming,
    state,
    signal: isHappening ? 'event' : 'level',
    seriesId: isHappening ? null : state === 'active' ? going() : book.ended(name),
    place: needsArming ? null : boxOf(fields),
    via: input === null ? null : camera,
  }
}

function isTruth(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && /^(true|false|0|1)$/i.test(value.trim()))
}

/** A happening that a broker or a new subscription repeats is over. */
function happening({ retain }: Message, { isInitial }: OnvifEvent): 'active' | 'unknown' {
  return retain || isInitial ? 'unknown' : 'active'
}

function againstLimit(fields: ReadonlyMap<string, unknown>): 'active' | 'cleared' | 'unknown' {
  const value = numberIn(fields.get('value'))
  const limit = numberIn(fields.get('threshold'))
  if (value === null || limit === null) return 'unknown'
  return value >= limit ? 'active' : 'cleared'
}

function saysConnected(fields: ReadonlyMap<string, unknown>): boolean | null {
  const says = alarmWord(fields.get('connected') ?? fields.get('active'))
  return says === 'active' ? true : says === 'cleared' ? false : null
}

/** The number or token of an input, as the source names it; whatever else stands there is nobody's name for it. */
function inputOf({ source }: OnvifEvent): string {
  const fields = new Map(Object.entries(source).map(([name, value]) => [name.toLowerCase(), value]))
  const port = ['port', 'inputtoken', 'alarmintoken', 'input', 'token', 'relaytoken']
    .map((name) => fields.get(name))
    .find(Boolean)
  const text = typeof port === 'number' ? String(port) : port
  return typeof text === 'string' && /^[\w.:-]{1,64}$/.test(text) ? text : '0'
}

/** `0` under these is none so far, or the first. */
const COUNTS = /^(total|count|num)|(count|id|index|number)$/

/** Numbers and truth values under their own names, and the class of what was seen where it is one of ours. */
function noteValues({ values }: Decoded, { topic, data }: OnvifEvent): void {
  const leaf = topic.split('/').at(-1) ?? ''
  const name = leaf.slice(leaf.lastIndexOf(':') + 1)
  if (isValueName(name)) values['event'] = name
  for (const [key, value] of Object.entries(data)) {
    if (!isValueName(key) || !hasRoom(values) || /name|plate|face|user|address|person|likelihood/i.test(key)) continue
    const says = typeof value === 'string' && /^(true|false|on|off)$/i.test(value) ? alarmWord(value) : null
    const kept = typeof value === 'boolean' ? value : says === null ? numberIn(value) : says === 'active'
    if (kept !== null) values[key] = kept
  }
  const seen = classIn(data)
  if (seen !== null) values['class'] = seen
}

const CLASSES: ReadonlySet<string> = new Set(
  'human person vehicle car truck bus bike bicycle motorcycle animal fire smoke other unknown'.split(' '),
)

/** Axis lists classes as `classTypes`; ONVIF nests them under Object/Appearance/Class/Type. */
function classIn(data: Record<string, unknown>): string | null {
  const words = [data['classTypes'], data['ClassTypes'], data['objectType'], data['Class'], nestedClass(data, 8)]
  const word = words.find((each) => typeof each === 'string' && each.length < 40)
  if (typeof word !== 'string') return null
  const known = word
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((each) => CLASSES.has(each))
  return known.length === 0 ? null : known.join(',')
}

function nestedClass(value: unknown, depth: number): unknown {
  if (!isRecord(value) || depth === 0) return typeof value === 'string' ? value : undefined
  for (const name of ['Object', 'Appearance', 'Class', 'Type', '#text']) {
    if (value[name] !== undefined) return nestedClass(value[name], depth - 1)
  }
  return undefined
}

/** ONVIF and Axis place boxes on a picture from -1 to 1, upward (ONVIF Analytics 5.1.2.2, scene coordinates). */
function boxOf(fields: ReadonlyMap<string, unknown>): Frame | null {
  const stated = fields.get('boundingbox')
  const side = (name: string): number | null =>
    numberIn(isRecord(stated) ? (stated[name] ?? stated[`@${name}`]) : fields.get(name))
  const [left, top, right, bottom] = ['left', 'top', 'right', 'bottom'].map(side)
  if (left == null || top == null || right == null || bottom == null) return null
  if (Math.max(...[left, top, right, bottom].map(Math.abs)) > 1) return null
  return frameIn({ left: (left + 1) / 2, top: (1 - top) / 2, right: (right + 1) / 2, bottom: (1 - bottom) / 2 }, 1)
}

import type { LngLat, Polygon } from '#shared/geo.ts'
import type { DeviceKind } from '#shared/device.ts'
import type { Kind, Severity } from '#shared/kinds.ts'
import type { ObservationState, Values } from '#shared/observation.ts'
import type { FormatName, Source } from '#shared/source.ts'

/** One message as a door received it. */
export type Message = {
  topic: string
  payload: Uint8Array
  /** The broker replayed it from its memory: it tells a state, not an event. */
  retain: boolean
  /** The sender says that it may have sent it before (MQTT DUP). */
  dup: boolean
  /**
   * Our own end may have left it without an acknowledgement: some libraries, mqtt.js among them, then send again
   * without saying so. Only the embedded broker can know.
   */
  mayBeResent?: boolean
  qos: 0 | 1 | 2
  /** The authenticated broker user, where the door knows it. */
  principal: string | null
  receivedAt: Date
  /** The source it was posted to over HTTP; its topic is then `ingest/{source}`, and `/{event}` where the query names one. */
  source?: string
  /** Of a posted message, as its sender stated it. */
  contentType?: string
}

/**
 * What some formats must remember between messages: small JSON by key, per source, committed before the message that
 * says it is acknowledged. Within a key a line break ends its head, and whoever asks for `a` is given `a` and every
 * `a\n…`: so several things said of one topic can be remembered, and forgotten, each on its own.
 *
 * A key `topic:<topic>` announces: as long as it (or one with this head) is remembered, messages on that topic are the
 * source's, unless the prefix of another claims them, and `memoryKeys` of the topic must name this key.
 */
export type Memory = ReadonlyMap<string, unknown>

/**
 * How a signal speaks. `event`: each message is a happening of its own (a button press, a detection with an id).
 * `level`: a state that is repeated as long as it lasts; only its edges matter.
 */
export type Signal = 'event' | 'level'

/**
 * Where the device itself says the thing is; absent means: at the device, or in the sector it watches.
 * Coordinates are as sent, in the datum of the source.
 */
export type StatedPlace =
  | { type: 'point'; location: LngLat; radiusMetres: number }
  | {
      type: 'sector'
      bearingDegrees: number
      halfAngleDegrees: number
      rangeMetres: number | null
      /** How far above (or, negative, below) the horizon it looks, where it says so. */
      elevationDegrees?: number
    }
  /**
   * A box in a camera's picture, as shares of its width and height from the upper left corner; `headingDegrees` where
   * the camera says where it looks, else its registered bearing counts.
   */
  | { type: 'frame'; left: number; top: number; right: number; bottom: number; headingDegrees: number | null }
  | { type: 'polygon'; geometry: Polygon }

/** One observation in our terms, before anybody looked up the device. */
export type Decoded = {
  /** The device's name within its source. */
  externalId: string
  /** What kind of device it seems to be, for the registry of those nobody registered. */
  deviceKind: DeviceKind
  /** What its owner or maker calls it where it announces itself, for the same registry. */
  deviceName?: string
  /** The administrative codes of the ground that an official warning is for, all of them. */
  areaCodes?: readonly string[]
  /** Null for a pure reading or sign of life. */
  kind: Kind | null
  state: ObservationState
  signal: Signal
  /** True for motion, people, open doors: it alarms only where the device is armed. */
  needsArming: boolean
  /** Unique per device where the format gives one; makes a repeat recognisable for ever. */
  eventId: string | null
  /** Joins the updates of one happening (a Frigate event and its end); unique per device. */
  seriesId: string | null
  deviceAt: Date | null
  confidence: number | null
  place: StatedPlace | null
  values: Values
  batteryPercent: number | null
  /** Device availability stated by a last will or the source's availability topic; null when not stated. */
  available: boolean | null
  /** Links to pictures named by the message. */
  media: string[]
  /** The gateway it was heard through, by its name within the same source; null where the message names none. */
  via: string | null
  /** What the message says in words: the headline of an official warning. Never anything that names a person. */
  description: string | null
  /** As stated by an official warning; null lets the kind decide. */
  severity: Severity | null
  /** An official warning past this moment is kept and not raised. */
  expiresAt: Date | null
  /** Said to be a drill: it never meets what is real. */
  exercise: boolean
  /** Set by the registry alone: of which limit of the device it speaks, and how long a value must have been over it. */
  limit?: { name: string; forSeconds: number }
}

/** Why a message cannot be read. It is kept in quarantine under this reason. */
export const REFUSALS = [
  'empty',
  'too-large',
  'too-deep',
  'not-utf8',
  'not-json',
  'not-xml',
  'wrong-shape',
  'bad-topic',
  'bad-time',
  'bad-place',
  'no-source',
] as const
export type Refusal = (typeof REFUSALS)[number]

/**
 * A message that cannot be read, with a sentence saying what is wrong and where. `event` is what a native device waits
 * to hear of: kept in quarantine is kept, and it need not send it again.
 */
export type Refused = {
  outcome: 'refused'
  reason: Refusal
  detail: string
  event?: { deviceId: string; eventId: string }
}

/**
 * What became of a message: observations (with what to remember), nothing of ours to note (a known topic that
 * says nothing about the world), or a refusal with a sentence saying what and where. `unread` is the part that could
 * not be read: nobody waits for a doubtful field while something burns, but it stays visible in quarantine.
 */
export type Decoding =
  | {
      outcome: 'decoded'
      observations: Decoded[]
      /** Whole values by key, each in place of what was remembered there; null forgets. */
      remember?: Record<string, unknown>
      unread?: Refused
    }
  | { outcome: 'ignored' }
  | Refused

/** One message format: a pure reader of one family of devices. A new family is a new file and a line in `formats.ts`. */
export type Format = {
  name: FormatName
  defaultPrefix: string
  /** The topic filters to subscribe to for a source with this prefix. */
  subscriptions(prefix: string): string[]
  /** Whether the topic belongs to a source with this prefix. */
  claims(topic: string, prefix: string): boolean
  /** Whether the topic looks like this format's own; decides where several sources share a prefix. */
  recognises?(topic: string, prefix: string): boolean
  /** The memory keys this message needs; absent where the format remembers nothing. */
  memoryKeys?(topic: string, prefix: string): string[]
  /** Its messages hold what people write or where they are: they are not kept as they came. */
  isPrivate?: true
  /** Never throws, never drops: what it cannot read it refuses with the reason. */
  decode(message: Message, source: Source, memory: Memory): Decoding
}

/** A sign of life without a value: what every observation starts from. */
export function signOfLife(externalId: string, deviceKind: DeviceKind): Decoded {
  return {
    externalId,
    deviceKind,
    kind: null,
    state: 'reading',
    signal: 'event',
    needsArming: false,
    eventId: null,
    seriesId: null,
    deviceAt: null,
    confidence: null,
    place: null,
    values: {},
    batteryPercent: null,
    available: null,
    media: [],
    via: null,
    description: null,
    severity: null,
    expiresAt: null,
    exercise: false,
  }
}

/** Observations of a message of which a part could not be read: refused as a whole unless one of them is an alarm. */
export function decodedIn(observations: Decoded[], unread: Refused | null): Decoding {
  if (unread === null) return { outcome: 'decoded', observations }
  return observations.some(({ state }) => state === 'active') ? { outcome: 'decoded', observations, unread } : unread
}

/**
 * Observations of a message in which a field has a word nobody knows: that field counts as unknown, so that it clears
 * nothing; what else the message says, and that the device lives, is kept, and the field is told in `unread`.
 */
export function decodedBeside(unread: Refused | null, observations: Decoded[]): Decoding {
  return unread === null ? { outcome: 'decoded', observations } : { outcome: 'decoded', observations, unread }
}

/** A refusal for a closed reason; the detail is one sentence that a person in the duty room can act on. */
export function refused(reason: Refusal, detail: string): Refused {
  return { outcome: 'refused', reason, detail }
}

import { openSeries, seriesKeyOf } from './camera-series.ts'
import { excerpt, externalIdIn, isRecord, topicBelow } from './fields.ts'
import { type Decoding, type Format, type Memory, type Message, refused } from './format.ts'
import { type OnvifEvent, onvifObservation } from './onvif-event.ts'
import { onvifEventsInXml } from './onvif-xml.ts'
import { readObject } from './payload.ts'
import { lastOfEach, postedName } from './posted.ts'

const BRANCH = '/onvif-ej/'

/**
 * ONVIF events over MQTT (Core specification, "JSON event payload"): `{TopicPrefix}/onvif-ej/{topic}[/&{source values}]`
 * with `{UtcTime, Source, Key, Data}`. A camera is named by what stands before `onvif-ej`. Events as XML may be posted.
 */
export const onvif: Format = {
  name: 'onvif',
  defaultPrefix: 'onvif',
  subscriptions: (prefix) => [`${prefix}/onvif-ej/#`, `${prefix}/+/onvif-ej/#`, `${prefix}/+/+/onvif-ej/#`],
  claims: (topic, prefix) => topic.startsWith(`${prefix}/`) && topic.indexOf(BRANCH) >= prefix.length,
  memoryKeys: (topic) => [seriesKeyOf(topic)],

  decode(message, source, memory) {
    const at = message.topic.indexOf(BRANCH)
    if (at === -1 && message.source !== undefined) {
      return decodedXml(message, postedName(message) ?? source.id, memory)
    }
    const camera = cameraIn(message.topic.slice(0, at), source.prefix)
    if (at === -1 || camera === null) {
      return refused('bad-topic', `The topic ${excerpt(message.topic)} names no camera before ${BRANCH}.`)
    }
    // A retained property that is deleted says nothing of what it was about.
    if (message.payload.length === 0) return { outcome: 'ignored' }
    const [topic = ''] = message.topic.slice(at + BRANCH.length).split('/&')
    const read = readObject(message.payload)
    if (read.outcome === 'refused') return read
    return decodedEvents([eventIn(read.value, topic)], camera, message, memory)
  },
}

/** The notifications of a posted XML text, for a camera whose name the caller found. */
export function decodedXml(message: Message, camera: string, memory: Memory): Decoding {
  const read = onvifEventsInXml(message.payload)
  return read.outcome === 'refused' ? read : decodedEvents(read.value, camera, message, memory)
}

/** What the events of one camera say, and what to remember of them. */
export function decodedEvents(
  events: readonly OnvifEvent[],
  camera: string,
  message: Message,
  memory: Memory,
): Decoding {
  const book = openSeries(memory, seriesKeyOf(message.topic))
  const observations = events.map((event) => onvifObservation(event, camera, message, book))
  if (observations.length === 0) return { outcome: 'ignored' }
  const remember = book.changes()
  const decoded = { outcome: 'decoded' as const, observations: lastOfEach(observations) }
  return remember === undefined ? decoded : { ...decoded, remember }
}

/** The camera's name: what stands below the prefix, or the end of the prefix where that is the camera's own. */
export function cameraIn(before: string, prefix: string): string | null {
  if (before === prefix) return externalIdIn(prefix.split('/').at(-1))
  return externalIdIn(topicBelow(before, prefix) ?? before)
}

function eventIn(body: Record<string, unknown>, topic: string): OnvifEvent {
  return {
    topic,
    at: body['UtcTime'],
    source: { ...itemsIn(body['Source']), ...itemsIn(body['Key']) },
    data: itemsIn(body['Data']),
    isInitial: body['PropertyOperation'] === 'Initialized',
  }
}

/** Fields by name, also where a firmware keeps the `SimpleItem` lists of the XML form. */
function itemsIn(section: unknown): Record<string, unknown> {
  if (!isRecord(section)) return {}
  const { SimpleItem: items, ...rest } = section
  const list: unknown[] = Array.isArray(items) ? items : [items]
  const named = list.flatMap((item): [string, unknown][] =>
    isRecord(item) && typeof item['Name'] === 'string' ? [[item['Name'], item['Value']]] : [],
  )
  return { ...rest, ...Object.fromEntries(named) }
}

import { seriesKeyOf } from './camera-series.ts'
import { externalIdIn, isRecord, textIn, topicBelow } from './fields.ts'
import { type Decoding, type Format, type Message, signOfLife } from './format.ts'
import { cameraIn, decodedEvents, decodedXml } from './onvif.ts'
import type { OnvifEvent } from './onvif-event.ts'
import { readObject, readText, wrongField } from './payload.ts'
import { postedName } from './posted.ts'

const BRANCH = '/event/'
/** How wills and greetings are worded is free; these are the words that people choose. */
const GONE = /\b(lwt|will|lost|offline|disconnect\w*|dead|died|down|unavailable|false|0)\b/i
const HERE = /\b(connect\w*|online|alive|up|available|true|1)\b/i

/**
 * Axis events over MQTT: `{prefix}/{serial}/event/{topic}[/$source/{name}/{value}]` with `{topic, timestamp, message}`,
 * every value a text (VAPIX MQTT event bridge). Other topics below the prefix are wills and greetings. The same events
 * as XML may be posted.
 */
export const axis: Format = {
  name: 'axis',
  defaultPrefix: 'axis',
  subscriptions: (prefix) => [`${prefix}/#`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,
  memoryKeys: (topic) => [seriesKeyOf(topic)],

  decode(message, source, memory) {
    const { topic, payload } = message
    if (message.source !== undefined && /^[\s\ufeff]*</.test(new TextDecoder().decode(payload.subarray(0, 200)))) {
      return decodedXml(message, postedName(message) ?? source.id, memory)
    }
    const at = topic.indexOf(BRANCH)
    if (message.source === undefined && at === -1) return greeting(message, source.prefix)
    // A retained event that is deleted says nothing of what it was about.
    if (message.source === undefined && payload.length === 0) return { outcome: 'ignored' }
    const read = readObject(payload)
    if (read.outcome === 'refused') return read
    const named = at === -1 ? postedName(message) : cameraIn(topic.slice(0, at), source.prefix)
    const camera = named ?? externalIdIn(read.value['serial']) ?? source.id
    const [heardOn = ''] = at === -1 ? [] : topic.slice(at + BRANCH.length).split('/$source/')
    const told = textIn(read.value['topic'], 512) ?? heardOn
    const body = read.value['message']
    if (!isRecord(body)) return wrongField('message', 'an object with source, key and data', body)
    const event: OnvifEvent = {
      topic: told,
      // The bridge leaves it out where the clock was not set.
      at: read.value['timestamp'],
      source: { ...fieldsIn(body['source']), ...fieldsIn(body['key']) },
      data: fieldsIn(body['data']),
      isInitial: false,
    }
    return decodedEvents([event], camera, message, memory)
  },
}

/** A will tells at once that a camera is gone; anything else on such a topic is nobody's business here. */
function greeting({ topic, payload }: Message, prefix: string): Decoding {
  const [camera] = (topicBelow(topic, prefix) ?? '').split('/')
  const externalId = externalIdIn(camera)
  if (externalId === null || payload.length === 0 || payload.length > 1000) return { outcome: 'ignored' }
  const read = readText(payload)
  if (read.outcome === 'refused') return { outcome: 'ignored' }
  const available = GONE.test(read.value) ? false : HERE.test(read.value) ? true : null
  if (available === null) return { outcome: 'ignored' }
  return { outcome: 'decoded', observations: [{ ...signOfLife(externalId, 'camera'), available }] }
}

function fieldsIn(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

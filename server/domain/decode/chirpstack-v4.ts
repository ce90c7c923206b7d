import { chirpstackEvent } from './chirpstack.ts'
import { topicBelow } from './fields.ts'
import type { Format } from './format.ts'

/** ChirpStack version 4: `application/{applicationId, a UUID}/device/{devEui}/event/{event}`. */
export const chirpstackV4: Format = {
  name: 'chirpstack-v4',
  defaultPrefix: 'application',
  subscriptions: (prefix) => [`${prefix}/+/device/+/event/+`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,
  recognises: (topic, prefix) => /^[0-9a-f]{8}-[0-9a-f-]{27}\//i.test(topicBelow(topic, prefix) ?? ''),
  decode: chirpstackEvent,
}

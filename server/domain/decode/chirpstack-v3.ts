import { chirpstackEvent } from './chirpstack.ts'
import { topicBelow } from './fields.ts'
import type { Format } from './format.ts'

/**
 * ChirpStack versions 1 to 3: `application/{applicationID, a number}/device/{devEUI}/event/{event}`, in the oldest ones
 * `…/device/{devEUI}/rx` or `…/node/{devEUI}/rx`.
 */
export const chirpstackV3: Format = {
  name: 'chirpstack-v3',
  defaultPrefix: 'application',
  subscriptions: (prefix) => [`${prefix}/+/device/+/event/+`, `${prefix}/+/device/+/+`, `${prefix}/+/node/+/+`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,
  recognises: (topic, prefix) => /^\d+\//.test(topicBelow(topic, prefix) ?? ''),
  decode: chirpstackEvent,
}

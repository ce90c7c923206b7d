import { hash } from 'node:crypto'
import type { Decoded, Message } from './format.ts'

// By what a repeat of an observation is recognised. The kind and the state are part of every key: one message may hold
// several observations, and a device may clear an event under the id it raised it with.

/** A clock that shows an earlier time was never set: every alarm of such a device would carry the same moment. */
const CLOCK_SET_SINCE_MS = Date.UTC(2000, 0, 1)

/**
 * The key under which any later repeat is the same observation, whenever it comes: made of the device's own id for it,
 * else of the device's time and the content. Null where the message carries neither.
 */
export function lastingKey(sourceId: string, decoded: Decoded, message: Message): string | null {
  const { eventId, deviceAt } = decoded
  if (eventId !== null) return digest(['id', ...whoSays(sourceId, decoded), eventId])
  if (deviceAt === null || deviceAt.getTime() < CLOCK_SET_SINCE_MS) return null
  return digest(['at', ...whoSays(sourceId, decoded), deviceAt.toISOString()], message.payload)
}

/**
 * The key of an observation without a lasting one. Only a message that its sender marks as possibly sent before (DUP)
 * may be folded by it, and only into a recent one: last week's alarm in the same words is another alarm. Null where
 * nothing can tell a repeat from a second happening (QoS 0).
 */
export function contentKey(sourceId: string, decoded: Decoded, message: Message): string | null {
  if (message.qos === 0) return null
  return digest(['content', ...whoSays(sourceId, decoded), message.topic], message.payload)
}

function whoSays(sourceId: string, { externalId, kind, state }: Decoded): string[] {
  return [sourceId, externalId, kind ?? '', state]
}

/** 144 bits of SHA-256, as 24 characters that need no escaping anywhere. */
function digest(parts: string[], content?: Uint8Array): string {
  const named = JSON.stringify(parts)
  const whole = content === undefined ? named : Buffer.concat([Buffer.from(named), content])
  return hash('sha256', whole, 'base64url').slice(0, 24)
}

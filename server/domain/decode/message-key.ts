import { createHash } from 'node:crypto'
import type { Decoded, Message } from './format.ts'

/**
 * By what a repeat of an observation is recognised. `forever`: any later repeat is folded. Otherwise only a message
 * that its sender marks as possibly sent before (DUP) may be folded, and only into a recent one with the same key:
 * last week's alarm in the same words is another alarm.
 */
export type MessageKey = { key: string; forever: boolean }

/** A clock that shows an earlier time was never set: every alarm of such a device would carry the same moment. */
const CLOCK_SET_SINCE_MS = Date.UTC(2000, 0, 1)

/**
 * The key of one observation of a message, or null where nothing can tell a repeat from a second happening (QoS 0
 * without id and time). The kind and the state are part of it: one message may hold several observations, and a
 * device may clear an event under the id it raised it with.
 */
export function messageKey(sourceId: string, decoded: Decoded, message: Message): MessageKey | null {
  const { externalId, eventId, deviceAt, kind, state } = decoded
  const who = [sourceId, externalId, kind ?? '', state]
  if (eventId !== null) return { key: digest(['id', ...who, eventId]), forever: true }
  if (deviceAt !== null && deviceAt.getTime() >= CLOCK_SET_SINCE_MS) {
    return { key: digest(['at', ...who, deviceAt.toISOString()], message.payload), forever: true }
  }
  if (message.qos === 0) return null
  return { key: digest(['content', ...who, message.topic], message.payload), forever: false }
}

/** 144 bits of SHA-256, as 24 characters that need no escaping anywhere. */
function digest(parts: string[], content?: Uint8Array): string {
  const hash = createHash('sha256').update(JSON.stringify(parts))
  if (content !== undefined) hash.update(content)
  return hash.digest('base64url').slice(0, 24)
}

import type { Source } from '#shared/source.ts'
import type { Message } from './format.ts'
import { formats } from './formats.ts'

/** What a source must remember before it can read a message. `isCertain`: the message is this source's in any case. */
export type Recall = { source: Source; heads: string[]; isCertain: boolean }

const TOPIC = 'topic:'
/** As long as MQTT libraries take; the database indexes it. */
const MOST_TOPIC_LENGTH = 500

/** The key under which a source remembers that it has announced a topic. */
export function announcingKey(topic: string): string {
  return `${TOPIC}${topic}`
}

/** The topic that a key announces; null where it announces none. */
export function announcedTopic(key: string): string | null {
  return key.startsWith(TOPIC) ? headOf(key).slice(TOPIC.length) : null
}

/** The part of a key up to its first line break: keys with one head are read together. */
export function headOf(key: string): string {
  const end = key.indexOf('\n')
  return end === -1 ? key : key.slice(0, end)
}

/** Whether a topic may be announced: one that exists, and not many at once (`+`, `#`) or the broker's own (`$`). */
export function isAnnounceable(topic: string): boolean {
  return topic.length > 0 && topic.length <= MOST_TOPIC_LENGTH && !/^\$|[+#\p{Cc}]/u.test(topic)
}

/** Whether messages on a topic are a source's as soon as it has announced that topic. */
export function awaits({ format, prefix }: Source, topic: string): boolean {
  return formats[format].memoryKeys?.(topic, prefix).includes(announcingKey(topic)) === true
}

/**
 * What must be read from memory before a message is decoded: of its source, `claimant`, or, where nobody claims its
 * topic, of every source that may have announced it, the one named after the publisher first. Null: nothing.
 */
export function recallFor(message: Message, claimant: Source | null, sources: readonly Source[]): Recall[] | null {
  const { topic, principal } = message
  if (claimant !== null) {
    const heads = headsOf(claimant, topic)
    return heads === null ? null : [{ source: claimant, heads, isCertain: true }]
  }
  if (message.source !== undefined || !isAnnounceable(topic)) return null
  const awaiting = sources.filter((source) => awaits(source, topic))
  if (awaiting.length === 0) return null
  return awaiting
    .toSorted((one, other) => Number(other.id === principal) - Number(one.id === principal))
    .map((source) => ({ source, heads: headsOf(source, topic) ?? [], isCertain: false }))
}

/** The heads of the keys that a format names; null where it remembers nothing. A name of a device may hold anything. */
function headsOf({ format, prefix }: Source, topic: string): string[] | null {
  return formats[format].memoryKeys?.(topic, prefix).map(headOf) ?? null
}

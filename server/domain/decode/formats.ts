import type { FormatName, Source } from '#shared/source.ts'
import { chirpstackV4 } from './chirpstack-v4.ts'
import { excerpt } from './fields.ts'
import { type Decoding, type Format, type Memory, type Message, refused } from './format.ts'
import { frigate } from './frigate.ts'
import { native } from './native.ts'
import { zigbee2mqtt } from './zigbee2mqtt.ts'

/** Every message format by its name: a new family of devices is a new file and a line here. */
export const formats: Record<FormatName, Format> = {
  native,
  frigate,
  zigbee2mqtt,
  'chirpstack-v4': chirpstackV4,
}

/** What a format knows that has remembered nothing. */
export const NO_MEMORY: Memory = new Map()

/**
 * The source a topic belongs to: of all that claim it the one with the longest prefix, and of several with that same
 * prefix the one the authenticated publisher is named after. Null where nobody claims it.
 */
export function sourceOf(topic: string, principal: string | null, sources: readonly Source[]): Source | null {
  let best: Source | null = null
  for (const source of sources) {
    if (best !== null && source.prefix.length < best.prefix.length) continue
    if (!formats[source.format].claims(topic, source.prefix)) continue
    if (best === null || source.prefix.length > best.prefix.length || source.id === principal) best = source
  }
  return best
}

/** The source a message belongs to: the one it was posted to, else the one that claims its topic. */
export function sourceFor(message: Message, sources: readonly Source[]): Source | null {
  if (message.source === undefined) return sourceOf(message.topic, message.principal, sources)
  return sources.find(({ id }) => id === message.source) ?? null
}

/** Lets the format of a source read a message. Never throws, never drops; what belongs to nobody is refused as `no-source`. */
export function decodeAs(source: Source | null, message: Message, memory: Memory = NO_MEMORY): Decoding {
  if (source === null) return refused('no-source', `No source claims the topic ${excerpt(message.topic)}.`)
  return formats[source.format].decode(message, source, memory)
}

/** Finds the source of a message by its topic and lets that source's format read it. */
export function decode(
  message: Message,
  sources: readonly Source[],
  memoryOf: (source: Source) => Memory = () => NO_MEMORY,
): { source: Source | null; decoding: Decoding } {
  const source = sourceFor(message, sources)
  return { source, decoding: decodeAs(source, message, source === null ? NO_MEMORY : memoryOf(source)) }
}

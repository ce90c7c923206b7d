import type { FormatName, Source } from '#shared/source.ts'
import { chirpstackV4 } from './chirpstack-v4.ts'
import { excerpt } from './fields.ts'
import { type Decoding, type Format, type Memory, type Message, refused } from './format.ts'
import { frigate } from './frigate.ts'
import { native } from './native.ts'
import { owntracks } from './owntracks.ts'
import { zigbee2mqtt } from './zigbee2mqtt.ts'
import { thingsboard } from './thingsboard.ts'
import { meshtastic } from './meshtastic.ts'
import { firms } from './firms.ts'
import { alink } from './alink.ts'
import { huaweiIot } from './huawei-iot.ts'
import { tencentIot } from './tencent-iot.ts'
import { cap } from './cap.ts'
import { gb28181 } from './gb28181.ts'

/** Every message format by its name: a new family of devices is a new file and a line here. */
export const formats: Record<FormatName, Format> = {
  native,
  frigate,
  zigbee2mqtt,
  'chirpstack-v4': chirpstackV4,
  owntracks,
  thingsboard,
  meshtastic,
  firms,
  alink,
  'huawei-iot': huaweiIot,
  'tencent-iot': tencentIot,
  cap,
  gb28181,
}

const NO_MEMORY: Memory = new Map()

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

/**
 * Decodes one message: finds its source by topic and lets that source's format read it. `memoryOf` gives what the
 * source remembers under the format's `memoryKeys`. Never throws, never drops; a topic of nobody is refused as `no-source`.
 */
export function decode(
  message: Message,
  sources: readonly Source[],
  memoryOf: (source: Source) => Memory = () => NO_MEMORY,
): { source: Source | null; decoding: Decoding } {
  const source =
    message.source === undefined
      ? sourceOf(message.topic, message.principal, sources)
      : (sources.find(({ id }) => id === message.source) ?? null)
  if (source === null) {
    const detail = `No source claims the topic ${excerpt(message.topic)}.`
    return { source, decoding: refused('no-source', detail) }
  }
  return { source, decoding: formats[source.format].decode(message, source, memoryOf(source)) }
}

import type { FormatName, Source } from '#shared/source.ts'
import { axis } from './axis.ts'
import { chirpstackV3 } from './chirpstack-v3.ts'
import { chirpstackV4 } from './chirpstack-v4.ts'
import { dahua } from './dahua.ts'
import { excerpt } from './fields.ts'
import { type Decoding, type Format, type Memory, type Message, refused } from './format.ts'
import { esphome } from './esphome.ts'
import { frigate } from './frigate.ts'
import { hikvision } from './hikvision.ts'
import { native } from './native.ts'
import { onvif } from './onvif.ts'
import { pyronear } from './pyronear.ts'
import { senml } from './senml.ts'
import { ttn } from './ttn.ts'
import { homeAssistant } from './home-assistant.ts'
import { rtl433 } from './rtl-433.ts'
import { shelly } from './shelly.ts'
import { tasmota } from './tasmota.ts'
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
import { sms } from './sms.ts'

/** Every message format by its name: a new family of devices is a new file and a line here. */
export const formats: Record<FormatName, Format> = {
  native,
  frigate,
  zigbee2mqtt,
  'chirpstack-v4': chirpstackV4,
  hikvision,
  dahua,
  onvif,
  axis,
  pyronear,
  'chirpstack-v3': chirpstackV3,
  ttn,
  senml,
  tasmota,
  shelly,
  esphome,
  'home-assistant': homeAssistant,
  rtl_433: rtl433,
  owntracks,
  thingsboard,
  meshtastic,
  firms,
  alink,
  'huawei-iot': huaweiIot,
  'tencent-iot': tencentIot,
  cap,
  gb28181,
  sms,
}

/** What a format knows that has remembered nothing. */
export const NO_MEMORY: Memory = new Map()

/**
 * The source a topic belongs to: of all that claim it the one with the longest prefix; of several with that same
 * prefix the one whose format recognises the topic, else the one the authenticated publisher is named after. Null
 * where nobody claims it.
 */
export function sourceOf(topic: string, principal: string | null, sources: readonly Source[]): Source | null {
  let best: { source: Source; fit: number } | null = null
  for (const source of sources) {
    const length = best?.source.prefix.length ?? 0
    if (source.prefix.length < length) continue
    const format = formats[source.format]
    if (!format.claims(topic, source.prefix)) continue
    const isRecognised = format.recognises?.(topic, source.prefix) === true
    const fit = (isRecognised ? 2 : 0) + (source.id === principal ? 1 : 0)
    if (best === null || source.prefix.length > length || fit > best.fit) best = { source, fit }
  }
  return best?.source ?? null
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

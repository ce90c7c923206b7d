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
}

const NO_MEMORY: Memory = new Map()

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

import type { Device, DeviceStatus } from '#shared/device.ts'
import {
  CADENCE_SECONDS,
  EVENT_GAPS_BELIEVED,
  EVENT_KINDS,
  GAPS_BELIEVED,
  MOST_SPREAD,
  NEVER_LEARNED,
} from './care-rules.ts'

/** The gaps between the utterances heard at one address: how many, and their short and long end as logarithms of seconds. */
export type Gaps = { gaps: number; gapLow: number | null; gapHigh: number | null }

/**
 * How often a device speaks: as registered, else as far as its gaps are believed, else null. What speaks when something
 * happens has no cadence, and is never late.
 */
export function cadenceOf(
  device: Pick<Device, 'kind' | 'expectedIntervalSeconds'>,
  gaps: Gaps | null,
): DeviceStatus['cadence'] {
  if (device.expectedIntervalSeconds !== null) return { seconds: device.expectedIntervalSeconds, from: 'registered' }
  if (gaps === null || gaps.gapLow === null || gaps.gapHigh === null || NEVER_LEARNED.includes(device.kind)) return null
  const wanted = EVENT_KINDS.includes(device.kind) ? EVENT_GAPS_BELIEVED : GAPS_BELIEVED
  if (gaps.gaps < wanted || gaps.gapHigh - gaps.gapLow > MOST_SPREAD) return null
  const { least, most } = CADENCE_SECONDS
  return { seconds: Math.round(Math.min(most, Math.max(least, Math.exp(gaps.gapHigh)))), from: 'learned' }
}

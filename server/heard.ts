import type { DeviceStatus } from '#shared/device.ts'
import { type Listened, pictureOf } from './caretaking.ts'
import type { Decisions } from './decisions.ts'
import type { Arrival } from './domain/arrival.ts'
import { keptValues } from './domain/whereabouts.ts'
import { addressKey, type HeardAt } from './domain/watched.ts'

/** Gathers what was last heard at each address and tells the screens a few times a second, however much comes. */
export type Heard = { note(arrivals: readonly Arrival[]): void; stop(): void }

const TELL_EVERY_MS = 250

/** What was heard at an address since the screens were told; `spokeAt` null: only others spoke of it. */
type Fresh = Pick<HeardAt, 'sourceId' | 'externalId' | 'available' | 'batteryPercent' | 'values' | 'via'> & {
  receivedAt: Date
  spokeAt: Date | null
}

export function createHeard(parts: {
  decisions: Decisions
  now: () => Date
  hasListeners: () => boolean
  /** What was heard until a few seconds ago. */
  listened: () => Promise<Listened>
  tell: (statuses: DeviceStatus[]) => void
}): Heard {
  const { decisions, now, hasListeners, listened, tell } = parts
  let byAddress = new Map<string, Fresh>()
  let timer: NodeJS.Timeout | undefined

  async function tellAll(): Promise<void> {
    timer = undefined
    const fresh = byAddress
    byAddress = new Map()
    const facts = await decisions.facts()
    const { heard, spans } = await listened()
    const together = new Map(heard)
    const concerned = new Set<string>()
    for (const [key, word] of fresh) {
      together.set(key, withWord(heard.get(key), word))
      const device = facts.arrangement.deviceAt(word.sourceId, word.externalId)
      if (device !== null) concerned.add(device.id)
    }
    const { devices } = pictureOf({ heard: together, spans }, facts, now())
    tell(devices.flatMap(({ status }) => (concerned.has(status.deviceId) ? [status] : [])))
  }

  return {
    note(arrivals) {
      if (!hasListeners()) return
      for (const { sourceId, decoded, message } of arrivals) {
        const { externalId, available, batteryPercent, values, via } = decoded
        const key = addressKey(sourceId, externalId)
        const before = byAddress.get(key)
        const isOwnWord = !message.retain && available !== false
        byAddress.set(key, {
          sourceId,
          externalId,
          receivedAt: message.receivedAt,
          spokeAt: isOwnWord ? message.receivedAt : (before?.spokeAt ?? null),
          available: available ?? before?.available ?? null,
          batteryPercent: batteryPercent ?? before?.batteryPercent ?? null,
          // Altitude and speed of a person's phone are a position too.
          values: { ...before?.values, ...keptValues(values) },
          via: via ?? before?.via ?? null,
        })
      }
      // Screens are told again of what they missed: statuses may be lost, and the next ones follow.
      timer ??= setTimeout(() => void tellAll().catch(() => {}), TELL_EVERY_MS)
    },
    stop: () => clearTimeout(timer),
  }
}

/** What is known of an address once it has spoken again, until the settling has written it down. */
function withWord(before: HeardAt | undefined, word: Fresh): HeardAt {
  const { sourceId, externalId, receivedAt, spokeAt, available, batteryPercent, values, via } = word
  const isTurned = available !== null && available !== before?.available
  return {
    ...(before ?? NOTHING_LEARNED),
    sourceId,
    externalId,
    lastSeenAt: spokeAt ?? before?.lastSeenAt ?? receivedAt,
    available: available ?? before?.available ?? null,
    availableAt: isTurned ? receivedAt : (before?.availableAt ?? null),
    batteryPercent: batteryPercent ?? before?.batteryPercent ?? null,
    values: { ...before?.values, ...values },
    via: via ?? before?.via ?? null,
  }
}

const NOTHING_LEARNED = {
  gaps: 0,
  gapLow: null,
  gapHigh: null,
  turns: [],
  gauge: null,
  gaugeSince: null,
  gaugeCount: 0,
  clockOffsetSeconds: null,
  clockAt: null,
  clockOffSince: null,
  lastPictureAt: null,
} as const

import type { DeviceStatus } from '#shared/device.ts'
import type { Decisions } from './decisions.ts'
import type { HeardAt } from './domain/health.ts'
import { statusOf } from './domain/health.ts'
import type { Arrival } from './domain/intake.ts'
import { keptValues } from './domain/whereabouts.ts'

/** Gathers what was last heard at each address and tells the screens a few times a second, however much comes. */
export type Heard = { note(arrivals: readonly Arrival[]): void; stop(): void }

const TELL_EVERY_MS = 250

export function createHeard(parts: {
  decisions: Decisions
  now: () => Date
  hasListeners: () => boolean
  tell: (statuses: DeviceStatus[]) => void
}): Heard {
  const { decisions, now, hasListeners, tell } = parts
  let byAddress = new Map<string, HeardAt & { sourceId: string; externalId: string }>()
  let timer: NodeJS.Timeout | undefined

  async function tellAll(): Promise<void> {
    timer = undefined
    const told = byAddress
    byAddress = new Map()
    const { arrangement } = await decisions.facts()
    tell(
      [...told.values()].flatMap((heard) => {
        const device = arrangement.deviceAt(heard.sourceId, heard.externalId)
        return device === null ? [] : [statusOf(device, [heard], now())]
      }),
    )
  }

  return {
    note(arrivals) {
      if (!hasListeners()) return
      for (const { sourceId, decoded, message } of arrivals) {
        const { externalId, available, batteryPercent, values } = decoded
        const key = `${sourceId}\0${externalId}`
        const before = byAddress.get(key)
        byAddress.set(key, {
          sourceId,
          externalId,
          lastSeenAt: message.receivedAt,
          available: available ?? before?.available ?? null,
          batteryPercent: batteryPercent ?? before?.batteryPercent ?? null,
          // Altitude and speed of a person's phone are a position too.
          values: { ...before?.values, ...keptValues(values) },
        })
      }
      // Screens are told again of what they missed: statuses may be lost, and the next ones follow.
      timer ??= setTimeout(() => void tellAll().catch(() => {}), TELL_EVERY_MS)
    },
    stop: () => clearTimeout(timer),
  }
}

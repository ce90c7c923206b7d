import type { Device } from '#shared/device.ts'
import type { Source } from '#shared/source.ts'
import { healthOf } from '../../server/domain/health.ts'
import type { Span } from '../../server/domain/hearing.ts'
import { addressKey, type HeardAt } from '../../server/domain/watched.ts'

/** The moment at which devices of these tests are looked at. */
export const NOW = new Date('2026-05-01T08:00:00.000Z')

/** A moment so many minutes before that. */
export const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)

/** What was heard at one address: a word one minute ago, nothing else, unless told. */
export function heardAt(externalId: string, told: Partial<HeardAt> = {}): HeardAt {
  return {
    sourceId: 'lora',
    externalId,
    lastSeenAt: minutesAgo(1),
    available: null,
    availableAt: null,
    batteryPercent: null,
    values: {},
    gaps: 0,
    gapLow: null,
    gapHigh: null,
    turns: [],
    via: null,
    gauge: null,
    gaugeSince: null,
    gaugeCount: 0,
    clockOffsetSeconds: null,
    clockAt: null,
    clockOffSince: null,
    lastPictureAt: null,
    ...told,
  }
}

/** Gaps that were all of so many minutes. */
export function everyMinutes(minutes: number): Pick<HeardAt, 'gaps' | 'gapLow' | 'gapHigh'> {
  const end = Math.log(minutes * 60)
  return { gaps: 100, gapLow: end, gapHigh: end }
}

/** A registered weather station under its own id at the source `lora`, unless told. */
export function deviceNamed(id: string, told: Partial<Device> = {}): Device {
  return {
    id,
    name: id,
    kind: 'weather',
    addresses: [{ source: 'lora', externalId: id }],
    location: [112.2, 36.6],
    statedLocation: null,
    elevation: null,
    expectedIntervalSeconds: null,
    camera: null,
    armed: false,
    maintenance: false,
    maintenanceUntil: null,
    registered: true,
    ...told,
  }
}

/** How devices are at `now`, after what was heard; a device of its own for every address unless told. */
export function pictureOf(
  rows: readonly HeardAt[],
  told: { devices?: readonly Device[]; spans?: readonly Span[]; now?: Date; format?: Source['format'] } = {},
) {
  return healthOf({
    devices: told.devices ?? rows.map(({ externalId }) => deviceNamed(externalId)),
    sources: [{ id: 'lora', format: told.format ?? 'chirpstack-v4' }],
    heard: new Map(rows.map((row) => [addressKey(row.sourceId, row.externalId), row])),
    spans: told.spans ?? [],
    now: told.now ?? NOW,
  })
}

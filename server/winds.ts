import type { Database } from '../db/connect.ts'
import type { Arrangement } from './domain/arrangement.ts'
import type { Arrival } from './domain/arrival.ts'
import type { WindReading } from './domain/wind.ts'
import type { Log } from './mqtt/door.ts'
import { stationReadings } from './store/station-readings.ts'

/** What stations told of the wind last: heard here, or by another process, or before a restart. */
export type Winds = {
  note(arrivals: readonly Arrival[]): void
  /** The last word of every device of an arrangement. */
  known(arrangement: Arrangement): readonly WindReading[]
  start(): Promise<void>
  stop(): Promise<void>
}

const WIND = 'windSpeedMetresPerSecond'
/** What others heard is read so often: wind of half an hour ago still counts. */
const READ_EVERY_MS = 60_000
const LOOK_BACK_MS = 30 * 60_000

export function createWinds(parts: {
  database: Database
  arrangement: () => Promise<Arrangement>
  now: () => Date
  log: Log
}): Winds {
  const { database, arrangement, now, log } = parts
  const heard = new Map<string, { sourceId: string; externalId: string; at: Date; metresPerSecond: number }>()
  const read = new Map<string, WindReading>()
  let timer: NodeJS.Timeout | undefined
  let reading: Promise<void> | null = null

  async function readAll(): Promise<void> {
    const { devices } = await arrangement()
    const ids = [...devices.values()].filter(({ kind }) => kind === 'weather').map(({ id }) => id)
    if (ids.length === 0) return
    const readings = await stationReadings(database, ids, new Date(now().getTime() - LOOK_BACK_MS))
    for (const { deviceId, at, values } of readings) {
      const metresPerSecond = values[WIND]
      const before = read.get(deviceId)
      if (typeof metresPerSecond !== 'number' || (before !== undefined && before.at > at)) continue
      read.set(deviceId, { deviceId, at, metresPerSecond })
    }
  }

  function readSafely(): void {
    reading ??= readAll()
      .catch((error: unknown) => log.warn({ error }, 'the wind could not be read; trying again'))
      .finally(() => {
        reading = null
      })
  }

  return {
    note(arrivals) {
      for (const { sourceId, decoded, message } of arrivals) {
        const metresPerSecond = decoded.values[WIND]
        if (message.retain || typeof metresPerSecond !== 'number') continue
        const at = decoded.deviceAt ?? message.receivedAt
        const key = `${sourceId}\0${decoded.externalId}`
        const before = heard.get(key)
        if (before === undefined || before.at <= at)
          heard.set(key, { sourceId, externalId: decoded.externalId, at, metresPerSecond })
      }
    },
    known({ deviceAt }) {
      const latest = new Map(read)
      for (const { sourceId, externalId, at, metresPerSecond } of heard.values()) {
        const deviceId = deviceAt(sourceId, externalId)?.id
        const before = deviceId === undefined ? undefined : latest.get(deviceId)
        if (deviceId !== undefined && (before === undefined || before.at <= at))
          latest.set(deviceId, { deviceId, at, metresPerSecond })
      }
      return [...latest.values()]
    },
    async start() {
      readSafely()
      await reading
      timer = setInterval(readSafely, READ_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await reading
    },
  }
}

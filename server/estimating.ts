import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { estimableDay, estimateOf, stationsIn } from './domain/danger-estimate.ts'
import { dangerChange, fireDangerOf, rewritten } from './domain/fire-danger.ts'
import { dayIn, noonOf } from '#shared/township-day.ts'
import { putVersion } from './domain/versions.ts'
import { takeLease } from './leases.ts'
import type { Log } from './mqtt/door.ts'
import { rowsOfRewrite } from './store/registry.ts'
import { stationReadings } from './store/station-readings.ts'

/** Makes the day's estimate of fire danger for each township once its noon is over. */
export type Estimating = {
  start(): void
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 60_000
/** Whatever waited for the start comes first. */
const FIRST_LOOK_MS = 10_000
/** While one process reads a day of weather no other needs to. */
const LEASE_MS = 60_000
/** An hour after noon whatever was going to be told has been told. */
const WAITED_MS = 60 * 60_000
/** Where no station told of noon, what a gateway kept back may still come: it is asked for more rarely. */
const TRY_AGAIN_MS = 5 * 60_000
/** The rain of the day before noon, and what a counter showed before that. */
const LOOK_BACK_MS = 30 * 3600_000

export function createEstimating(parts: {
  database: Database
  decisions: Decisions
  /** Resolves when all telemetry committed until now can be read. */
  settled: () => Promise<void>
  zone: string
  holder: string
  now: () => Date
  log: Log
}): Estimating {
  const { database, decisions, settled, zone, holder, now, log } = parts
  const triedAtMs = new Map<string, number>()
  let timers: NodeJS.Timeout[] = []
  let looking: Promise<unknown> | null = null

  async function look(): Promise<void> {
    const { arrangement } = await decisions.facts()
    const at = now()
    const day = estimableDay(zone, dayIn(zone, at), at)
    for (const { id } of arrangement.areaList.filter(({ level }) => level === 'township')) {
      const stationIds = stationsIn(arrangement, id, at)
      const isMade = arrangement.fireDanger.fireEstimates.some((made) => made.id === id && made.day === day)
      const triedAt = triedAtMs.get(id) ?? -Infinity
      if (stationIds.length === 0 || isMade || Math.abs(at.getTime() - triedAt) < TRY_AGAIN_MS) continue
      if (!(await takeLease(database, 'fire-weather', holder, at, LEASE_MS))) return
      const isTooEarly = at.getTime() < noonOf(zone, day).getTime() + WAITED_MS
      if (!(await estimate(id, day, stationIds)) && !isTooEarly) triedAtMs.set(id, at.getTime())
    }
  }

  /** Whether there is an estimate of the day now. Two processes make one: whoever comes second finds it made. */
  async function estimate(areaId: string, day: string, stationIds: string[]): Promise<boolean> {
    await settled()
    const since = new Date(noonOf(zone, day).getTime() - LOOK_BACK_MS)
    const readings = await stationReadings(database, stationIds, since)
    return decisions.decide<boolean>(({ arrangement: { fireDanger } }, making) => {
      const before = fireDanger.fireEstimates.filter(({ id }) => id === areaId)
      if (before.some((made) => made.day === day)) return { result: true, step: null }
      const made = estimateOf({ areaId, day, zone, stationIds, readings, before }, making.now)
      if (made === null) return { result: false, step: null }
      const { validFrom, validUntil, ...said } = made
      const rewrite = putVersion(before, said, { validFrom, validUntil }, () => false, making.now, making.newId)
      if (rewrite === null || rewrite === 'empty') return { result: false, step: null }
      const after = { ...fireDanger, fireEstimates: rewritten(fireDanger.fireEstimates, rewrite) }
      const changes = [dangerChange(fireDangerOf(areaId, after, making.now))]
      return { result: true, step: { ...rowsOfRewrite('fireEstimates', rewrite, making.now), changes, arranges: true } }
    })
  }

  function lookSafely(): void {
    looking ??= look()
      .catch((error: unknown) => log.warn({ error }, 'the fire danger could not be estimated; trying again'))
      .finally(() => {
        looking = null
      })
  }

  return {
    start() {
      timers = [setTimeout(lookSafely, FIRST_LOOK_MS), setInterval(lookSafely, LOOK_EVERY_MS)]
    },
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      await looking
    },
  }
}

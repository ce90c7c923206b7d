import type { DeviceStatus } from '#shared/device.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { type Care, careFor, decideCare, incidentsOf } from './domain/care.ts'
import type { Facts, IncidentRecord } from './domain/facts.ts'
import { faultsIn } from './domain/fault.ts'
import { healthOf, type HealthPicture } from './domain/health.ts'
import type { Span } from './domain/hearing.ts'
import type { HeardAt } from './domain/watched.ts'
import { takeLease } from './leases.ts'
import type { Log } from './mqtt/door.ts'
import { stepOf } from './store/decisions.ts'
import { actionsOf } from './store/incidents.ts'
import { heardAtAddresses, hearingSpans, noteHearing } from './store/statuses.ts'

/** What was heard of all devices, and when anybody listened. */
export type Listened = { heard: ReadonlyMap<string, HeardAt>; spans: readonly Span[] }

/**
 * Watches over the devices: notes that this process listens, tells the screens whose health time has changed, and (one
 * process at a time) calls somebody to what stays silent.
 */
export type Caretaking = {
  start(): void
  stop(): Promise<void>
  /** One look; resolves when what it found is decided. */
  look(): Promise<void>
  /** What was known at the last look. */
  listened(): Promise<Listened>
}

const LOOK_EVERY_MS = 5000
const LEASE_MS = 30_000

export function createCaretaking(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  /** The name of this process, for the lease. */
  holder: string
  faultAfterSeconds: number
  /** Whether messages reach this process now. */
  hears: () => boolean
  /** Resolves when all telemetry committed until now can be read: before that nobody may say that a word is missing. */
  settled: () => Promise<void>
  tell: (statuses: DeviceStatus[]) => void
  log: Log
}): Caretaking {
  const { database, decisions, now, holder, hears, settled, tell, log } = parts
  const afterMs = parts.faultAfterSeconds * 1000
  let last: Listened | null = null
  const told = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<unknown> | null = null

  async function listen(): Promise<Listened> {
    const [heard, spans] = await Promise.all([heardAtAddresses(database), hearingSpans(database)])
    last = { heard, spans }
    return last
  }

  function careOf(listened: Listened, facts: Facts, at: Date): { care: Care; picture: HealthPicture } {
    const picture = pictureOf(listened, facts, at)
    return { picture, care: careFor(faultsIn(picture, { spans: listened.spans, now: at, afterMs }), facts) }
  }

  /** Tells what the passing of time has changed; what a message changes is told with it. */
  function tellChanged({ devices }: HealthPicture): void {
    const changed = devices.flatMap(({ status }) => {
      const { deviceId, health, since, problems, cadence, gateway, lastPictureAt } = status
      const says = JSON.stringify([health, since, problems, cadence, gateway, lastPictureAt])
      const before = told.get(deviceId)
      told.set(deviceId, says)
      return before === says ? [] : [status]
    })
    if (changed.length > 0) tell(changed)
  }

  async function look(): Promise<void> {
    if (hears()) await noteHearing(database, now())
    const listened = await listen()
    const { picture, care } = careOf(listened, await decisions.facts(), now())
    tellChanged(picture)
    // Before anybody has listened, silence says nothing.
    if (listened.spans.length === 0) return
    if (isNothing(care) || !(await takeLease(database, 'caretaking', holder, now(), LEASE_MS))) return
    if (care.opening.length > 0) await settled()
    const known = care.opening.length > 0 ? await listen() : listened
    const faults = await decisions.decide<number>(async (facts, making) => {
      const { care: due } = careOf(known, facts, making.now)
      if (isNothing(due)) return { result: 0, step: null }
      const untouched = await untouchedAmong(incidentsOf(due.ending, facts))
      const decided = decideCare(due, ({ id }) => untouched.has(id), facts, making)
      return { result: due.opening.length, step: stepOf(decided, making.now, making.newId) }
    })
    if (faults > 0) log.info({ faults }, 'silent devices became incidents')
  }

  /** That somebody has looked at a screen is not yet anything done. */
  async function untouchedAmong(incidents: readonly IncidentRecord[]): Promise<Set<string>> {
    const done = await Promise.all(incidents.map((incident) => actionsOf(database, incident)))
    return new Set(
      incidents.flatMap(({ id }, n) =>
        (done[n] ?? []).some(({ actorId, action }) => actorId !== null && action !== 'seen') ? [] : [id],
      ),
    )
  }

  function lookSafely(): void {
    looking ??= look()
      .catch((error: unknown) => log.error({ error }, 'the devices could not be looked after; trying again'))
      .finally(() => {
        looking = null
      })
  }

  return {
    look,
    listened: async () => last ?? listen(),
    start() {
      lookSafely()
      timer = setInterval(lookSafely, LOOK_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}

/** How every device of an arrangement is, as far as was listened. */
export function pictureOf(
  { heard, spans }: Listened,
  { arrangement }: Pick<Facts, 'arrangement'>,
  at: Date,
): HealthPicture {
  const { devices, sources } = arrangement
  return healthOf({ devices: [...devices.values()], sources, heard, spans, now: at })
}

function isNothing({ opening, ending }: Care): boolean {
  return opening.length === 0 && ending.length === 0
}

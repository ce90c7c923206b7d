import type { Device } from '#shared/device.ts'
import { KINDS } from '#shared/kinds.ts'
import { limitName } from '#shared/limit.ts'
import { isArmed } from './arming.ts'
import { asRegistered } from './as-registered.ts'
import { type Decoded, signOfLife } from './decode/format.ts'
import type { Facts, Signal } from './facts.ts'
import type { Arrival } from './arrival.ts'

// What is on and no alarm yet: a door that stood open when its depot was armed, a value that must stay over its limit
// for a while. A contact tells of its opening once and then keeps silent, so its first word after the arming may be its
// closing in the morning. Such a signal is noted as on without an incident, and becomes an alarm by the clock.
//
// The rule of arming: what is open when the device is armed alarms then, however long it has been open; movement alarms
// then if it was told of within ten minutes before and not ended since (some sensors never say that it ended), and else
// with its next word. Only what says of itself that it lasts (a level) counts; a single happening before the arming is over.

const MOVEMENT_LASTS_MS = 600_000
/** The clocks of two processes may be this far apart. */
const CLOCKS_APART_MS = 60_000

/** Whether a signal is on and no alarm yet. */
export function isWaiting({ active, incidentId }: Signal): boolean {
  return active && incidentId === ''
}

/** Whether an observation that is no alarm now becomes one if it lasts until its device is armed. */
export function mayBecomeAlarm(decoded: Decoded, device: Device | null): boolean {
  if (device === null || !device.registered || decoded.exercise) return false
  const { state, kind, signal, needsArming, seriesId } = asRegistered(decoded, device)
  if (state !== 'active' || kind === null || !needsArming || seriesId !== null) return false
  // A door that was opened stands open, whether or not its format says that this lasts.
  if (device.kind === 'contact') return true
  // A movement sensor that nobody arms by the clock says so all day long.
  return device.kind === 'motion' && signal === 'level' && (device.armedSchedule?.length ?? 0) > 0
}

/** The signal as it waits from `at` on: since it began, of a movement since it was last told. */
export function waitingSince(known: Signal | undefined, key: string, device: Device, at: Date): Signal {
  if (known?.active === true) {
    // An alarm that has been raised is on whatever the hour.
    const isToldAnew = isWaiting(known) && device.kind === 'motion' && !isOfLimit(key, device)
    // Begun before the clock was put back, it would wait for as long as that was.
    const isAhead = isWaiting(known) && Date.parse(known.since) > at.getTime() + CLOCKS_APART_MS
    if (!isToldAnew && !isAhead) return known
  }
  return { key, active: true, since: at.toISOString(), incidentId: '', edges: known?.edges ?? [] }
}

function isOfLimit(key: string, device: Device): boolean {
  return device.limits?.some((limit) => key.endsWith(`/${limitName(limit)}`)) === true
}

/** What has become an alarm by the passing of time, as if its device had said so now. */
export function standingAlarms(facts: Facts, now: Date): Arrival[] {
  return [...facts.signals.values()].flatMap((signal) =>
    isWaiting(signal) ? (standingAlarm(signal, facts, now) ?? []) : [],
  )
}

function standingAlarm({ key, since }: Signal, { arrangement, timeZone }: Facts, now: Date): Arrival | null {
  const [first, last] = [key.indexOf('/'), key.lastIndexOf('/')]
  const [sourceId, externalId, what] = [key.slice(0, first), key.slice(first + 1, last), key.slice(last + 1)]
  const device = arrangement.deviceAt(sourceId, externalId)
  if (device === null) return null
  const lastedMs = now.getTime() - Date.parse(since)
  const decoded = alarmOf(what, device, externalId, lastedMs, isArmed(device, now, timeZone))
  if (decoded === null) return null
  const message = { topic: '', payload: new Uint8Array(), retain: false, dup: false, qos: 0, principal: null } as const
  return {
    sourceId,
    decoded: { ...decoded, deviceAt: new Date(since) },
    message: { ...message, receivedAt: now },
    key: null,
  }
}

function alarmOf(what: string, device: Device, externalId: string, lastedMs: number, armed: boolean): Decoded | null {
  const blank: Decoded = { ...signOfLife(externalId, device.kind), state: 'active', signal: 'level' }
  const limit = device.limits?.find((one) => limitName(one) === what)
  if (limit !== undefined) {
    const forSeconds = limit.forSeconds ?? 0
    const isTooShort = lastedMs > -CLOCKS_APART_MS && lastedMs < forSeconds * 1000
    return isTooShort ? null : { ...blank, kind: limit.kind, limit: { name: what, forSeconds } }
  }
  const kind = KINDS.find((one) => one === what)
  if (kind === undefined || !armed || (device.kind !== 'contact' && lastedMs > MOVEMENT_LASTS_MS)) return null
  return { ...blank, kind, needsArming: true }
}

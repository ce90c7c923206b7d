import type { Decoded, Decoding } from './format.ts'
import { hasRoom } from './measurements.ts'
import { type ThingSays, thingIn } from './thing-fields.ts'

/** Of several readings in one message those so much older than the last are history, told again after a gap. */
const HISTORY_MS = 3600_000

/** The fields of one device at one moment; `reading` carries who and when. */
type ThingReading = { reading: Decoded; fields: Record<string, unknown> }

/**
 * Several readings of one device in one message, in the order of their times, those without one last. An alarm that is
 * over again within its message is kept; what is an hour older than the last, by the same clock, tells nothing of now.
 */
export function thingReadings(readings: readonly ThingReading[]): ThingSays {
  const last = Math.max(...readings.map(({ reading }) => reading.deviceAt?.getTime() ?? 0))
  const says = readings
    .toSorted((a, b) => (a.reading.deviceAt?.getTime() ?? Infinity) - (b.reading.deviceAt?.getTime() ?? Infinity))
    .map(({ reading, fields }) => {
      const thing = thingIn(reading, fields)
      const isHistory = reading.deviceAt !== null && last - reading.deviceAt.getTime() > HISTORY_MS
      return isHistory ? { ...thing, observations: thing.observations.map(asHistory) } : thing
    })
  const unread = says.find((thing) => thing.unread !== null)?.unread ?? null
  return { observations: together(says.flatMap((thing) => thing.observations)), unread }
}

/** What was kept while a device was cut off: a reading, whatever it says. */
export function asHistory(observation: Decoded): Decoded {
  return { ...observation, state: 'reading' }
}

/** What several devices say in one message: all that can be read is kept, whichever device's part cannot. */
export function told(devices: readonly ThingSays[]): Decoding {
  // What one message says twice is said once.
  const said = new Map(devices.flatMap((device) => device.observations).map((one) => [JSON.stringify(one), one]))
  const observations = [...said.values()]
  const unread = devices.find((device) => device.unread !== null)?.unread ?? null
  if (observations.length === 0) return unread ?? { outcome: 'ignored' }
  return unread === null ? { outcome: 'decoded', observations } : { outcome: 'decoded', observations, unread }
}

/** Readings of one moment are one; an alarm and its end at one moment are two. */
function together(observations: readonly Decoded[]): Decoded[] {
  const first = new Map<string, Decoded>()
  for (const observation of observations) {
    const { kind, state, deviceAt, values } = observation
    const key = JSON.stringify([kind, state, deviceAt])
    const known = first.get(key)
    if (known === undefined) first.set(key, { ...observation, values: { ...values } })
    else for (const name in values) if (hasRoom(known.values)) known.values[name] = values[name] ?? false
  }
  return [...first.values()]
}

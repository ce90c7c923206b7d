import type { Device } from '#shared/device.ts'
import type { Place } from '#shared/geo.ts'
import { isSettled } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import type { CoverEnd, PermitState, PermitUse, VoidReason } from '#shared/permit.ts'
import { type Arrangement, holdsAt, type PermitVersion } from './arrangement.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { gradeOf, townshipsOf } from './fire-danger.ts'
import { areaIdsAt } from './ground.ts'
import { isIndoor } from './indoor.ts'
import { placeCentre } from './place-centre.ts'
import { gapMetres } from './place-gap.ts'
import { placeSamples } from './place-samples.ts'
import { isWithinHours, shownAt, turnsOf } from './week-hours.ts'
import { windNear } from './wind.ts'

// What is approved (报备) and what of it holds: by its place and hours, and while neither a fire ban, nor the fire danger, nor
// the wind makes it void.

/** What a use may look like to a device. Flames at works are graver than works; a call for help or gas is never covered. */
const LOOKS_LIKE: Readonly<Record<PermitUse, readonly Kind[]>> = {
  'grave-offering': ['fire', 'smoke', 'heat'],
  'field-burning': ['fire', 'smoke', 'heat'],
  other: ['fire', 'smoke', 'heat'],
  works: ['smoke', 'heat', 'intrusion'],
}

/** Nothing is approved at this grade of fire danger and above. */
const VOID_GRADE = 4
/** What a device is not sure of may reach so far beyond the place: beyond that it may be of another fire. */
const LOOSE_METRES = 200
/** Hours of the week that go on without a break end nowhere within it. */
const WEEK_MS = 8 * 24 * 3600_000

/** What is asked of a moment: the clock of the township, and the wind that is known. */
export type Weather = Pick<Making, 'now' | 'timeZone' | 'winds'>

/** The permit that covers what an incident is, void or not; the one that ends last where several do. Null: none does. */
export function permitFor(incident: IncidentRecord, arrangement: Arrangement, weather: Weather): PermitVersion | null {
  // A drill plays the chain as it is for what nobody approved.
  if (incident.exercise) return null
  const fitting = arrangement.permits.filter(
    (permit) =>
      endOf(permit, incident, arrangement, weather) === null &&
      voidOf(permit, incident.areaIds, arrangement, weather) === null,
  )
  return fitting.toSorted((a, b) => untilMs(b, weather) - untilMs(a, weather) || (a.id < b.id ? -1 : 1))[0] ?? null
}

/**
 * Why the permit that an incident was matched to covers it no longer; null where it does. What is out cannot have gone on
 * for too long: that only ends what still burns.
 */
export function coverEnd(incident: IncidentRecord, arrangement: Arrangement, weather: Weather): CoverEnd | null {
  const { cover } = incident
  if (cover === null || cover.brokenAt !== null || isDone(incident)) return null
  const permit = arrangement.permits.find(({ id }) => id === cover.permitId)
  const isOver = cover.until !== null && weather.now.getTime() >= Date.parse(cover.until)
  if (permit === undefined) return isOver ? whileBurning(incident, 'ended') : 'withdrawn'
  const end = endOf(permit, incident, arrangement, weather)
  if (end === 'ended') return isOver ? whileBurning(incident, 'ended') : 'withdrawn'
  return end ?? voidOf(permit, incident.areaIds, arrangement, weather)
}

/** What was dealt with, or found to be something else, nobody has to be called to. */
function isDone({ handling, outcome }: IncidentRecord): boolean {
  const isHandled = handling === 'handled' || handling === 'checked' || handling === 'closed'
  return isHandled || (isSettled(outcome) && outcome !== 'approved-burning')
}

function whileBurning({ condition }: IncidentRecord, end: CoverEnd): CoverEnd | null {
  return condition === 'active' ? end : null
}

/** Why a permit does not cover an incident, apart from what makes it void. */
function endOf(
  permit: PermitVersion,
  { kind, place, clues, deviceIds }: IncidentRecord,
  { devices }: Pick<Arrangement, 'devices'>,
  weather: Weather,
): CoverEnd | null {
  const kinds = LOOKS_LIKE[permit.use]
  if (!kinds.includes(kind) || clues.some((clue) => !kinds.includes(clue.kind))) return 'graver'
  // Nothing is approved inside a house; and whoever reports a fire has looked, and does not report what was approved.
  const isInside = deviceIds.some((id) => isIndoorAlarm(devices.get(id)))
  if (isInside || clues.some((clue) => clue.personId !== null && clue.kind === 'fire')) return 'another-witness'
  if (!isInHours(permit, weather)) return 'ended'
  if (!isWithin(place, permit.place)) return 'outside'
  // One that looks from afar over it and something else says of neither that it is not here.
  const isElsewhere = clues.some((clue) => gapMetres(clue.place, permit.place) > LOOSE_METRES)
  return isElsewhere ? 'another-witness' : null
}

/** What makes a permit void on its ground and that of an incident; null: nothing. */
function voidOf(
  permit: PermitVersion,
  areaIds: readonly string[],
  arrangement: Arrangement,
  { now, winds = [] }: Weather,
): VoidReason | null {
  const middle = placeCentre(permit.place)
  const own = middle === null ? [] : areaIdsAt(arrangement, middle)
  const above = arrangement.lineage(permit.areaId).map(({ id }) => id)
  const ground = [...new Set([...areaIds, ...own, ...above])]
  if (arrangement.fireBans.some((ban) => ground.includes(ban.areaId))) return 'fire-ban'
  const danger = gradeOf(townshipsOf(arrangement, ground), arrangement.fireDanger, now)
  if (danger !== null && danger.grade >= VOID_GRADE) return 'danger'
  const wind = middle === null ? null : windNear(middle, winds, arrangement, now)
  const isTooStrong = wind !== null && permit.windLimitBeaufort !== null && wind > permit.windLimitBeaufort
  return isTooStrong ? 'wind' : null
}

/** One that is not registered says of no house that it hangs there. */
function isIndoorAlarm(device: Device | undefined): boolean {
  return device !== undefined && isIndoor(device)
}

/** Whether a place lies in another: its middle does, and what is not sure of it does not reach far beyond. */
function isWithin(place: Place, around: Place): boolean {
  const middle = placeCentre(place)
  if (middle === null || place.type === 'sector') return false
  const at = (location: typeof middle): Place => ({ type: 'point', location, radiusMetres: 0 })
  if (gapMetres(at(middle), around) > 0) return false
  // Only where it may reach beyond is it looked at point by point.
  return placeSamples(place)
    .filter((_, n) => n % 8 === 0)
    .every((sample) => gapMetres(at(sample), around) <= LOOSE_METRES)
}

/** The wind at a permit's place; null: unknown. */
export function windAt(permit: PermitVersion, arrangement: Arrangement, { now, winds = [] }: Weather): number | null {
  const middle = placeCentre(permit.place)
  return middle === null ? null : windNear(middle, winds, arrangement, now)
}

/** Whether a permit holds at a moment by its days and hours. */
function isInHours(permit: PermitVersion, { now, timeZone }: Weather): boolean {
  return holdsAt(permit, now) && (permit.hours === null || isWithinHours([permit.hours], shownAt(now, timeZone)))
}

/** When the hours that last now end; null: never. */
export function untilOf({ hours, validUntil }: PermitVersion, { now, timeZone }: Weather): Date | null {
  if (hours === null) return validUntil
  const week = new Date(now.getTime() + WEEK_MS)
  const ends = turnsOf([hours], now, week, timeZone)
    .toSorted((a, b) => a.getTime() - b.getTime())
    .find((turn) => !isWithinHours([hours], shownAt(turn, timeZone)))
  return ends !== undefined && (validUntil === null || ends < validUntil) ? ends : validUntil
}

function untilMs(permit: PermitVersion, weather: Weather): number {
  return untilOf(permit, weather)?.getTime() ?? Infinity
}

/** How a permit stands at a moment. */
export function standingOf(permit: PermitVersion, arrangement: Arrangement, weather: Weather): PermitState {
  const { now } = weather
  const windBeaufort = windAt(permit, arrangement, weather)
  const none = { why: null, until: null, windBeaufort }
  if (permit.validFrom !== null && now < permit.validFrom) return { ...none, state: 'coming' }
  if (permit.validUntil !== null && now >= permit.validUntil) return { ...none, state: 'over' }
  if (!isInHours(permit, weather)) return { ...none, state: 'outside-hours' }
  const until = untilOf(permit, weather)?.toISOString() ?? null
  const why = voidOf(permit, [], arrangement, weather)
  return { state: why === null ? 'valid' : 'void', why, until, windBeaufort }
}

import type { Alert, Incident } from '#shared/incident.ts'
import { statutoryDay } from '#shared/statutory-days.ts'
import type { AbsenceVersion, ArrangedVersions } from '../../../server/domain/arrangement.ts'
import type { IncidentRecord } from '../../../server/domain/facts.ts'
import { holdsAt } from '../../../server/domain/arrangement.ts'
import { TIME_ZONE } from './world.ts'

// What may never happen, judged by the arrangement itself and by none of the rules that are tried.

/** Whether somebody might be called at a moment: there, and on duty for what they were called by. */
export function mayBeCalled(
  call: Pick<Alert, 'personId' | 'duty' | 'areaId'>,
  at: Date,
  of: ArrangedVersions,
): boolean {
  const present = of.absences.filter((one) => holdsAt(one, at))
  if (present.some(({ personId }) => personId === call.personId)) return false
  const places = [call.personId, ...standsInFor(call.personId, present)]
  const shifts = call.duty === 'duty-room' ? of.shifts.filter((shift) => holdsAt(shift, at)) : []
  if (shifts.some(({ personId }) => places.includes(personId))) return true
  // Whoever holds the room has his rest while an officer sits in it.
  if (shifts.some(({ post, personId }) => post === 'officer' && isFilled(personId, present))) return false
  return of.responsibilities.some(
    (held) =>
      places.includes(held.personId) &&
      held.duty === call.duty &&
      (held.onStatutoryDays || statutoryDay(dateAt(at)) === null) &&
      (held.hours === null || held.hours.some((hours) => isWithin(hours, at))),
  )
}

/** Whether somebody is there, or whoever stands in for them. */
function isFilled(personId: string, present: readonly AbsenceVersion[], asked: readonly string[] = []): boolean {
  const away = present.find((one) => one.personId === personId)
  if (away === undefined) return true
  return away.deputyId !== null && !asked.includes(personId) && isFilled(away.deputyId, present, [...asked, personId])
}

/** For whom somebody stands in, over any number of deputies. */
function standsInFor(personId: string, present: readonly AbsenceVersion[]): string[] {
  const found = new Set<string>()
  const ask = [personId]
  for (let who = ask.pop(); who !== undefined; who = ask.pop())
    for (const { personId: away, deputyId } of present)
      if (deputyId === who && !found.has(away)) {
        found.add(away)
        ask.push(away)
      }
  return [...found]
}

/** Whether anybody answers for an incident that needs people: goes, was called and can be rung, is called next, or sits in the duty room. */
export function isInGoodHands(
  incident: IncidentRecord | Incident,
  at: Date,
  { people, shifts, absences }: ArrangedVersions,
): boolean {
  const rings = (id: string) => (people.find((one) => one.id === id)?.rings.length ?? 0) > 0
  const isAway = (id: string) => absences.some((one) => one.personId === id && holdsAt(one, at))
  const standing = incident.alerts.filter(({ state }) => state !== 'expired' && state !== 'declined')
  if (standing.some(({ personId }) => rings(personId))) return true
  if (incident.next !== null) return true
  return shifts.some((one) => holdsAt(one, at) && rings(one.personId) && !isAway(one.personId))
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

function isWithin({ days, from, to }: { days: number[]; from: string; to: string }, at: Date): boolean {
  const parts = Object.fromEntries(CLOCK.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = DAYS.indexOf(parts['weekday'] ?? '') + 1
  const time = `${parts['hour']}:${parts['minute']}`
  const before = day === 1 ? 7 : day - 1
  if (from < to) return days.includes(day) && time >= from && time < to
  return (days.includes(day) && time >= from) || (days.includes(before) && time < to)
}

function dateAt(at: Date): string {
  return at.toLocaleDateString('en-CA', { timeZone: TIME_ZONE })
}

import { onlyLooks } from '#shared/person.ts'
import type { Duty, Responsibility } from '#shared/responsibility.ts'
import { dayAfter, dayIn } from '#shared/township-day.ts'
import type { AbsenceVersion, Arrangement, Member } from './arrangement.ts'
import { statutoryDay } from '#shared/statutory-days.ts'
import { isWithinHours, momentShown, type Shown, shownAt, turnsOf } from './week-hours.ts'

/** Who holds what and who is there at one moment: all that the rules of a chain ask. */
export type Roll = {
  held(areaId: string, duty: Duty): readonly Responsibility[]
  /** Undefined for somebody who is no longer there, and for who only looks: whatever was written down, a wall is never called. */
  member(personId: string): Member | undefined
  absence(personId: string): AbsenceVersion | undefined
  isOnDuty(held: Hours): boolean
  /** When somebody off duty is on duty again, ISO; null where nobody can say. */
  onDutyAgain(held: Hours): string | null
}

type Hours = Pick<Responsibility, 'hours' | 'onStatutoryDays'>

/** A duty begins again within this or it is not said when: the longest run of days off, with a week before and after. */
const LOOK_AHEAD_DAYS = 21
const DAY_MS = 24 * 3600_000

/** The roll of an arrangement, by the clock of the township. */
export function rollOf(arrangement: Arrangement, at: Date, timeZone: string): Roll {
  const shown = shownAt(at, timeZone)
  return {
    held: arrangement.held,
    member: (personId) => {
      const member = arrangement.people.get(personId)
      return member === undefined || onlyLooks(member.roles) ? undefined : member
    },
    absence: (personId) => arrangement.absences.get(personId),
    isOnDuty: (held) => isOnDuty(held, shown),
    onDutyAgain: (held) => onDutyAgain(held, at, timeZone),
  }
}

/** Whether a duty is on by what the clock shows: within its hours, and not on a day off by law unless it holds then too. */
function isOnDuty({ hours, onStatutoryDays }: Hours, shown: Shown): boolean {
  if (!onStatutoryDays && statutoryDay(dateOf(shown)) !== null) return false
  return hours === null || isWithinHours(hours, shown)
}

/** The date that a clock shows, `2026-11-28`. */
export function dateOf({ date }: Shown): string {
  return new Date(date * DAY_MS).toISOString().slice(0, 10)
}

function onDutyAgain(held: Hours, at: Date, timeZone: string): string | null {
  const until = new Date(at.getTime() + LOOK_AHEAD_DAYS * DAY_MS)
  const today = dayIn(timeZone, at)
  const midnights = Array.from({ length: LOOK_AHEAD_DAYS }, (_, days) =>
    momentShown({ date: Date.parse(dayAfter(today, days + 1)) / DAY_MS, minutes: 0 }, timeZone),
  )
  const turns = [...turnsOf(held.hours ?? [], at, until, timeZone), ...midnights]
  turns.sort((a, b) => a.getTime() - b.getTime())
  return turns.find((turn) => isOnDuty(held, shownAt(turn, timeZone)))?.toISOString() ?? null
}

import type { Absence } from '#shared/absence.ts'
import type { Shift } from '#shared/shift.ts'
import { dayAfter, dayIn } from '#shared/township-day.ts'
import { momentShown } from '../domain/week-hours.ts'
import { EXTRA_OFFICERS } from './people.ts'
import { TOWNSHIP_ID } from './village-shapes.ts'
import { VILLAGE_PLANS } from './villages.ts'

type During = { validFrom: Date; validUntil: Date }

/** How many days of shifts the demo begins with; nobody writes more of them by itself. */
const DAYS = 62
const DAY_MS = 24 * 3600_000
const HANDOVER_MINUTES = 8 * 60

/**
 * The roster of the duty room and who is away, around `now`: from eight in the morning for a day an officer, and a leader
 * out of the villages' in turn. The account `duty` has every shift beside them: whoever tries the demo is at the desk; the
 * account `leader` has none, so that on every day it shows what the leader of a village sees.
 */
export function demoDutyRoster(
  now: Date,
  timeZone: string,
): { shifts: (Shift & During)[]; absences: (Absence & During)[] } {
  const yesterday = dayAfter(dayIn(timeZone, now), -1)
  const handover = (day: number): Date =>
    momentShown({ date: Date.parse(dayAfter(yesterday, day)) / DAY_MS, minutes: HANDOVER_MINUTES }, timeZone)
  const officers = ['duty-deputy', ...EXTRA_OFFICERS]
  const leaders = VILLAGE_PLANS.filter(({ id }) => id !== 'tulingdi').map(({ id }) => `${id}-leader`)
  const shifts = Array.from({ length: DAYS }, (_, day) => {
    const during = { areaId: TOWNSHIP_ID, validFrom: handover(day), validUntil: handover(day + 1) }
    const date = dayAfter(yesterday, day)
    return [
      { id: `shift-${date}-desk`, post: 'officer', personId: 'duty', ...during },
      { id: `shift-${date}-officer`, post: 'officer', personId: officers[day % officers.length] ?? 'duty', ...during },
      { id: `shift-${date}-leader`, post: 'leader', personId: leaders[day % leaders.length] ?? 'duty', ...during },
    ] as const
  }).flat()
  const away = VILLAGE_PLANS.slice(-2).map(({ id }, at): Absence & During => ({
    id: `absence-${id}`,
    personId: `${id}-ranger`,
    deputyId: `${id}-crew-1`,
    reason: at === 0 ? '外出培训' : '回家探亲',
    validFrom: handover(at === 0 ? 0 : 6),
    validUntil: handover(at === 0 ? 4 : 13),
  }))
  return { shifts, absences: away }
}

import type { Kind } from '#shared/kinds.ts'
import type { DatedResponsibility, Duty, Rank } from '#shared/responsibility.ts'
import type { WeekHours } from '#shared/week-hours.ts'
import { lastDayOf } from './dates.ts'
import { spanBody } from './plan-draft.ts'

/** A responsibility as its form holds it. */
export type ResponsibilityDraft = {
  personId: string
  duty: Duty
  areaId: string
  rank: Rank
  /** Empty: all. */
  kinds: Kind[]
  /** Empty: at any hour. */
  hours: WeekHours[]
  onStatutoryDays: boolean
  /** Days of the township, empty for none. */
  firstDay: string
  lastDay: string
}

/** What a form begins with; a change holds from when it is saved, so the first day stays empty. */
export function responsibilityDraftOf(held: DatedResponsibility, zone: string): ResponsibilityDraft {
  const { personId, duty, areaId, rank, kinds, hours, onStatutoryDays, until } = held
  return {
    personId,
    duty,
    areaId,
    rank,
    kinds: [...(kinds ?? [])],
    hours: (hours ?? []).map((one) => ({ ...one, days: [...one.days] })),
    onStatutoryDays,
    firstDay: '',
    lastDay: until === null ? '' : lastDayOf(zone, until),
  }
}

/** A new one for an area. */
export function newResponsibilityDraft(areaId: string, duty: Duty): ResponsibilityDraft {
  const open = { kinds: [], hours: [], onStatutoryDays: true, firstDay: '', lastDay: '' }
  return { personId: '', duty, areaId, rank: 'primary', ...open }
}

/** The body of the PUT. */
export function responsibilityBodyOf(draft: ResponsibilityDraft, zone: string) {
  const { personId, duty, areaId, rank, kinds, hours, onStatutoryDays } = draft
  return {
    personId,
    duty,
    areaId,
    rank,
    kinds: kinds.length === 0 ? null : kinds,
    hours: hours.length === 0 ? null : hours,
    onStatutoryDays,
    ...spanBody(draft, zone),
  }
}

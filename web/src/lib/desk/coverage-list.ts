import { DUTIES } from '#shared/responsibility.ts'
import type { Coverage, Gap } from '#shared/coverage.ts'
import { dayIn } from '#shared/township-day.ts'
import { groupedBy } from '../grouped-by.ts'

/** How many holes are open at a moment; a duty room that nobody holds is one. */
export function holesAt(coverage: Coverage, atMs: number): number {
  const open = grouped(coverage.gaps.filter((gap) => isOpen(gap, atMs))).length
  return open + (coverage.dutyRoomMissing ? 1 : 0)
}

/** The holes open at a moment. */
export function gapsAt(coverage: Coverage, atMs: number): readonly Gap[] {
  return grouped(coverage.gaps.filter((gap) => isOpen(gap, atMs))).map(({ gap }) => gap)
}

/** Holes that are the same but for the plan that falls into them. */
export type GapGroup = { gap: Gap; planIds: string[] }

/** One day ahead with the holes that open on it; `statutoryDay` names the days off by law. */
export type GapDay = { day: string; statutoryDay: string | null; groups: GapGroup[] }

/** What is wrong now, and what will be, day by day of the township. */
export function gapList(gaps: readonly Gap[], atMs: number, zone: string): { now: GapGroup[]; days: GapDay[] } {
  const now = grouped(gaps.filter((gap) => isOpen(gap, atMs)))
  const ahead = gaps.filter(({ from }) => Date.parse(from) > atMs)
  const byDay = groupedBy(ahead, ({ from }) => dayIn(zone, new Date(from)))
  const days = [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, onDay]) => ({
      day,
      statutoryDay: onDay.find(({ statutoryDay }) => statutoryDay !== null)?.statutoryDay ?? null,
      groups: grouped(onDay),
    }))
  return { now, days }
}

/** The page on which a hole is mended, opened where it is. */
export function mendingLink(gap: Gap, zone: string, atMs: number): string {
  if (gap.why === 'no-shift' || gap.post !== null)
    return `/roster?area=${encodeURIComponent(gap.areaId)}&day=${dayOf(gap, zone, atMs)}`
  if (gap.why === 'cannot-be-rung' && gap.personIds.length > 0)
    return `/people?person=${encodeURIComponent(gap.personIds[0] ?? '')}`
  const duty = gap.duty === null ? '' : `&duty=${gap.duty}`
  return `/duties?area=${encodeURIComponent(gap.areaId)}&at=${dayOf(gap, zone, atMs)}${duty}`
}

function dayOf(gap: Gap, zone: string, atMs: number): string {
  return dayIn(zone, new Date(Math.max(atMs, Date.parse(gap.from))))
}

function isOpen({ from, until }: Gap, atMs: number): boolean {
  return Date.parse(from) <= atMs && (until === null || Date.parse(until) > atMs)
}

/** The same hole stands once, whatever the number of plans; the most households first. */
function grouped(gaps: readonly Gap[]): GapGroup[] {
  const keyOf = ({ areaId, duty, post, why, personIds, from, until }: Gap) =>
    JSON.stringify([areaId, duty, post, why, personIds, from, until])
  return [...groupedBy(gaps, keyOf).values()]
    .flatMap((same) => {
      const [gap] = same
      return gap === undefined ? [] : [{ gap, planIds: [...new Set(same.flatMap(({ planId }) => planId ?? []))] }]
    })
    .toSorted(
      ({ gap: a }, { gap: b }) =>
        order(a) - order(b) ||
        b.households - a.households ||
        (a.areaId === b.areaId ? (a.from < b.from ? -1 : 1) : a.areaId < b.areaId ? -1 : 1),
    )
}

/** The duty room first, then the duties in their own order. */
function order({ duty }: Gap): number {
  return duty === null || duty === 'duty-room' ? -1 : DUTIES.indexOf(duty)
}

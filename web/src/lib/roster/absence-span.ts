import { dayAfter, dayIn, startOfDay } from '#shared/township-day.ts'

/**
 * From when until when somebody is away who is away on these days of the township, the last one whole. A leave that begins
 * today begins now, and says no beginning. Null where the last day is before the first, or is over.
 */
export function absenceSpan(
  zone: string,
  { firstDay, lastDay }: { firstDay: string; lastDay: string },
  nowMs: number,
): { validFrom?: string; validUntil: string } | null {
  const today = dayIn(zone, new Date(nowMs))
  if (lastDay < firstDay || lastDay < today) return null
  return {
    ...(firstDay > today && { validFrom: startOfDay(zone, firstDay).toISOString() }),
    validUntil: startOfDay(zone, dayAfter(lastDay, 1)).toISOString(),
  }
}

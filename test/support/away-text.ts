import { readAbsenceText } from '../../server/domain/absence-text.ts'
import { hourOf, startOfDay } from '#shared/township-day.ts'

export const ZONE = 'Asia/Shanghai'
/** A Wednesday, half past nine in the morning. */
export const SENT = new Date('2026-12-30T01:30:00.000Z')
export const day = (iso: string) => startOfDay(ZONE, iso)
export const hour = (iso: string, n: number) => hourOf(ZONE, iso, n)

/** What a message about being away says; throws where it is read as anything else. */
export function away(text: string, at = SENT) {
  const read = readAbsenceText(text, at, ZONE)
  if (read.what !== 'away') throw new Error(`${text}: ${JSON.stringify(read)}`)
  return { from: read.validFrom, until: read.validUntil, deputy: read.deputyName }
}

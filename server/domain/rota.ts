import type { FillBody } from '#shared/shift.ts'
import { dayAfter, hourOf } from '#shared/township-day.ts'

/** Hours in which somebody sits in the duty room. */
export type Span = { validFrom: Date; validUntil: Date }

/** What a rota comes to: who sits when, and the spans that were held already. */
export type Rota = { made: (Span & { personId: string })[]; skipped: Span[] }

/**
 * Fills days with shifts by the clock of the township, people taking turns. Hours in which the post is held already are
 * left out: of a shift that meets such hours its person has what remains, each stretch as a shift of its own, and a shift
 * held whole takes nobody's turn. Where clocks change, shifts still begin at their hour of the day, and the one across the
 * change is longer or shorter.
 */
export function fillRota(
  { from, until, shiftHours, startHour, personIds }: FillBody,
  held: readonly Span[],
  zone: string,
  now: Date,
): Rota {
  const rota: Rota = { made: [], skipped: [] }
  const perDay = 24 / shiftHours
  let turn = 0
  for (let day = from; day <= until; day = dayAfter(day, 1))
    for (let n = 0; n < perDay; n++) {
      const validFrom = hourOf(zone, day, startHour + n * shiftHours)
      const validUntil = hourOf(zone, day, startHour + (n + 1) * shiftHours)
      // An hour that the clocks leap over is no shift, and what is over needs nobody any more.
      if (validUntil <= validFrom || validUntil <= now) continue
      const span = { validFrom, validUntil }
      const personId = personIds[turn % personIds.length]
      if (personId === undefined) continue
      const open = outside(span, held).filter((part) => part.validUntil > now)
      rota.made.push(...open.map((part) => ({ ...part, personId })))
      if (open.length > 0) turn++
      rota.skipped.push(...(open.length === 0 ? [span] : outside(span, open).filter((part) => part.validUntil > now)))
    }
  return rota
}

/** The stretches of a span that lie in none of the others, in order. */
export function outside({ validFrom, validUntil }: Span, others: readonly Span[]): Span[] {
  const parts: Span[] = []
  let at = validFrom
  for (const other of others.toSorted((a, b) => a.validFrom.getTime() - b.validFrom.getTime())) {
    const end = other.validFrom < validUntil ? other.validFrom : validUntil
    if (end > at) parts.push({ validFrom: at, validUntil: end })
    if (other.validUntil > at) at = other.validUntil
  }
  if (at < validUntil) parts.push({ validFrom: at, validUntil })
  return parts
}

/** Whether two spans have a moment in common; null ends are open. */
export function meet(
  a: { validFrom: Date | null; validUntil: Date | null },
  b: { validFrom: Date | null; validUntil: Date | null },
): boolean {
  return isBefore(a.validFrom, b.validUntil) && isBefore(b.validFrom, a.validUntil)
}

function isBefore(from: Date | null, until: Date | null): boolean {
  return from === null || until === null || from < until
}

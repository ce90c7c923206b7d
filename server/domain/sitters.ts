import type { Shift, ShiftAbsence } from '#shared/shift.ts'
import type { AbsenceVersion, Arrangement, Version } from './arrangement.ts'
import { meet } from './rota.ts'

/** Who sits in the place of a shift now: its person, or while they are away who stands in; null where nobody does. */
export function sitterOf({ personId }: Pick<Shift, 'personId'>, absences: Arrangement['absences']): string | null {
  const passed = new Set<string>()
  let sitter: string | null = personId
  while (sitter !== null && absences.has(sitter)) {
    // Two who stand in for each other are both away.
    if (passed.has(sitter)) return null
    passed.add(sitter)
    sitter = absences.get(sitter)?.deputyId ?? null
  }
  return sitter
}

/** When, of the hours of a shift, its person was or will be away, and who stands in; and where that one is away, who then. */
export function shiftAbsences(shift: Version<Shift>, absences: readonly AbsenceVersion[]): ShiftAbsence[] {
  const awayOf = (personId: string, span: Span, passed: readonly string[]): ShiftAbsence[] =>
    absences
      .filter((one) => one.personId === personId && meet(one, span))
      .toSorted((a, b) => (a.validFrom?.getTime() ?? 0) - (b.validFrom?.getTime() ?? 0))
      .flatMap(({ deputyId, validFrom, validUntil }) => {
        const met = { validFrom: later(validFrom, span.validFrom), validUntil: earlier(validUntil, span.validUntil) }
        const away = { personId, deputyId, validFrom: iso(met.validFrom), validUntil: iso(met.validUntil) }
        const isNew = deputyId !== null && !passed.includes(deputyId)
        return [away, ...(isNew ? awayOf(deputyId, met, [...passed, deputyId]) : [])]
      })
  return awayOf(shift.personId, shift, [shift.personId])
}

type Span = { validFrom: Date | null; validUntil: Date | null }

function later(a: Date | null, b: Date | null): Date | null {
  return a === null || (b !== null && b > a) ? b : a
}

function earlier(a: Date | null, b: Date | null): Date | null {
  return a === null || (b !== null && b < a) ? b : a
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null
}

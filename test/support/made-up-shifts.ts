import type { ListedShift } from '#shared/shift.ts'

const SHIFT_MS = 8 * 3600_000

/** Three shifts a day, an officer and a leader each, from a moment on. */
export function madeUpShifts(fromMs: number, days: number): ListedShift[] {
  return Array.from({ length: days * 3 }, (_, n) => n).flatMap((n) =>
    (['officer', 'leader'] as const).map((post, at) => {
      const personId = `p${(n * 2 + at) % 40}`
      return {
        id: `s-${post}-${n}`,
        areaId: 't',
        post,
        personId,
        validFrom: new Date(fromMs + n * SHIFT_MS).toISOString(),
        validUntil: new Date(fromMs + (n + 1) * SHIFT_MS).toISOString(),
        away: [],
        people: [{ id: personId, name: `张${personId.slice(1)}` }],
      }
    }),
  )
}

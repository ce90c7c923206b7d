import type { Severity } from '#shared/kinds.ts'
import type { Arrangement } from '../../../server/domain/arrangement.ts'
import { type Decoded, signOfLife } from '../../../server/domain/decode/format.ts'

// The flood of a made-up year: an office warns of it, more gravely and for all ground after a while, and takes it back.

const MINUTE_MS = 60_000

/** One word of the office, so long after the first. */
export type Warned = { afterMs: number; villages: number | null; severity: Severity; isOver: boolean }

/** At first some villages are named, then (null) the township whole. */
export const FLOOD: readonly Warned[] = [
  { afterMs: 0, villages: 2, severity: 'severe', isOver: false },
  { afterMs: 45 * MINUTE_MS, villages: null, severity: 'extreme', isOver: false },
  { afterMs: 300 * MINUTE_MS, villages: null, severity: 'extreme', isOver: true },
]
/** The storm cuts the line soon after the first word of it. */
export const CUT_MS = { fromMs: 20_000, untilMs: 40 * MINUTE_MS }
/** In the midst of calling the whole township the server goes down for a while. */
export const DOWN_MS = { fromMs: 45 * MINUTE_MS + 800, untilMs: 47 * MINUTE_MS }

/** What the office's feed says. */
export function warningOf({ afterMs, villages, severity, isOver }: Warned, { areaList }: Arrangement): Decoded {
  const level = villages === null ? 'township' : 'village'
  const named = areaList.filter((area) => area.level === level).slice(0, villages ?? 1)
  return {
    ...signOfLife('county-office', 'feed'),
    signal: 'event',
    kind: 'warning',
    state: isOver ? 'cleared' : 'active',
    eventId: `flood-${afterMs}`,
    seriesId: 'flood-0',
    areaCodes: named.flatMap(({ code }) => code ?? []),
    severity,
    values: { event: '山洪灾害气象风险' },
    description: '县防汛办：今夜有山洪',
  }
}

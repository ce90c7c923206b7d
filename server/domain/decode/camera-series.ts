import { hash } from 'node:crypto'
import { isRecord } from './fields.ts'
import type { Memory } from './format.ts'

/** Under which key of the memory the happenings under way stand. */
export const SERIES_KEY = 'series'

/** The key of the happenings that one topic tells of. */
export function seriesKeyOf(topic: string): string {
  return `${SERIES_KEY}\n${nameOf(topic)}`
}

/** Of a source with many cameras these are enough: the ones heard of least lately are forgotten first. */
const MAX_SERIES = 100
/** How much later a repeat must be to be worth writing down. */
const REFRESH_MS = 30_000

type Series = { since: string; last: string }

/** What is under way at the cameras of a source: it names each happening from its beginning to its end. */
export type SeriesBook = {
  /**
   * The series an alarm belongs to: the one under way where the last word of it is less than `gapMs` old, else a new
   * one that begins at `at`.
   */
  going(what: string, at: Date, gapMs: number): string
  /** The series that ends, which is forgotten; null where none was under way. */
  ended(what: string): string | null
  /** What to remember; undefined where nothing changed. */
  changes(): Record<string, unknown> | undefined
}

/**
 * Opens the book as it was remembered under `key`. Cameras repeat an alarm while it lasts and say nothing that tells
 * the repeats of one from the beginning of the next; some never say that it is over.
 */
export function openSeries(memory: Memory, key: string = SERIES_KEY): SeriesBook {
  const series = new Map(seriesIn(memory.get(key)))
  let isChanged = false
  return {
    going(what, at, gapMs) {
      const name = nameOf(what)
      const known = series.get(name)
      const now = at.getTime()
      const lastMs = known === undefined ? -Infinity : Date.parse(known.last)
      const since = known !== undefined && now - lastMs < gapMs ? known.since : at.toISOString()
      if (since !== known?.since || now - lastMs >= REFRESH_MS) {
        series.delete(name)
        series.set(name, { since, last: at.toISOString() })
        isChanged = true
      }
      return `${name}:${since}`
    },
    ended(what) {
      const name = nameOf(what)
      const known = series.get(name)
      if (known === undefined) return null
      series.delete(name)
      isChanged = true
      return `${name}:${known.since}`
    },
    changes() {
      if (!isChanged) return undefined
      const kept = [...series].slice(-MAX_SERIES)
      return { [key]: kept.length === 0 ? null : Object.fromEntries(kept) }
    },
  }
}

/** What names a series may be long, and may be what somebody called a rule: only whether it is the same matters. */
function nameOf(what: string): string {
  return hash('sha256', what, 'base64url').slice(0, 12)
}

function seriesIn(remembered: unknown): [string, Series][] {
  if (!isRecord(remembered)) return []
  return Object.entries(remembered).flatMap(([name, entry]): [string, Series][] => {
    if (!isRecord(entry)) return []
    const { since, last } = entry
    return typeof since === 'string' && typeof last === 'string' ? [[name, { since, last }]] : []
  })
}

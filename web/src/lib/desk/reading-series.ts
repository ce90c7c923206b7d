import type { Limit } from '#shared/limit.ts'
import type { ReadingBucket } from '#shared/readings.ts'
import { zoneOffsetMs } from '#shared/zone-clock.ts'

// What a chart of readings shows, worked out before anything is drawn.

/** Where a step stands: in the middle of the time in which its readings came. Epoch milliseconds. */
export const middleOf = ({ at, lastAt }: ReadingBucket): number => (Date.parse(at) + Date.parse(lastAt)) / 2

/** Columns of equal length; where nothing was said for too long stands a row without a value. Times in epoch seconds. */
export type Series = {
  times: number[]
  mean: (number | null)[]
  min: (number | null)[]
  max: (number | null)[]
  /** Which step each row is; null for a gap. */
  step: (number | null)[]
}

/** So many intervals without a word are a gap: nobody knows what was in between. */
const GAP_INTERVALS = 3

/**
 * Steps as columns. Between two that lie further apart than three times the interval of the device there is a gap; of a
 * device without an interval each stands alone.
 */
export function seriesOf(items: readonly ReadingBucket[], cadenceSeconds: number | null): Series {
  const series: Series = { times: [], mean: [], min: [], max: [], step: [] }
  const add = (atMs: number, step: number | null) => {
    const item = step === null ? undefined : items[step]
    series.times.push(atMs / 1000)
    series.mean.push(item?.mean ?? null)
    series.min.push(item?.min ?? null)
    series.max.push(item?.max ?? null)
    series.step.push(step)
  }
  for (const [n, item] of items.entries()) {
    const before = items[n - 1]
    if (before !== undefined && isGap(before, item, cadenceSeconds)) add((middleOf(before) + middleOf(item)) / 2, null)
    add(middleOf(item), n)
  }
  return series
}

function isGap(before: ReadingBucket, item: ReadingBucket, cadenceSeconds: number | null): boolean {
  return (
    cadenceSeconds === null || Date.parse(item.at) - Date.parse(before.lastAt) > GAP_INTERVALS * cadenceSeconds * 1000
  )
}

/** The rows that no line leads to: they are drawn as points. */
export function aloneIn({ step }: Pick<Series, 'step'>): number[] {
  const isNone = (row: number) => (step[row] ?? null) === null
  return step.flatMap((_, row) => (!isNone(row) && isNone(row - 1) && isNone(row + 1) ? [row] : []))
}

/** The bound of a limit. */
export const boundOf = ({ above, below }: Limit): number => above ?? below ?? 0

/**
 * From where to where values are drawn, with some room. A limit that is not farther off than the values are spread, or
 * half their size, is in sight; one beyond is told in words alone, for it would flatten everything else.
 */
export function scaleOf(items: readonly ReadingBucket[], limits: readonly Limit[]): [low: number, high: number] {
  let low = Math.min(...items.map(({ min }) => min))
  let high = Math.max(...items.map(({ max }) => max))
  const reach = Math.max(high - low, Math.abs(high) / 2, Math.abs(low) / 2)
  for (const bound of limits.map(boundOf)) {
    if (bound > high && bound - high <= reach) high = bound
    if (bound < low && low - bound <= reach) low = bound
  }
  const room = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1
  return [low - room, high + room]
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** What may lie between two times on the axis. */
const SPACES_MS = [
  ...[5, 10, 15, 30].map((n) => n * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * HOUR_MS),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * DAY_MS),
]

/** Round times by the clocks of a zone between two moments, `most` at most: hours from midnight on, and days. */
export function timesOnAxis(fromMs: number, toMs: number, timeZone: string, most: number): number[] {
  const space = SPACES_MS.find((one) => (toMs - fromMs) / one <= most) ?? DAY_MS * 60
  const times: number[] = []
  const localOf = (ms: number) => ms + zoneOffsetMs(timeZone, ms)
  for (let local = Math.ceil(localOf(fromMs) / space) * space; ; local += space) {
    // Whose offset it is depends on the moment, and the moment on the offset: looked up twice it is right.
    const guess = local - zoneOffsetMs(timeZone, local)
    const at = local - zoneOffsetMs(timeZone, guess)
    if (at > toMs) return times
    if (at >= fromMs) times.push(at)
  }
}

/** Whether a moment is midnight by the clocks of a zone: on the axis it is a day and not an hour. */
export function isMidnight(ms: number, timeZone: string): boolean {
  return (ms + zoneOffsetMs(timeZone, ms)) % DAY_MS === 0
}

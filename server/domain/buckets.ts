/** Lengths that people count in, up to a day. */
const STEPS_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
] as const

/**
 * How long the steps are in which a span is shown in at most `most` of them, two or more. They begin at round times and
 * not with the span, which may so touch one more than it is long.
 */
export function bucketSecondsFor(spanMs: number, most: number): number {
  const least = spanMs / 1000 / (most - 1)
  return STEPS_SECONDS.find((seconds) => seconds >= least) ?? Math.ceil(least / 86_400) * 86_400
}

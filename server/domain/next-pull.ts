const FIRST_PAUSE_SECONDS = 60
const LONGEST_PAUSE_SECONDS = 3600
/** Installations that were started together shall not ask together. */
const JITTER = 0.1

/**
 * In how many seconds a source is asked again after so many failures in a row: after its interval when it answered, and
 * else after pauses that double, of which none is longer than the interval or an hour. `random` lies in [0, 1).
 */
export function nextPullSeconds(everySeconds: number, failures: number, random: number): number {
  const backOff = FIRST_PAUSE_SECONDS * 2 ** Math.min(failures - 1, 10)
  const pause = failures === 0 ? everySeconds : Math.min(backOff, everySeconds, LONGEST_PAUSE_SECONDS)
  return pause * (1 + JITTER * random)
}

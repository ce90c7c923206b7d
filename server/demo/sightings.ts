import * as frigate from './messages/frigate.ts'
import { type Random, between } from './random.ts'
import type { Story } from './story.ts'
import type { Wire } from './telemetry.ts'

type Seen = { label: string; across: number; moves: boolean }

/** One object followed by a camera: `new` with the first score, an update for each other, then `end`. */
export function tracked(
  camera: Wire,
  seen: Seen,
  scores: readonly number[],
  everySeconds: number,
  random: Random,
): Story {
  const { prefix, externalId } = camera
  const drift = seen.moves ? between(random, -0.08, 0.08) : 0
  let track: frigate.Tracked | null = null
  const follow = (score: number, at: number) => (now: Date) => {
    const before = track ?? frigate.beginTrack({ ...seen, camera: externalId }, score, now, random)
    track = frigate.followTrack(before, Math.round(score * 1e6) / 1e6, seen.across + drift * at, now, random)
    const event = frigate.trackEvent(prefix, before, track)
    return at === 0 ? [event, frigate.objectCount(prefix, externalId, seen.label, 1)] : [event]
  }
  const end = (now: Date) => {
    if (track === null) return []
    const ended = frigate.trackEvent(prefix, track, frigate.endTrack(track, now))
    return [ended, frigate.objectCount(prefix, externalId, seen.label, 0)]
  }
  return {
    deviceIds: [camera.device.id],
    steps: [
      ...scores.map((score, at) => ({ afterSeconds: at * everySeconds, messages: follow(score, at) })),
      { afterSeconds: scores.length * everySeconds, messages: end },
    ],
  }
}

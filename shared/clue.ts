import type { Place } from './geo.ts'
import type { Kind } from './kinds.ts'

/** What one witness says of an incident, and from when to when: what is left of its messages for matching others with. */
export type Clue = {
  /** The observation that said it first. */
  observationId: string
  kind: Kind
  place: Place
  /** The device or the person that says it; one of the two. */
  deviceId: string | null
  personId: string | null
  /** It tells of the spot where it is itself, not of something it sees. */
  ofItself: boolean
  /** The signal it came by; null for a person's report. */
  signalKey: string | null
  /** Whether it goes on while that signal is on; a press or a single detection is over when it is said. */
  lasts: boolean
  confidence: number | null
  /** ISO, by receipt. */
  firstAt: string
  lastAt: string
}

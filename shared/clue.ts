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
  /** The signal that is on while it lasts; null for what has no end of its own. */
  signalKey: string | null
  confidence: number | null
  /** ISO, by receipt. */
  firstAt: string
  lastAt: string
}

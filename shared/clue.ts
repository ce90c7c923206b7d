import type { Place } from './geo.ts'
import type { Kind } from './kinds.ts'

type SectorPlace = Extract<Place, { type: 'sector' }>

/** What one witness says of an incident, and from when to when: what is left of its messages for matching others with. */
export type Clue = {
  /** The observation that said it first. */
  observationId: string
  kind: Kind
  place: Place
  /** The direction it was seen in, for meeting those of other cameras, where the ground has made a nearer place of it. */
  sight: SectorPlace | null
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

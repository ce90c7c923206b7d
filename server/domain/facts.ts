import type { Action } from '#shared/action.ts'
import type { Clue } from '#shared/clue.ts'
import type { Change } from '#shared/change.ts'
import type { Device } from '#shared/device.ts'
import type { FireDanger } from '#shared/fire-danger.ts'
import type { Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import type { Arrangement, DangerVersion } from './arrangement.ts'
import type { CutPicture } from '#shared/evidence.ts'
import type { Attached } from './attached.ts'
import type { Terrain } from './terrain.ts'
import type { WindReading } from './wind.ts'

/** An incident with what only decisions need of it. */
export type IncidentRecord = Omit<Incident, 'due'> & {
  /** The signals that are still on; when none is left the condition is cleared. */
  activeKeys: string[]
  /** Every area touched with all above it: what a viewer's scope is compared with. */
  areaIds: string[]
  planVersionId: string | null
  /** How long each tier of the chain has before the next is called, by order, in seconds. */
  tierWaitsSeconds: number[]
  /** How many tiers are called together at the beginning. */
  tiersAtOnce: number
  /** How often whoever was called and is silent is reminded; null: never. */
  remindSeconds: number | null
  /** Who handled it: the one who may not check it. */
  handledBy: string | null
  /** What each witness said: by it new evidence is matched. */
  clues: Clue[]
  /** Incidents that people parted from this one: they are not merged again by themselves. */
  apartFrom: string[]
}

/** That an observation belongs to an incident, or (`withdrawnAt`, ISO) does so no longer. */
export type EvidenceLink = { incidentId: string; observationId: string; withdrawnAt: string | null }

/**
 * Whether an alarm signal is on, since when, and to which incident it belonged: to none (`''`) while it waits for what
 * would make an alarm of it (standing.ts). Times ISO.
 */
export type Signal = {
  key: string
  active: boolean
  since: string
  incidentId: string
  /** The last times it went on, oldest first: whether it chatters. */
  edges: string[]
}

/** What a decision reads, as of one sequence number. A decision holds only if `seq` still stands when it is written. */
export type Facts = {
  seq: number
  arrangement: Arrangement
  /** The clock of the township, an IANA name. */
  timeZone: string
  /** The ground around the cameras; null while, or where, none is known. */
  terrain: Terrain | null
  /** All incidents not closed, by id. */
  incidents: ReadonlyMap<string, IncidentRecord>
  /** Signals that are on, and those lately off. */
  signals: ReadonlyMap<string, Signal>
}

/** Evidence with the message it came from; `payload` is base64, null for a person's report. */
export type EvidenceRecord = Omit<Observation, 'media'> & {
  sourceId: string | null
  externalId: string | null
  mediaLinks: string[]
  topic: string | null
  payload: string | null
  /** What was cut out of the payload; null where nothing was. */
  cut: CutPicture[] | null
  /** Pictures and clips to be kept with it. */
  attached: Attached[]
}

/** Telemetry: what is kept of an observation nobody needs to act on. */
export type ReadingRecord = Pick<
  Observation,
  'id' | 'deviceId' | 'kind' | 'state' | 'deviceAt' | 'receivedAt' | 'confidence' | 'values'
> & { sourceId: string; externalId: string }

/** An attempt to carry a call to a person. */
export type DeliveryRecord = {
  id: string
  alertId: string
  channel: 'in-app'
  createdAt: string
  deliveredAt: string | null
}

/** A change to be numbered when it is written, with whom it concerns: `areaIds` null concerns everybody. */
export type ChangeDraft = { change: Change; areaIds: string[] | null; personIds: string[] }

type Grounded = Pick<IncidentRecord, 'id' | 'areaIds' | 'recusedIds'>

/** What those are told on whose ground incidents no longer lie, or who keep out of them: where they lie now is none of theirs. */
export function leftBehind(before: ReadonlyMap<string, Grounded>, after: readonly Grounded[]): ChangeDraft[] {
  return after.flatMap(({ id, areaIds, recusedIds }) => {
    const known = before.get(id)
    const left = (known?.areaIds ?? []).filter((areaId) => !areaIds.includes(areaId))
    // Whoever keeps out of it may see it no more.
    const out = known === undefined ? [] : recusedIds.filter((personId) => !known.recusedIds.includes(personId))
    if (left.length + out.length === 0) return []
    return [{ change: { type: 'gone', incidentId: id }, areaIds: left, personIds: out }]
  })
}

/** Everything one decision writes, all of it or nothing. */
export type Decision = {
  evidence: EvidenceRecord[]
  readings: ReadingRecord[]
  /** New or changed incidents, whole, with their alerts. */
  incidents: IncidentRecord[]
  signals: Signal[]
  links: EvidenceLink[]
  actions: Action[]
  deliveries: DeliveryRecord[]
  /** Devices heard for the first time. */
  devices: Device[]
  /** Keys by which a repeat of these messages is recognised. */
  keys: string[]
  /** Official grades of fire danger that warnings changed, and how it is shown after it. */
  fireDangers: { supersede: string[]; append: DangerVersion[]; shown: FireDanger[] }
}

/** What a decision may use beside its facts: the moment it is made, the township's clock (an IANA name), and fresh ids. */
export type Making = {
  now: Date
  timeZone: string
  newId: () => string
  /** The wind as stations told of it last; none where nobody keeps it. */
  winds?: readonly WindReading[]
}

/** A decision that writes nothing. */
export function noDecision(): Decision {
  return {
    evidence: [],
    readings: [],
    incidents: [],
    signals: [],
    links: [],
    actions: [],
    deliveries: [],
    devices: [],
    keys: [],
    fireDangers: { supersede: [], append: [], shown: [] },
  }
}

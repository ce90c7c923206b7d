import type { ResponderPosition } from '#shared/position.ts'
import type { Values } from '#shared/observation.ts'
import type { FormatName } from '#shared/source.ts'
import { callTo } from './call.ts'
import { statedInWgs84 } from './datum.ts'
import { formats } from './decode/formats.ts'
import type { Facts, IncidentRecord } from './facts.ts'
import type { Arrival } from './arrival.ts'

// Where a person's own phone or radio is, and what people write to each other, is nobody's business here until it is a
// call for help. Only while the person goes to an open incident is the last point kept, apart from all readings.

/** What is kept of a message's values: of one that tells a position, nothing of that position. */
export function keptValues(values: Values): Values {
  return values['position'] === true ? {} : values
}

/** Whether a message may be kept as it came: those of some formats hold texts and positions beside what is read. */
export function mayKeepWhole(format: FormatName | null | undefined): boolean {
  return format == null || formats[format].isPrivate !== true
}

/** A phone's clock may be behind by so much: a point is of the way there, though it seems to be of just before. */
const CLOCK_BEHIND_MS = 120_000
const CLOCK_AHEAD_MS = 300_000

/** Who goes to an incident now; nobody to one that is closed. */
export function goingIds(incident: IncidentRecord): string[] {
  if (incident.closedAt !== null) return []
  const ids = new Set(incident.alerts.map(({ personId }) => personId))
  return [...ids].filter((id) => callTo(incident, id)?.state === 'accepted')
}

/** Whether a message tells where a person's own phone or radio is. */
export function tellsPosition({ decoded }: Pick<Arrival, 'decoded'>): boolean {
  return decoded.values['position'] === true && decoded.place?.type === 'point'
}

/**
 * Where somebody is, for each open incident they go to: nothing of a phone that is nobody's, of whoever goes nowhere,
 * and of the time before they said that they go.
 */
export function positionsTold(arrival: Arrival, { arrangement, incidents }: Facts): ResponderPosition[] {
  const { sourceId, decoded, message } = arrival
  const device = arrangement.deviceAt(sourceId, decoded.externalId)
  const personId = device?.kind === 'tracker' ? device.personId : null
  const datum = arrangement.sources.find(({ id }) => id === sourceId)?.datum ?? 'WGS-84'
  const place = tellsPosition(arrival) ? statedInWgs84(decoded.place, datum) : null
  if (personId == null || place?.type !== 'point') return []
  const { receivedAt } = message
  const isAhead = decoded.deviceAt !== null && decoded.deviceAt.getTime() > receivedAt.getTime() + CLOCK_AHEAD_MS
  const at = decoded.deviceAt === null || isAhead ? receivedAt : decoded.deviceAt
  return [...incidents.values()].flatMap((incident) => {
    if (!goingIds(incident).includes(personId)) return []
    const wentAt = Date.parse(callTo(incident, personId)?.answeredAt ?? incident.openedAt)
    if (receivedAt.getTime() < wentAt || at.getTime() < wentAt - CLOCK_BEHIND_MS) return []
    const { location, radiusMetres } = place
    return [{ incidentId: incident.id, personId, location, accuracyMetres: radiusMetres, at: at.toISOString() }]
  })
}

/**
 * What positions a decision ends: `incidentIds` are those from which somebody no longer goes, `kept` the pairs
 * `incident person` that remain.
 */
export function positionsEnded(incidents: readonly IncidentRecord[]): { incidentIds: string[]; kept: string[] } {
  const ended = incidents.filter(
    ({ closedAt, alerts }) =>
      closedAt !== null || alerts.some(({ state }) => state === 'declined' || state === 'expired'),
  )
  return {
    incidentIds: ended.map(({ id }) => id),
    kept: ended.flatMap((incident) => goingIds(incident).map((personId) => `${incident.id} ${personId}`)),
  }
}

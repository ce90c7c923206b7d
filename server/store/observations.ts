import type { Observation } from '#shared/observation.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Database, Parameter } from '../../db/connect.ts'
import { withMedia } from './evidence-media.ts'

export type ObservationFilter = {
  /** The incident and all that became it. */
  incidentIds?: string[]
  deviceId?: string
  kind?: Kind
  from?: string
  to?: string
  before?: { at: Date; id: string }
}

/** Evidence and readings together, newest first, at most `limit`. */
export async function observationsPage(
  database: Database,
  filter: ObservationFilter,
  limit: number,
): Promise<Observation[]> {
  const parameters: Parameter[] = []
  const conditions: string[] = []
  const narrow = (text: (n: number) => string, value: Parameter | undefined): void => {
    if (value === undefined) return
    parameters.push(value)
    conditions.push(text(parameters.length))
  }
  narrow((n) => `device_id = $${n}`, filter.deviceId)
  narrow((n) => `kind = $${n}`, filter.kind)
  narrow((n) => `received_at >= $${n}::timestamptz`, filter.from)
  narrow((n) => `received_at < $${n}::timestamptz`, filter.to)
  if (filter.before) {
    parameters.push(filter.before.at.toISOString(), filter.before.id)
    conditions.push(`(received_at, id) < ($${parameters.length - 1}::timestamptz, $${parameters.length})`)
  }
  const shared = `id, device_id, kind, state, device_at, received_at, confidence, "values"`
  const where = () => conditions.map((condition, index) => `${index === 0 ? 'where' : 'and'} ${condition}`).join(' ')
  narrow(
    (n) =>
      `id in (select observation_id from incident_evidence where incident_id = any($${n}::text[]) and withdrawn_at is null)`,
    filter.incidentIds,
  )
  const evidence = `select ${shared}, incident_id, person_id, place, description, media_ids from observations ${where()}`
  const readings = `select ${shared}, null, null, null, null, '{}'::text[] from readings ${where()}`
  // Each part brings its newest itself: so an index leads to them, however many there are.
  const newest = (part: string) => `(${part} order by received_at desc, id desc limit ${limit})`
  const from = filter.incidentIds === undefined ? `${newest(evidence)} union all ${newest(readings)}` : evidence
  const rows = await database.query<Row>(
    `select * from (${from}) as o order by received_at desc, id desc limit ${limit}`,
    parameters,
  )
  const observations = rows.map((row) => ({
    id: row.id,
    deviceId: row.device_id,
    personId: row.person_id,
    incidentId: row.incident_id,
    kind: row.kind,
    state: row.state,
    deviceAt: row.device_at === null ? null : new Date(row.device_at).toISOString(),
    receivedAt: new Date(row.received_at).toISOString(),
    confidence: row.confidence,
    place: row.place,
    values: row.values,
    description: row.description,
    mediaIds: row.media_ids,
  }))
  return withMedia(database, observations)
}

type Row = {
  id: string
  device_id: string | null
  person_id: string | null
  incident_id: string | null
  kind: Observation['kind']
  state: Observation['state']
  device_at: string | null
  received_at: string
  confidence: number | null
  place: Observation['place']
  values: Observation['values']
  description: string | null
  media_ids: string[]
}

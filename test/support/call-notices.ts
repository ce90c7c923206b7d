import { randomUUID } from 'node:crypto'
import type { Parameter } from '../../db/connect.ts'
import type { RunningApp } from './running-app.ts'

/** The statement by which somebody is told of a call, as the outbox writes it. */
export function aNotice(row: {
  incidentId: string
  personId: string
  answerCall: number | null
  id?: string
  occasion?: string
}): { sql: string; parameters: Parameter[] } {
  const { id = randomUUID(), incidentId, personId, answerCall, occasion = 'call' } = row
  return {
    sql: `insert into notices (id, incident_id, person_id, alert_id, occasion, urgency, revision, created_at, updated_at, answer_call)
      select $1, $2, $3, (select id from alerts where incident_id = $2 and person_id = $3 limit 1), $4, 1, 1, now(), now(), $5::int
      on conflict (incident_id, person_id) do update set id = excluded.id, answer_call = excluded.answer_call, due_at = null`,
    parameters: [id, incidentId, personId, occasion, answerCall],
  }
}

/** The id of a new incident to which somebody is called. */
export async function calledTo(app: RunningApp, admin: string, personId: string, kind = 'hazard'): Promise<string> {
  const report = { id: randomUUID(), kind, description: '…', observedAt: new Date().toISOString() }
  const reported = await app.post('/api/reports', admin, report)
  if (reported.status !== 201) throw new Error(`not reported: ${JSON.stringify(reported.body)}`)
  const { incidentId } = reported.body as { incidentId: string }
  const assign = { id: randomUUID(), action: 'assign', personId }
  const answer = await app.post(`/api/incidents/${incidentId}/actions`, admin, assign)
  if (answer.status !== 201) throw new Error(`${personId} was not called: ${JSON.stringify(answer.body)}`)
  return incidentId
}

/** The statement by which a channel is set up, as the page of channels writes it. */
export function aChannel(id: string, channel: string, settings: object): { sql: string; parameters: Parameter[] } {
  return {
    sql: `insert into channels (id, channel, name, settings, rank, enabled, updated_at) values ($1, $2, $1, $3::text::jsonb, 1, false, now())`,
    parameters: [id, channel, JSON.stringify(settings)],
  }
}

/** The statement by which it is noted that a channel was given a notice of somebody's call. */
export function aDelivery(row: {
  id: string
  channelId: string
  incidentId: string
  personId: string
  receipt: string | null
}): { sql: string; parameters: Parameter[] } {
  const { id, channelId, incidentId, personId, receipt } = row
  return {
    sql: `insert into deliveries (id, alert_id, notice_id, revision, channel, channel_id, created_at, handed_at, receipt, tries)
      select $1, alert_id, id, 1, 'x', $2, now(), now(), $5, 1 from notices where incident_id = $3 and person_id = $4`,
    parameters: [id, channelId, incidentId, personId, receipt],
  }
}

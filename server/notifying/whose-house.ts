import type { Database } from '../../db/connect.ts'
import type { Audit } from '../audit/audit.ts'
import type { Decisions } from '../decisions.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { householdAt } from '../domain/household.ts'
import { asksForAnswer } from '../domain/tellings.ts'
import { householdsByVersion } from '../store/households.ts'
import type { NoticeRow } from '../store/notices.ts'

/**
 * Whose house an incident is at, by notice, for those whom some notices call: they ring there first. Each showing is
 * written down, as on their screens; where that cannot be, the words go without.
 */
export async function headsOf(
  rows: readonly NoticeRow[],
  incidents: ReadonlyMap<string, IncidentRecord>,
  parts: { database: Database; decisions: Decisions; audit: Pick<Audit, 'revealed'>; now: Date },
): Promise<ReadonlyMap<string, string>> {
  const { database, decisions, audit, now } = parts
  const calls = rows.flatMap(({ id, incidentId, personId, alertId, occasion }) =>
    personId === null || alertId === null || !asksForAnswer(occasion) ? [] : [{ id, incidentId, personId }],
  )
  if (calls.length === 0) return new Map()
  const { households } = await decisions.versions()
  const houses = new Map(
    [...new Set(calls.map(({ incidentId }) => incidentId))].map((id) => {
      const incident = incidents.get(id)
      return [id, incident === undefined ? null : householdAt(incident.place, households, now)]
    }),
  )
  const contacts = await householdsByVersion(
    database,
    [...houses.values()].flatMap((house) => house?.versionId ?? []),
  )
  const named = calls.flatMap(({ id, incidentId, personId }) => {
    const house = houses.get(incidentId)
    const contact = contacts.get(house?.versionId ?? '')
    if (house == null || contact === undefined) return []
    const actor = { personId, sessionId: null, ip: null }
    return [{ id, head: contact.head, reveal: { actor, incidentId, householdId: house.id } }]
  })
  if (named.length === 0 || !(await audit.revealed(named.map(({ reveal }) => reveal)))) return new Map()
  return new Map(named.map(({ id, head }) => [id, head]))
}

import type { Database } from '../../db/connect.ts'

/**
 * Writes down that somebody is shown the name and number of a household, and why; resolves when it is kept, and only
 * then may it be answered. For an incident it is written once for a person and a household.
 */
export type Reveals = (reveal: {
  personId: string
  what: 'household'
  id: string
  reason: string
  incidentId: string | null
}) => Promise<void>

export function createReveals(parts: { database: Database; now: () => Date; newId: () => string }): Reveals {
  const { database, now, newId } = parts
  return async ({ personId, id, reason, incidentId }) => {
    const target = { household: id, ...(incidentId !== null && { incident: incidentId }) }
    await database.run(
      `insert into audit_entries (id, at, person_id, what, target, reason)
       select $1, $2::timestamptz, $3, 'reveal', $4::text::jsonb, $5
       where $6 = '' or not exists (select 1 from audit_entries
         where person_id = $3 and what = 'reveal' and target = $4::text::jsonb)`,
      [newId(), now().toISOString(), personId, JSON.stringify(target), reason, incidentId ?? ''],
    )
  }
}

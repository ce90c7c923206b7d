import type { Database } from '../../db/connect.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { incidentsByIds } from './incidents.ts'

/** Disputes that are not settled and to which somebody comes back, closed or not. */
export async function unsettledDisputes(database: Database): Promise<IncidentRecord[]> {
  const rows = await database.run<{ id: string }>(
    `select id from incidents where merged_into is null
       and settlement ->> 'revisitAt' is not null and settlement ->> 'isSettled' = 'false'`,
  )
  return incidentsByIds(
    database,
    rows.map(({ id }) => id),
  )
}

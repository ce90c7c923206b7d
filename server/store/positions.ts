import { eq } from 'drizzle-orm'
import type { ResponderPosition } from '#shared/position.ts'
import type { Database } from '../../db/connect.ts'
import { responderPositions } from '../../db/schema.ts'

/** Whether somebody still goes to an open incident; `p` is the row in question. */
const STILL_GOES = `exists (select from alerts as a join incidents as i on i.id = a.incident_id
  where a.incident_id = p.incident_id and a.person_id = p.person_id and a.state = 'accepted' and i.closed_at is null)`

/**
 * Keeps the last point of each; in the same statement whatever is left of those who no longer go is erased, and nothing
 * is written of them: an incident may have been closed since this was decided.
 */
export async function putPositions({ run }: Database, positions: readonly ResponderPosition[]): Promise<void> {
  await run(
    `with gone as (delete from responder_positions as p where not ${STILL_GOES})
    insert into responder_positions (incident_id, person_id, location, accuracy_metres, at)
    select incident_id, person_id, location, accuracy_metres, at
    from jsonb_to_recordset($1::text::jsonb) as p(incident_id text, person_id text, location jsonb, accuracy_metres float8, at timestamptz)
    where ${STILL_GOES}
    on conflict (incident_id, person_id) do update
      set location = excluded.location, accuracy_metres = excluded.accuracy_metres, at = excluded.at
      where excluded.at >= responder_positions.at`,
    [
      JSON.stringify(
        positions.map(({ incidentId, personId, location, accuracyMetres, at }) => {
          return { incident_id: incidentId, person_id: personId, location, accuracy_metres: accuracyMetres, at }
        }),
      ),
    ],
  )
}

/** Erases whatever was left over: what was written while its incident was being closed by another process. */
export async function eraseLeftPositions({ run }: Database): Promise<void> {
  await run(`delete from responder_positions as p where not ${STILL_GOES}`)
}

/** The last points of those who go to an incident. */
export async function positionsOf({ read }: Database, incidentId: string): Promise<ResponderPosition[]> {
  const rows = await read.select().from(responderPositions).where(eq(responderPositions.incidentId, incidentId))
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

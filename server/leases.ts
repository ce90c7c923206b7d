import type { Database } from '../db/connect.ts'

/**
 * Takes or renews a lease for `holder` until `now` plus `forMs`; false while another holds it. One process at a time
 * does what only one may do, and another takes over when it is gone.
 */
export async function takeLease(
  database: Database,
  name: string,
  holder: string,
  now: Date,
  forMs: number,
): Promise<boolean> {
  const rows = await database.run(
    `insert into leases (name, holder, until) values ($1, $2, $4::timestamptz)
     on conflict (name) do update set holder = excluded.holder, until = excluded.until
     where leases.holder = excluded.holder or leases.until < $3::timestamptz
     returning 1`,
    [name, holder, now.toISOString(), new Date(now.getTime() + forMs).toISOString()],
  )
  return rows.length > 0
}

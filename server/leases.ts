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

/** Whether somebody else than `holder` has a lease. */
export async function isTakenByAnother({ run }: Database, name: string, holder: string, now: Date): Promise<boolean> {
  const rows = await run('select 1 from leases where name = $1 and holder <> $2 and until >= $3::timestamptz', [
    name,
    holder,
    now.toISOString(),
  ])
  return rows.length > 0
}

/** Lets go of a lease that `holder` has; another may take it at once. */
export async function releaseLease({ run }: Database, name: string, holder: string): Promise<void> {
  await run('delete from leases where name = $1 and holder = $2', [name, holder])
}

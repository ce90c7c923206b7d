import type { Database } from '../../db/connect.ts'
import { duePublishes } from '../../db/schema.ts'

/** One thing to be published later. Of one topic there is one: a siren that is switched on again sounds its whole time. */
export type DuePublish = Pick<typeof duePublishes.$inferSelect, 'topic' | 'payload' | 'dueAt' | 'saidLate'>

/** Nothing is due later than this: what is was written before the clock was put back. */
const FARTHEST = `$1::timestamptz + interval '1 hour'`

/** Notes what is to be published later, in place of what was noted of that topic before. */
export async function notePublish(
  { run }: Database,
  { topic, payload, dueAt }: Omit<DuePublish, 'saidLate'>,
): Promise<void> {
  await run(
    `insert into due_publishes (topic, payload, due_at) values ($1, $2, $3::timestamptz)
     on conflict (topic) do update set payload = excluded.payload, due_at = excluded.due_at, held_until = null, said_late = 0`,
    [topic, payload, dueAt.toISOString()],
  )
}

/** Takes what is due for one process alone until `until`; what a process that is gone has taken is taken as well. */
export async function takeDuePublishes({ run }: Database, now: Date, until: Date): Promise<DuePublish[]> {
  const rows = await run<{ topic: string; payload: string; dueAt: string | Date; saidLate: number }>(
    `update due_publishes set held_until = $2::timestamptz
     where (due_at <= $1::timestamptz or due_at > ${FARTHEST})
       and (held_until is null or held_until <= $1::timestamptz or held_until > ${FARTHEST})
     returning topic, payload, due_at as "dueAt", said_late as "saidLate"`,
    [now.toISOString(), until.toISOString()],
  )
  return rows.map((row) => ({ ...row, dueAt: new Date(row.dueAt) }))
}

/** Has something published at once that was due later. */
export async function hastenPublish({ run }: Database, { topic, dueAt }: DueOf, now: Date): Promise<void> {
  await run(
    `update due_publishes set due_at = $3::timestamptz where topic = $1 and due_at = $2::timestamptz and due_at > $3::timestamptz`,
    [topic, dueAt.toISOString(), now.toISOString()],
  )
}

/** Notes that something was published late, and when it is to be said again. */
export async function repeatPublish({ run }: Database, { topic, dueAt }: DueOf, again: Date): Promise<void> {
  await run(
    `update due_publishes set held_until = $3::timestamptz, said_late = said_late + 1
     where topic = $1 and due_at = $2::timestamptz`,
    [topic, dueAt.toISOString(), again.toISOString()],
  )
}

/** Forgets what was published, unless its topic has been noted anew since. */
export async function removePublish({ run }: Database, { topic, dueAt }: DueOf): Promise<void> {
  await run(`delete from due_publishes where topic = $1 and due_at = $2::timestamptz`, [topic, dueAt.toISOString()])
}

type DueOf = Pick<DuePublish, 'topic' | 'dueAt'>

import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { pushSubscriptions, sessions } from '../../db/schema.ts'

/** A browser that may be told by Web Push. */
export type PushSubscriptionRow = typeof pushSubscriptions.$inferSelect

/** Keeps the subscription of a session, in place of whatever that browser, or that session, had before. */
export async function putSubscription(database: Database, row: PushSubscriptionRow): Promise<void> {
  const { id, personId, sessionId, endpoint, p256dh, auth, createdAt } = row
  await database.run(
    `with forgotten as (delete from push_subscriptions where endpoint <> $4 and (session_id = $3
         or (person_id = $2 and session_id not in (select id from sessions))))
     insert into push_subscriptions (id, person_id, session_id, endpoint, p256dh, auth, created_at)
     values ($1, $2, $3, $4, $5, $6, $7::timestamptz)
     on conflict (endpoint) do update set person_id = excluded.person_id, session_id = excluded.session_id,
       p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at`,
    [id, personId, sessionId, endpoint, p256dh, auth, createdAt.toISOString()],
  )
}

/** Forgets what a session subscribed to; false where that was nothing. */
export async function endSubscription({ read }: Database, sessionId: string): Promise<boolean> {
  const { id } = pushSubscriptions
  return (
    (await read.delete(pushSubscriptions).where(eq(pushSubscriptions.sessionId, sessionId)).returning({ id })).length >
    0
  )
}

/** Forgets a browser that is no longer there. */
export async function forgetEndpoint({ read }: Database, endpoint: string): Promise<void> {
  await read.delete(pushSubscriptions).where(eq(pushSubscriptions.endpoint, endpoint))
}

/** The browsers by which a person may be told: a subscription ends with its session. */
export async function subscriptionsOf({ read }: Database, personId: string, now: Date): Promise<PushSubscriptionRow[]> {
  const rows = await read
    .select({ subscription: pushSubscriptions })
    .from(pushSubscriptions)
    .innerJoin(sessions, eq(sessions.id, pushSubscriptions.sessionId))
    .where(and(eq(pushSubscriptions.personId, personId), eq(sessions.personId, personId), gt(sessions.expiresAt, now)))
  return rows.map(({ subscription }) => subscription)
}

/** Who of some people has a browser that may be told. */
export async function subscribersAmong({ read }: Database, personIds: readonly string[]): Promise<Set<string>> {
  if (personIds.length === 0) return new Set()
  const rows = await read
    .selectDistinct({ personId: pushSubscriptions.personId })
    .from(pushSubscriptions)
    .where(inArray(pushSubscriptions.personId, [...personIds]))
  return new Set(rows.map(({ personId }) => personId))
}

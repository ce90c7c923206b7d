import { and, desc, eq, gte, or } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { deliveries } from '../../db/schema.ts'

/** Something that was handed over by a channel, as far as what is told of it later needs. */
export type NamedDelivery = { id: string; noticeId: string | null; alertId: string | null }

const COLUMNS = { id: deliveries.id, noticeId: deliveries.noticeId, alertId: deliveries.alertId }

/** What a channel handed over under any of these names, the provider's or ours; the newest, for names are given anew. Null: nothing. */
export async function namedDelivery(
  { read }: Database,
  channelId: string,
  { receipt, messageId }: { receipt: string | null; messageId: string | null },
): Promise<NamedDelivery | null> {
  const names = [
    receipt === null || receipt === '' ? undefined : eq(deliveries.receipt, receipt),
    messageId === null ? undefined : eq(deliveries.id, messageId),
    messageId === null ? undefined : eq(deliveries.noticeId, messageId),
  ].filter((name) => name !== undefined)
  if (names.length === 0) return null
  const [row] = await read
    .select(COLUMNS)
    .from(deliveries)
    .where(and(eq(deliveries.channelId, channelId), or(...names)))
    .orderBy(desc(deliveries.createdAt))
    .limit(1)
  return row ?? null
}

/** What a channel handed over since a moment, newest first. */
export async function deliveriesSince({ read }: Database, channelId: string, since: Date): Promise<NamedDelivery[]> {
  return read
    .select(COLUMNS)
    .from(deliveries)
    .where(and(eq(deliveries.channelId, channelId), gte(deliveries.createdAt, since)))
    .orderBy(desc(deliveries.createdAt))
    .limit(5_000)
}

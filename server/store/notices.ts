import { and, eq, gte, inArray, isNotNull, or, sql } from 'drizzle-orm'
import type { Delivery } from '#shared/delivery.ts'
import type { Database } from '../../db/connect.ts'
import { deliveries, notices } from '../../db/schema.ts'

/** A row of the outbox. */
export type NoticeRow = typeof notices.$inferSelect
/** What became of carrying a notice over one channel. */
export type DeliveryRow = typeof deliveries.$inferSelect

/** No notice waits longer than this for another look: one that does was written before the clock was put back. */
const MOST_WAIT_MS = 3600_000

/**
 * Takes notices that are due, the most urgent first, for one process alone until `until`. Those whom another process has
 * taken and not let go in time, for it is gone, are taken as well; those of `except` are left to others.
 */
export async function takeDueNotices(
  { run, read }: Database,
  { holder, now, until, most, except }: { holder: string; now: Date; until: Date; most: number; except: string[] },
): Promise<NoticeRow[]> {
  const farthest = (from: Date) => new Date(from.getTime() + MOST_WAIT_MS).toISOString()
  const taken = await run<{ id: string }>(
    `update notices set holder = $1, held_until = $3::timestamptz where id in (
       select id from notices
       where (due_at <= $2::timestamptz or due_at > $5::timestamptz)
         and (held_until is null or held_until <= $2::timestamptz or held_until > $5::timestamptz)
         and id <> all($6::text[])
       order by urgency, due_at limit $4 for update skip locked)
     returning id`,
    [holder, now.toISOString(), until.toISOString(), most, farthest(now), except],
  )
  if (taken.length === 0) return []
  const rows = await read
    .select()
    .from(notices)
    .where(
      inArray(
        notices.id,
        taken.map(({ id }) => id),
      ),
    )
  const dueMs = ({ dueAt }: NoticeRow) => dueAt?.getTime() ?? 0
  return rows.toSorted((a, b) => a.urgency - b.urgency || dueMs(a) - dueMs(b))
}

/** All that was tried for some notices, and for the calls they carry, oldest first; not what screens show by themselves. */
export async function triesOf({ read }: Database, of: readonly NoticeRow[]): Promise<DeliveryRow[]> {
  const ids = of.map(({ id }) => id)
  const alertIds = of.flatMap(({ alertId }) => alertId ?? [])
  return read
    .select()
    .from(deliveries)
    .where(
      or(
        inArray(deliveries.noticeId, ids),
        alertIds.length === 0 ? undefined : and(inArray(deliveries.alertId, alertIds), isNotNull(deliveries.noticeId)),
      ),
    )
    .orderBy(deliveries.createdAt, deliveries.id)
}

/** When channels were given something, and for whom: all of a minute, and of a day what was for some people. */
export async function givenLately(
  { read }: Database,
  { channelIds, personIds, now }: { channelIds: readonly string[]; personIds: readonly string[]; now: Date },
): Promise<{ channelId: string; personId: string | null; atMs: number }[]> {
  if (channelIds.length === 0) return []
  const [minute, day] = [60_000, 24 * 3600_000].map((ms) => new Date(now.getTime() - ms))
  const rows = await read
    .select({ channelId: deliveries.channelId, personId: notices.personId, triedAt: deliveries.triedAt })
    .from(deliveries)
    .innerJoin(notices, eq(notices.id, deliveries.noticeId))
    .where(
      and(
        inArray(deliveries.channelId, [...channelIds]),
        gte(deliveries.createdAt, day ?? now),
        or(
          sql`${deliveries.triedAt}[cardinality(${deliveries.triedAt})] > ${(minute ?? now).toISOString()}::timestamptz`,
          personIds.length === 0 ? undefined : inArray(notices.personId, [...personIds]),
        ),
      ),
    )
  return rows.flatMap(({ channelId, personId, triedAt }) =>
    triedAt.map((at) => ({ channelId: channelId ?? '', personId, atMs: at.getTime() })),
  )
}

/** The numbers that waiting calls of some people have, by person. */
export async function answerCallsOf(
  { read }: Database,
  personIds: readonly string[],
): Promise<{ personId: string | null; answerCall: number | null }[]> {
  if (personIds.length === 0) return []
  return read
    .select({ personId: notices.personId, answerCall: notices.answerCall })
    .from(notices)
    .where(and(inArray(notices.personId, [...personIds]), isNotNull(notices.answerCall)))
}

/** What is about to be handed over; written before it is, so that a crash in between is known. */
export type Begun = Pick<
  DeliveryRow,
  'id' | 'noticeId' | 'alertId' | 'revision' | 'channel' | 'channelId' | 'failure'
> & { isTried: boolean }
/** What is to be done about a notice next, as it was read. */
export type Looked = Pick<NoticeRow, 'id' | 'revision' | 'dueAt' | 'answerCall'> & { nextAt: Date | null }

/**
 * Writes what is about to be handed over and lets the notices go. One that has changed since it was read stays due.
 * Resolves to the notices let go: those that are being written in this moment are not, and have to be asked for again.
 */
export async function beginHandOffs(
  { run }: Database,
  { holder, now, until, begun, looked }: { holder: string; now: Date; until: Date; begun: Begun[]; looked: Looked[] },
): Promise<Set<string>> {
  const rows = await run<{ id: string }>(
    `with begun as (
       insert into deliveries (id, notice_id, alert_id, revision, channel, channel_id, created_at, failed_at, failure, tries, tried_at, holder, held_until)
       select id, "noticeId", "alertId", revision, channel, "channelId", $3::timestamptz,
         case when "isTried" then null else $3::timestamptz end, failure,
         case when "isTried" then 1 else 0 end, case when "isTried" then array[$3::timestamptz] else '{}' end,
         case when "isTried" then $4 end, case when "isTried" then $5::timestamptz end
       from jsonb_to_recordset($1::text::jsonb) as t(id text, "noticeId" text, "alertId" text, revision int, channel text, "channelId" text, failure text, "isTried" boolean)
       on conflict (id) do update set tries = deliveries.tries + 1, tried_at = deliveries.tried_at || excluded.tried_at,
         holder = excluded.holder, held_until = excluded.held_until, retry_at = null,
         handed_at = null, failed_at = null, failure = null, code = null
       returning 1),
     free as (
       select n.id from notices n join jsonb_to_recordset($2::text::jsonb) as t(id text) on t.id = n.id
       where n.holder = $4 for update of n skip locked)
     update notices n set
       due_at = case when n.revision = t.revision and n.due_at is not distinct from t."dueAt" then t."nextAt" else n.due_at end,
       answer_call = t."answerCall", holder = null, held_until = null
     from free, jsonb_to_recordset($2::text::jsonb) as t(id text, revision int, "dueAt" timestamptz, "nextAt" timestamptz, "answerCall" int)
     where n.id = free.id and t.id = n.id
     returning n.id`,
    [JSON.stringify(begun), JSON.stringify(looked), now.toISOString(), holder, until.toISOString()],
  )
  return new Set(rows.map(({ id }) => id))
}

/** What became of a hand-over; `handedAt` null: nothing was. */
export type Settled = {
  id: string
  noticeId: string
  handedAt: Date | null
  receipt: string | null
  failedAt: Date | null
  failure: string | null
  code: string | null
  retryAt: Date | null
}

/** Writes what became of hand-overs; notices of which one failed are looked at again at once. */
export async function settleHandOffs({ run }: Database, settled: readonly Settled[], now: Date): Promise<void> {
  await run(
    `with settled as (
       update deliveries d set handed_at = coalesce(t."handedAt", d.handed_at), failed_at = t."failedAt", failure = t.failure, code = t.code,
         receipt = coalesce(t.receipt, d.receipt), retry_at = t."retryAt", holder = null, held_until = null
       from jsonb_to_recordset($1::text::jsonb) as t(id text, "handedAt" timestamptz, receipt text, "failedAt" timestamptz, failure text, code text, "retryAt" timestamptz)
       where d.id = t.id returning 1),
     free as (select id from notices where id = any($2::text[]) for update skip locked)
     update notices n set due_at = $3::timestamptz from free where n.id = free.id`,
    [
      JSON.stringify(settled),
      settled.flatMap(({ noticeId, failedAt }) => (failedAt === null ? [] : [noticeId])),
      now.toISOString(),
    ],
  )
}

/** Says that a process is still at what it hands over. */
export async function renewHandOffs({ run }: Database, ids: readonly string[], until: Date): Promise<void> {
  await run(`update deliveries set held_until = $2::timestamptz where id = any($1::text[]) and holder is not null`, [
    ids,
    until.toISOString(),
  ])
}

/** Lets go of what a process of this name was at when it ended: whether it was handed over nobody knows. */
export async function releaseNotices({ run }: Database, holder: string, now: Date): Promise<void> {
  await run(
    `with lost as (update deliveries set held_until = $2::timestamptz where holder = $1 returning notice_id)
     update notices set holder = null, held_until = null, due_at = $2::timestamptz
     where holder = $1 or id in (select notice_id from lost)`,
    [holder, now.toISOString()],
  )
}

/** Which call a report of a provider was about. */
export type Reported = { deliveryId: string; alertId: string | null; noticeId: string | null }

/**
 * Notes that something handed over has reached its telephone, by the name that the provider gave it; the same report
 * again changes nothing. Null: nothing of that name was handed over that we know of, or not yet.
 */
export async function markDelivered(
  { run }: Database,
  channelId: string,
  receipt: string,
  at: Date,
): Promise<Reported | null> {
  const [row] = await run<Reported>(
    `update deliveries set delivered_at = coalesce(delivered_at, $3::timestamptz) where id = (${NEWEST})
     returning id as "deliveryId", alert_id as "alertId", notice_id as "noticeId"`,
    [channelId, receipt, at.toISOString()],
  )
  return row ?? null
}

/** Notes that something handed over has not arrived after all: another channel is tried at once. */
export async function markUndelivered(
  { run }: Database,
  channelId: string,
  receipt: string,
  { at, why, code }: { at: Date; why: string; code: string | null },
): Promise<Reported | null> {
  const [row] = await run<Reported>(
    `with failed as (
       update deliveries set failed_at = $3::timestamptz, failure = $4, code = $5
       where id = (${NEWEST}) and delivered_at is null
       returning id as "deliveryId", alert_id as "alertId", notice_id as "noticeId"),
     due as (update notices set due_at = $3::timestamptz where id in (select "noticeId" from failed) returning 1)
     select * from failed`,
    [channelId, receipt, at.toISOString(), why, code],
  )
  return row ?? null
}

/** By the provider's name or by ours. Names are given anew after a while: a modem counts to 255. */
const NEWEST = `select id from deliveries where channel_id = $1 and (receipt = $2 or id = $2)
  and created_at > $3::timestamptz - interval '1 day' order by created_at desc limit 1`

/** How much waits to be told, and since when the oldest of it has been due. */
export async function outboxDepth(
  { run }: Database,
  now: Date,
): Promise<{ waiting: number; oldestDueAt: Date | null }> {
  const [row] = await run<{ waiting: string; oldest: Date | string | null }>(
    `select count(*) as waiting, min(due_at) as oldest from notices where due_at <= $1::timestamptz`,
    [now.toISOString()],
  )
  const oldest = row?.oldest ?? null
  return { waiting: Number(row?.waiting ?? 0), oldestDueAt: oldest === null ? null : new Date(oldest) }
}

/** What became of telling people, and channels of many, of an incident, oldest first. */
export async function toldOf({ read }: Database, incidentId: string): Promise<Delivery[]> {
  const rows = await read
    .select({ delivery: deliveries, personId: notices.personId, occasion: notices.occasion })
    .from(deliveries)
    .innerJoin(notices, eq(notices.id, deliveries.noticeId))
    .where(eq(notices.incidentId, incidentId))
    .orderBy(deliveries.createdAt, deliveries.id)
  return rows.map(({ delivery, personId, occasion }) => {
    const { id, alertId, revision, channel, channelId, failure, code, tries } = delivery
    const { createdAt, handedAt, deliveredAt, failedAt } = delivery
    const said = { id, personId, alertId, occasion, revision: revision ?? 0, channel, channelId, failure, code, tries }
    return {
      ...said,
      createdAt: createdAt.toISOString(),
      handedAt: handedAt?.toISOString() ?? null,
      deliveredAt: deliveredAt?.toISOString() ?? null,
      failedAt: failedAt?.toISOString() ?? null,
    }
  })
}

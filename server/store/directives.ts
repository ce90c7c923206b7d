import { and, desc, eq, gte, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Directive, DirectiveAddition, DirectiveBody } from '#shared/directive.ts'
import type { Database } from '../../db/connect.ts'
import { directiveRollCalls, directives } from '../../db/schema.ts'
import { insertFromJson, rowsJson } from './rows.ts'

/** What is asked of the register: of some townships or (null) of all, in a time, what still waits for an answer. */
export type DirectiveFilter = { areaIds: readonly string[] | null; open: boolean; from?: Date; to?: Date }

const corrections = alias(directives, 'corrections')
const NOT_CORRECTED = `not exists (select from directives as c where c.corrects = d.id)`

function selected({ read }: Database) {
  return read
    .select({ directive: directives, correctedBy: corrections.id, incidentId: directiveRollCalls.incidentId })
    .from(directives)
    .leftJoin(corrections, eq(corrections.corrects, directives.id))
    .leftJoin(directiveRollCalls, eq(directiveRollCalls.directiveId, directives.id))
}

type Row = Awaited<ReturnType<typeof selected>>[number]

function wire({ directive, correctedBy, incidentId }: Row): Directive {
  const { receivedAt, replyDueAt, recordedAt, reply, ...rest } = directive
  return {
    ...rest,
    receivedAt: receivedAt.toISOString(),
    replyDueAt: replyDueAt?.toISOString() ?? null,
    recordedAt: recordedAt.toISOString(),
    reply,
    correctedBy,
    incidentId,
  }
}

/** One entry of the register. */
export async function directiveById(database: Database, id: string): Promise<Directive | null> {
  const [row] = await selected(database).where(eq(directives.id, id))
  return row === undefined ? null : wire(row)
}

/** One page of the register, newest first. */
export async function directivesPage(
  database: Database,
  { areaIds, open, from, to }: DirectiveFilter,
  before: { at: Date; id: string } | null,
  most: number,
): Promise<Directive[]> {
  const rows = await selected(database)
    .where(
      and(
        areaIds === null ? undefined : sql`${directives.areaId} = any(${sql.param(areaIds)}::text[])`,
        from === undefined ? undefined : gte(directives.receivedAt, from),
        to === undefined ? undefined : lt(directives.receivedAt, to),
        open ? and(isNotNull(directives.replyDueAt), isNull(directives.reply), isNull(corrections.id)) : undefined,
        before === null
          ? undefined
          : or(
              lt(directives.receivedAt, before.at),
              and(eq(directives.receivedAt, before.at), lt(directives.id, before.id)),
            ),
      ),
    )
    .orderBy(desc(directives.receivedAt), desc(directives.id))
    .limit(most)
  return rows.map(wire)
}

/** Enters a call or paper; false where its id is taken, or what it sets right has been set right already. */
export async function insertDirective(
  { run }: Database,
  body: DirectiveBody,
  recorded: { by: string; at: Date },
): Promise<boolean> {
  const row = {
    ...body,
    receivedAt: new Date(body.receivedAt),
    replyDueAt: body.replyDueAt == null ? null : new Date(body.replyDueAt),
    passedTo: [...new Set(body.passedTo ?? [])],
    reply: null,
    corrects: body.corrects ?? null,
    recordedBy: recorded.by,
    recordedAt: recorded.at,
  }
  const statement = insertFromJson(directives, 1, '(select 1) as one')
  const rows = await run(
    `${statement} where $2::text is null or not exists (select from directives where corrects = $2) on conflict do nothing returning 1`,
    [rowsJson(directives, [row]), row.corrects],
  )
  return rows.length > 0
}

/** Adds people it was passed to, and a time for the answer where there is none; false where another time is set. */
export async function addToDirective(
  { run }: Database,
  id: string,
  { passedTo, replyDueAt }: DirectiveAddition,
): Promise<boolean> {
  const rows = await run(
    `update directives as d set
       passed_to = d.passed_to || array(select distinct p from unnest($2::text[]) as p where p <> all(d.passed_to)),
       reply_due_at = coalesce(d.reply_due_at, $3::timestamptz)
     where d.id = $1 and ($3::timestamptz is null or d.reply_due_at is null or d.reply_due_at = $3::timestamptz)
       and ${NOT_CORRECTED} returning 1`,
    [id, passedTo ?? [], replyDueAt ?? null],
  )
  return rows.length > 0
}

/** Writes down what was answered; false where an answer stands, or the entry was set right by another. */
export async function replyToDirective(
  { run }: Database,
  id: string,
  reply: NonNullable<Directive['reply']>,
): Promise<boolean> {
  const rows = await run(
    `update directives as d set reply = $2::text::jsonb where d.id = $1 and d.reply is null and ${NOT_CORRECTED} returning 1`,
    [id, JSON.stringify(reply)],
  )
  return rows.length > 0
}

import { and, eq, gte, isNotNull, or } from 'drizzle-orm'
import type { Occasion } from '#shared/notice.ts'
import type { Database } from '../../db/connect.ts'
import { notices } from '../../db/schema.ts'

/** A notice by which somebody was called, as far as an answer needs it. */
export type CallNotice = {
  id: string
  incidentId: string
  personId: string
  occasion: Occasion
  answerCall: number | null
  createdAt: Date
}

const COLUMNS = {
  id: notices.id,
  incidentId: notices.incidentId,
  personId: notices.personId,
  occasion: notices.occasion,
  answerCall: notices.answerCall,
  createdAt: notices.createdAt,
}

/** The calls somebody was told of: those that have keys now, and those since a moment. */
export async function callNoticesOf({ read }: Database, personId: string, since: Date): Promise<CallNotice[]> {
  const isRecentCall = and(isNotNull(notices.alertId), gte(notices.createdAt, since))
  const rows = await read
    .select(COLUMNS)
    .from(notices)
    .where(and(eq(notices.personId, personId), or(isNotNull(notices.answerCall), isRecentCall)))
  return rows.map((row) => ({ ...row, personId }))
}

/** Why somebody was told of an incident last; null where they were not. */
export async function toldOf({ read }: Database, personId: string, incidentId: string): Promise<Occasion | null> {
  const isTheirs = and(eq(notices.personId, personId), eq(notices.incidentId, incidentId))
  const [row] = await read.select({ occasion: notices.occasion }).from(notices).where(isTheirs)
  return row?.occasion ?? null
}

/** The notice that a message was, by its id; null where it was none to a person. */
export async function callNotice({ read }: Database, id: string): Promise<CallNotice | null> {
  const [row] = await read.select(COLUMNS).from(notices).where(eq(notices.id, id))
  return row === undefined || row.personId === null ? null : { ...row, personId: row.personId }
}

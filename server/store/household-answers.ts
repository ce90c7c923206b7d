import { inArray } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { householdAnswers } from '../../db/schema.ts'
import type { HouseholdWord } from '../domain/roll-call-ground.ts'

/** The last word about each household of an incident and of all that became it. */
export async function householdWords(
  { read }: Database,
  { id, mergedIds }: { id: string; mergedIds: readonly string[] },
): Promise<HouseholdWord[]> {
  const rows = await read
    .select()
    .from(householdAnswers)
    .where(inArray(householdAnswers.incidentId, [id, ...mergedIds]))
    .orderBy(householdAnswers.at, householdAnswers.personId)
  const last = new Map<string, HouseholdWord>()
  for (const { incidentId: _of, at, ...row } of rows) last.set(row.householdId, { ...row, at: at.toISOString() })
  return [...last.values()]
}

/** The row of the last word about a household. */
export function householdAnswerRow(incidentId: string, word: HouseholdWord): typeof householdAnswers.$inferInsert {
  return { ...word, incidentId, at: new Date(word.at) }
}
